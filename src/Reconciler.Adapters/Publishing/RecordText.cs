using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Publishing;

/// <summary>
/// One record of ours as one line of a master file, and back. Names are absolute and every record has its TTL, so that nothing around it matters.
/// </summary>
internal static class RecordText
{
    private const int MaxString = 255;

    /// <summary>Why the record cannot be written; null when it can.</summary>
    public static string? ProblemOf(ZoneRecord record)
    {
        if (record.Type is not ("CNAME" or "TXT")) return $"a record of type {record.Type} is not written here";
        if (!IsName(record.Owner)) return $"\"{record.Owner}\" is no name of a record";
        return record.Type == "CNAME" && !IsName(record.Value) ? $"\"{record.Value}\" is no target of a CNAME record" : null;
    }

    public static string Write(ZoneRecord record)
    {
        var data = record.Type == "CNAME" ? $"{record.Value}." : Quote(record.Value);
        return string.Create(CultureInfo.InvariantCulture, $"{record.Owner}. {record.Ttl} IN {record.Type} {data}");
    }

    /// <summary>Null when the entry is not of the form that <see cref="Write"/> gives.</summary>
    public static ZoneRecord? Read(MasterFileEntry entry)
    {
        if (entry.InheritsOwner || entry.Ttl is not { } ttl || entry.Data.IsEmpty) return null;
        return entry.Type switch
        {
            "CNAME" when entry.Data is [{ IsQuoted: false } target] && target.Text.EndsWith('.') =>
                new(entry.Owner, entry.Type, target.Text[..^1].ToLowerInvariant(), ttl),
            "TXT" when entry.Data.All(part => part.IsQuoted) => Unquote(entry.Data) is { } text ? new(entry.Owner, entry.Type, text, ttl) : null,
            _ => null,
        };
    }

    private static string Quote(string text)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        var written = new StringBuilder();
        for (var start = 0; start == 0 || start < octets.Length; start += MaxString)
        {
            written.Append(start == 0 ? "\"" : " \"");
            foreach (var octet in octets.AsSpan(start, Math.Min(MaxString, octets.Length - start)))
            {
                if (octet is < 0x20 or > 0x7E) written.Append('\\').Append(octet.ToString("D3", CultureInfo.InvariantCulture));
                else written.Append(octet is (byte)'"' or (byte)'\\' ? "\\" : "").Append((char)octet);
            }

            written.Append('"');
        }

        return written.ToString();
    }

    private static string? Unquote(ImmutableArray<MasterFileToken> parts)
    {
        var octets = new List<byte>();
        foreach (var part in parts)
        {
            for (var at = 0; at < part.Text.Length; at++)
            {
                if (part.Text[at] != '\\')
                {
                    octets.Add((byte)part.Text[at]);
                    continue;
                }

                if (at + 1 >= part.Text.Length) return null;
                if (!char.IsAsciiDigit(part.Text[at + 1]))
                {
                    octets.Add((byte)part.Text[++at]);
                    continue;
                }

                if (at + 3 >= part.Text.Length) return null;
                if (!byte.TryParse(part.Text.AsSpan(at + 1, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var octet)) return null;
                octets.Add(octet);
                at += 3;
            }
        }

        return Encoding.UTF8.GetString([.. octets]);
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 253
        && name.Split('.').All(label => label.Length is > 0 and <= 63
            && label.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-' or '_' or '*'));
}
