using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Reconciler.Core.Planning;

/// <summary>
/// SHA-256 over one JSON line <c>[id,verb,reason,after,requires]</c> for each change, lines in ordinal order, each ended by LF. It covers what was
/// decided and nothing that differs from run to run: no commit, clock, serial, key, waiting or later.
/// </summary>
internal static class PlanDigest
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(IEnumerable<PlanAction> changes) =>
        OfLines(changes.Select(change => Line(change.Id, change.Verb.Word(), change.Facts.Reason.Word(), change.Facts.After, change.Facts.Requires)));

    internal static string OfLines(IEnumerable<byte[]> unsorted)
    {
        var lines = unsorted.ToList();
        lines.Sort(static (a, b) => a.AsSpan().SequenceCompareTo(b));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in lines) hash.AppendData(line);
        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    internal static byte[] Line(string id, string verb, string reason, PlanAttributes after, ImmutableArray<string> requires)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(id);
            writer.WriteStringValue(verb);
            writer.WriteStringValue(reason);
            AttributesJson.Write(writer, after);
            writer.WriteStartArray();
            foreach (var required in requires) writer.WriteStringValue(required);
            writer.WriteEndArray();
            writer.WriteEndArray();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
