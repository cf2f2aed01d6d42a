using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reconciler.Core.Desired;

namespace Reconciler.Core.Planning;

/// <summary>
/// SHA-256 over one JSON line <c>[id,verb,reason,after,requires]</c> for each change, lines in ordinal order, each ended by LF. It covers what was
/// decided and nothing that differs from run to run: no commit, clock, serial, key, waiting or later.
/// </summary>
internal static class PlanDigest
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Each thread writes all its lines into one buffer and copies them out: a writer of its own for each line would be most of what planning allocates.</summary>
    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? _paper;

    /// <summary>Lines are written on all cores: in a plan of ten thousand they are most of the planner's work.</summary>
    public static string Of(IReadOnlyList<PlanAction> changes) => OfLines(EveryCore.Map(changes.Count, i =>
    {
        var change = changes[i];
        return Line(change.Id, change.Verb.Word(), change.Facts.Reason.Word(), change.Facts.After, change.Facts.Requires);
    }));

    /// <summary>Sorts the lines in place.</summary>
    internal static string OfLines(byte[][] lines)
    {
        Array.Sort(lines, static (a, b) => a.AsSpan().SequenceCompareTo(b));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in lines) hash.AppendData(line);
        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    internal static byte[] Line(string id, string verb, string reason, PlanAttributes after, ImmutableArray<string> requires)
    {
        var (buffer, writer) = _paper ??= NewPaper();
        buffer.ResetWrittenCount();
        writer.Reset();
        writer.WriteStartArray();
        writer.WriteStringValue(id);
        writer.WriteStringValue(verb);
        writer.WriteStringValue(reason);
        AttributesJson.Write(writer, after);
        writer.WriteStartArray();
        foreach (var required in requires) writer.WriteStringValue(required);
        writer.WriteEndArray();
        writer.WriteEndArray();
        writer.Flush();
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) NewPaper()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        return (buffer, new(buffer, Options));
    }
}
