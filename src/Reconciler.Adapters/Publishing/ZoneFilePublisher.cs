using System.Text;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Adapters.Publishing;

/// <summary>
/// Keeps records in a marked block of a zone file that a name server of the user's reads. The file is replaced by one rename, and the reload command runs
/// after every batch, even one that finds all in place: a run that was cut off between the two is made good by the next.
/// </summary>
/// <param name="root">Absolute folder that relative files are taken from.</param>
public sealed class ZoneFilePublisher(string root, IProgramRunner runner) : IRecordPublisher
{
    private const int MaxMebibytes = 64;

    /// <summary>Less than a daemon that is told to stop has to finish its step (30 s).</summary>
    private static readonly TimeSpan ReloadLimit = TimeSpan.FromSeconds(25);

    public bool Handles(DnsProviderSpec provider) => provider is DnsProviderSpec.ZoneFile;

    public async Task<ProviderReading> ReadAsync(DnsProviderSpec provider, CancellationToken cancellationToken)
    {
        var spec = SpecOf(provider);
        var (file, _, failure) = await ReadFileAsync(spec, cancellationToken);
        return new(file?.Records ?? [], failure);
    }

    public async Task<PublishOutcome> ApplyAsync(DnsProviderSpec provider, IReadOnlyList<ZoneChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var spec = SpecOf(provider);
        if (changes.Count == 0) return PublishOutcome.Done;
        var (file, path, failure) = await ReadFileAsync(spec, cancellationToken);
        if (file is null) return PublishOutcome.Failed(failure!);

        var records = new Dictionary<(string Owner, string Type), ZoneRecord>();
        foreach (var record in file.Records) records[(record.Owner, record.Type)] = record;
        foreach (var (record, remove) in changes)
        {
            var key = (record.Owner, record.Type);
            if (remove) records.Remove(key);
            else if (ProblemOf(file, record) is { } problem) return PublishOutcome.Failed($"{path}: {problem}");
            else records[key] = record;
        }

        if (DoubleCname(records.Values) is { } owner) return PublishOutcome.Failed($"{path}: {owner} would have a CNAME record beside another one");
        if (!records.Values.ToHashSet().SetEquals(file.Records))
        {
            var written = AtomicFile.Replace(path, Encoding.Latin1.GetBytes(file.With(records.Values)));
            if (written is not null) return PublishOutcome.Failed(written);
        }

        return await ReloadAsync(spec, path, cancellationToken);
    }

    private async Task<PublishOutcome> ReloadAsync(DnsProviderSpec.ZoneFile spec, string path, CancellationToken cancellationToken)
    {
        if (spec.Reload.IsDefaultOrEmpty) return PublishOutcome.Done;
        var outcome = await runner.RunAsync(spec.Reload, ReloadLimit, cancellationToken);
        return outcome.Failure is null
            ? PublishOutcome.Done
            : PublishOutcome.Failed($"{path} is written, but the reload failed: {outcome.Failure}; it runs again with the next try");
    }

    private async Task<(ZoneFileText? File, string Path, string? Failure)> ReadFileAsync(DnsProviderSpec.ZoneFile spec, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(Path.Combine(root, spec.File));
        try
        {
            var info = new FileInfo(path);
            if (info.LinkTarget is { } target)
                return (null, path, $"the zone file {path} is a link to {target}, which replacing would cut; name the file itself");
            if (!info.Exists) return (null, path, $"the zone file {path} does not exist");
            if (info.Length > MaxMebibytes * 1024L * 1024) return (null, path, $"the zone file {path} is larger than {MaxMebibytes} MiB");
            var text = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path, cancellationToken));
            var (file, problem) = ZoneFileText.Read(text, spec.Zones.Length == 1 ? spec.Zones[0] : null);
            if (file is null) return (null, path, $"the zone file {path} cannot be changed: {problem}");
            return spec.Zones.Contains(file.Zone)
                ? (file, path, null)
                : (null, path, $"the zone file {path} holds {file.Zone}, which is not among the zones of its provider ({string.Join(", ", spec.Zones)})");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (null, path, $"the zone file {path} cannot be read: {error.Message}");
        }
    }

    private static string? ProblemOf(ZoneFileText file, ZoneRecord record)
    {
        if (!DomainText.IsWithin(record.Owner, file.Zone)) return $"{record.Owner} is not in the zone {file.Zone} that the file holds";
        return RecordText.ProblemOf(record) ?? file.ConflictOf(record);
    }

    private static string? DoubleCname(IReadOnlyCollection<ZoneRecord> records)
    {
        var aliases = records.Where(record => record.Type == "CNAME").Select(record => record.Owner).ToHashSet(StringComparer.Ordinal);
        return records.FirstOrDefault(record => record.Type != "CNAME" && aliases.Contains(record.Owner))?.Owner;
    }

    private static DnsProviderSpec.ZoneFile SpecOf(DnsProviderSpec provider) =>
        provider as DnsProviderSpec.ZoneFile ?? throw new ArgumentException("only zone files are handled here", nameof(provider));
}
