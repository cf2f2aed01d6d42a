using System.Globalization;
using System.Text;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Validation;

/// <summary>The types of record that the product writes.</summary>
public enum RecordLineType
{
    Cname,
    Txt,
}

/// <summary>Why a line is no record that we understand.</summary>
/// <param name="Reason">One sentence without a full stop.</param>
/// <param name="Column">From 1.</param>
public sealed record RecordLineProblem(string Reason, int Column);

/// <summary>One resource record as a master file writes it (RFC 1035, section 5.1): class IN, type CNAME or TXT, on one line.</summary>
/// <param name="Owner">Absolute, lower case, no trailing dot.</param>
/// <param name="Ttl">Seconds; null when the line leaves it to the zone.</param>
/// <param name="Value">CNAME: the canonical name, like <paramref name="Owner"/>. TXT: the character-strings joined, as octets of Latin-1.</param>
public sealed record RecordLine(string Owner, int? Ttl, RecordLineType Type, string Value)
{
    /// <summary>Octets of one character-string (RFC 1035, section 3.3).</summary>
    private const int MaxString = 255;

    public static RecordLine Cname(string owner, int? ttl, string target) => new(owner, ttl, RecordLineType.Cname, target);

    public static RecordLine Txt(string owner, int? ttl, string value) => new(owner, ttl, RecordLineType.Txt, value);

    /// <summary>Reads a line. Names without a trailing dot are relative to <paramref name="origin"/>, and refused without one.</summary>
    public static Result<RecordLine, RecordLineProblem> Parse(string line, string? origin = null)
    {
        ArgumentNullException.ThrowIfNull(line);
        return new RecordLineReader(line, origin).Read();
    }

    /// <summary>The line in its one canonical form, without a line end: absolute names, one space between fields.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Owner).Append(". ");
        if (Ttl is { } ttl) text.Append(CultureInfo.InvariantCulture, $"{ttl} ");
        text.Append("IN ");
        return Type switch
        {
            RecordLineType.Cname => text.Append("CNAME ").Append(Value).Append('.').ToString(),
            RecordLineType.Txt => AppendStrings(text.Append("TXT")).ToString(),
        };
    }

    private StringBuilder AppendStrings(StringBuilder text)
    {
        for (var start = 0; start == 0 || start < Value.Length; start += MaxString)
        {
            text.Append(" \"");
            foreach (var octet in Value.AsSpan(start, Math.Min(MaxString, Value.Length - start)))
            {
                if (octet is '"' or '\\') text.Append('\\').Append(octet);
                else if (octet is >= ' ' and <= '~') text.Append(octet);
                else text.Append(CultureInfo.InvariantCulture, $"\\{(int)octet:D3}");
            }

            text.Append('"');
        }

        return text;
    }
}
