using System.Buffers;
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

    public static string Of(IEnumerable<PlanAction> changes)
    {
        var lines = changes.Select(Line).ToList();
        lines.Sort(static (a, b) => a.AsSpan().SequenceCompareTo(b));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in lines) hash.AppendData(line);
        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static byte[] Line(PlanAction change)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(change.Id);
            writer.WriteStringValue(change.Verb.Word());
            writer.WriteStringValue(change.Facts.Reason.Word());
            AttributesJson.Write(writer, change.Facts.After);
            writer.WriteStartArray();
            foreach (var required in change.Facts.Requires) writer.WriteStringValue(required);
            writer.WriteEndArray();
            writer.WriteEndArray();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
