using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Store.Snapshots;

/// <summary>An exported state with the proofs it holds.</summary>
public sealed record StateSnapshot(ActualState State, IReadOnlyList<ProofEvidence> Evidence);

/// <summary>
/// A state as one JSON file, without anything secret: enough to plan from, elsewhere and read only. Equal states give equal bytes; an object is a line, so
/// that two snapshots can be compared.
/// </summary>
public static class SnapshotFile
{
    /// <summary>Octets of a snapshot.</summary>
    public const int MaxLength = 256 << 20;

    public const string Version = "1.0";

    public static byte[] Write(StateSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var state = snapshot.State;
        var types = SnapshotContext.Default;
        using var stream = new MemoryStream();
        Raw(stream, $"{{\"format_version\":\"{Version}\",\n\"state\":");
        JsonSerializer.Serialize(stream, new(state.Lineage, state.Serial), types.IdentityShape);
        Raw(stream, ",\n\"first_regions\":");
        JsonSerializer.Serialize(stream, new SortedDictionary<string, string>(state.FirstRegions.ToDictionary(), StringComparer.Ordinal), types.IReadOnlyDictionaryStringString);
        Lines(stream, "authorities", state.Authorities.Values.OrderBy(authority => authority.Id.Text, StringComparer.Ordinal).Select(AuthorityEntry.Of), types.AuthorityEntry);
        Lines(stream, "certificates", state.Certificates.Values.OrderBy(certificate => certificate.Id.Text, StringComparer.Ordinal).Select(CertificateEntry.Of), types.CertificateEntry);
        Lines(stream, "deployments", state.Deployments.Values.OrderBy(deployment => deployment.Id, StringComparer.Ordinal).Select(DeploymentEntry.Of), types.DeploymentEntry);
        Lines(stream, "records", state.Records.Values.OrderBy(record => record.Id, StringComparer.Ordinal).Select(RecordEntry.Of), types.RecordEntry);
        Lines(stream, "evidence", InOrder(snapshot.Evidence).Select(EvidenceEntry.Of), types.EvidenceEntry);
        if (state.Retries.Count > 0) Lines(stream, "retries", state.Retries.OrderBy(retry => retry.Key, StringComparer.Ordinal).Select(RetryEntry.Of), types.RetryEntry);
        if (state.Sightings.Count > 0) Lines(stream, "sightings", state.Sightings.Values.OrderBy(sighting => sighting.Id, StringComparer.Ordinal).Select(SightingEntry.Of), types.SightingEntry);
        Raw(stream, "}\n");
        return stream.ToArray();
    }

    /// <summary>Reads a snapshot. <paramref name="name"/> is what messages call it. Throws <see cref="ReconcilerException"/> (kind Usage) saying what is wrong with it.</summary>
    public static StateSnapshot Read(ReadOnlyMemory<byte> content, string name)
    {
        if (content.Length > MaxLength) throw TooLarge(name);
        try
        {
            SnapshotScan.Check(content.Span);
            var shape = JsonSerializer.Deserialize(content.Span, SnapshotContext.Default.SnapshotShape)!;
            return SnapshotParts.Join(shape);
        }
        catch (SnapshotVersionException other)
        {
            throw Refused(name, other.Message, other);
        }
        catch (Exception failure) when (failure is JsonException or FormatException or NotSupportedException or InvalidOperationException)
        {
            // NotSupported is how a missing or unknown "type" comes, InvalidOperation a string that is JSON by its syntax and no text.
            throw Refused(name, $"is damaged: {failure.Message}", failure);
        }
    }

    public static ReconcilerException TooLarge(string name) => Refused(name, $"has more than {MaxLength >> 20} MiB, which is the most that is read");

    private static ReconcilerException Refused(string name, string what, Exception? cause = null) =>
        new(FailureKind.Usage, $"the snapshot {name} {what}", "make it again with reconciler status --export-snapshot", cause);

    private static IEnumerable<ProofEvidence> InOrder(IReadOnlyList<ProofEvidence> evidence) => evidence
        .OrderBy(proof => proof.Account, StringComparer.Ordinal).ThenBy(proof => proof.Domain, StringComparer.Ordinal).ThenBy(proof => proof.Zone, StringComparer.Ordinal);

    private static void Lines<T>(Stream stream, string name, IEnumerable<T> entries, JsonTypeInfo<T> type)
    {
        Raw(stream, $",\n\"{name}\":[");
        var separator = "\n";
        foreach (var entry in entries)
        {
            Raw(stream, separator);
            JsonSerializer.Serialize(stream, entry, type);
            separator = ",\n";
        }

        Raw(stream, "]");
    }

    private static void Raw(Stream stream, string text) => stream.Write(Encoding.UTF8.GetBytes(text));
}
