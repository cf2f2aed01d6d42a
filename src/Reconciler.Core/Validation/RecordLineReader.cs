using System.Globalization;
using System.Text;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Validation;

/// <summary>Reads one line of a master file by the grammar <c>owner [ttl] [class] type rdata [; comment]</c>, ttl and class in either order.</summary>
internal ref struct RecordLineReader(string line, string? origin)
{
    private readonly ReadOnlySpan<char> _line = line;
    private readonly string? _origin = origin;
    private int _at;
    private RecordLineProblem? _problem;

    public Result<RecordLine, RecordLineProblem> Read()
    {
        if (_line.IndexOfAny('\r', '\n') is var end and >= 0) return new RecordLineProblem("more than one line", end + 1);
        if (_line.IsWhiteSpace()) return new RecordLineProblem("the line is empty", 1);
        if (_line[0] is ' ' or '\t') return new RecordLineProblem("the line begins with a space, so its owner would be that of the line before", 1);
        if (_line[0] == '$') return new RecordLineProblem("a directive, not a record", 1);
        var owner = ReadName("owner");
        var (ttl, type) = ReadUntilType();
        if (type is not { } known) return _problem!;
        var value = known switch
        {
            RecordLineType.Cname => ReadName("target"),
            RecordLineType.Txt => ReadStrings(),
        };
        if (_problem is null && SkipSpace()) Fail("nothing more is expected behind the record's data");
        return _problem is null ? new RecordLine(owner!, ttl, known, value!) : _problem;
    }

    private (int? Ttl, RecordLineType? Type) ReadUntilType()
    {
        int? ttl = null;
        var hasClass = false;
        while (_problem is null)
        {
            var word = ReadWord();
            if (word.IsEmpty) Fail("the type is missing; CNAME and TXT are understood");
            else if (word.Equals("CNAME", StringComparison.OrdinalIgnoreCase)) return (ttl, RecordLineType.Cname);
            else if (word.Equals("TXT", StringComparison.OrdinalIgnoreCase)) return (ttl, RecordLineType.Txt);
            else if (!hasClass && word.Equals("IN", StringComparison.OrdinalIgnoreCase)) hasClass = true;
            else if (ttl is null && TryReadTtl(word, out var seconds)) ttl = seconds;
            else FailAtWord(word, $"\"{word}\" is no TTL in seconds, no class IN and no type CNAME or TXT");
        }

        return default;
    }

    private static bool TryReadTtl(ReadOnlySpan<char> word, out int seconds) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out seconds);

    /// <summary>A name of labels of letters, digits, hyphens, underscores and a left-most <c>*</c>; escapes are not taken.</summary>
    private string? ReadName(string role)
    {
        if (_problem is not null) return null;
        var word = ReadWord();
        if (word.IsEmpty) return Fail($"the {role} is missing");
        if (word is "@") return _origin ?? FailAtWord(word, $"the {role} is \"@\", but no origin is known; write the absolute name");
        var absolute = word[^1] == '.';
        if (!absolute && _origin is null) return FailAtWord(word, $"the {role} \"{word}\" is relative: the dot at its end is missing");
        var bare = absolute ? word[..^1] : word;
        foreach (var letter in bare)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_' or '.' or '*')) return FailAtWord(word, $"the {role} \"{word}\" holds \"{letter}\"");
        }

        var name = absolute ? bare.ToString() : _origin!.Length == 0 ? bare.ToString() : $"{bare}.{_origin}";
        if (HasBadLabel(name)) return FailAtWord(word, $"the {role} \"{word}\" has an empty label or one longer than {DnsNameSyntax.MaxLabelLength} octets");
        return name.Length > DnsNameSyntax.MaxLength ? FailAtWord(word, $"the {role} is longer than {DnsNameSyntax.MaxLength} octets") : name.ToLowerInvariant();
    }

    private static bool HasBadLabel(ReadOnlySpan<char> name)
    {
        foreach (var label in name.Split('.'))
        {
            if (name[label].Length is 0 or > DnsNameSyntax.MaxLabelLength) return true;
        }

        return false;
    }

    private string? ReadStrings()
    {
        var value = new StringBuilder();
        var count = 0;
        for (; _problem is null && SkipSpace(); count++)
        {
            var before = value.Length;
            ReadString(value);
            if (value.Length - before > 255) Fail("a character-string is longer than 255 octets");
        }

        return count == 0 ? Fail("TXT needs at least one character-string") : value.ToString();
    }

    private void ReadString(StringBuilder value)
    {
        var quoted = _line[_at] == '"';
        if (quoted) _at++;
        while (_at < _line.Length)
        {
            var letter = _line[_at];
            if (quoted ? letter == '"' : letter is ' ' or '\t' or ';' or '"')
            {
                if (quoted) _at++;
                return;
            }

            if (letter is '(' or ')' && !quoted) Fail("parentheses are not understood: one record, one line");
            if (letter is < ' ' or > '~') Fail("a character outside printable ASCII must be written as \\DDD");
            if (_problem is not null) return;
            _at++;
            if (letter == '\\') letter = ReadEscape();
            value.Append(letter);
        }

        if (quoted) Fail("the closing quotation mark is missing");
    }

    /// <summary>What stands behind a backslash: three decimal digits of an octet, or the character meant literally.</summary>
    private char ReadEscape()
    {
        if (_at < _line.Length && !char.IsAsciiDigit(_line[_at])) return _line[_at++];
        if (_at + 3 <= _line.Length && int.TryParse(_line.Slice(_at, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var octet) && octet < 256)
        {
            _at += 3;
            return (char)octet;
        }

        Fail("a backslash needs a character or three digits up to 255 behind it");
        return '\\';
    }

    /// <summary>The next field; empty at the end of the line or a comment.</summary>
    private ReadOnlySpan<char> ReadWord()
    {
        if (!SkipSpace()) return [];
        var start = _at;
        while (_at < _line.Length && _line[_at] is not (' ' or '\t' or ';')) _at++;
        return _line[start.._at];
    }

    /// <summary>False at the end of the line or where a comment begins.</summary>
    private bool SkipSpace()
    {
        while (_at < _line.Length && _line[_at] is ' ' or '\t') _at++;
        return _at < _line.Length && _line[_at] != ';';
    }

    private string? Fail(string reason)
    {
        _problem ??= new(reason, _at + 1);
        return null;
    }

    private string? FailAtWord(ReadOnlySpan<char> word, string reason)
    {
        _problem ??= new(reason, _at - word.Length + 1);
        return null;
    }
}
