using System.Collections.Immutable;
using System.Globalization;

namespace Reconciler.Adapters.Publishing;

/// <summary>
/// Finds the records of a master file and where they stand, without changing anything: parentheses, comments, quotes, escapes, <c>$ORIGIN</c> and inherited
/// owners are understood (RFC 1035 section 5.1). What <c>$INCLUDE</c> and <c>$GENERATE</c> bring in is not seen. Never throws, in time linear in the text.
/// </summary>
internal sealed class MasterFileReader
{
    private readonly ImmutableArray<MasterFileEntry>.Builder _entries = ImmutableArray.CreateBuilder<MasterFileEntry>();
    private readonly ImmutableArray<MasterFileComment>.Builder _comments = ImmutableArray.CreateBuilder<MasterFileComment>();
    private readonly MasterFileTokens _tokens;
    private string? _origin;
    private string? _owner;
    private string? _problem;

    private MasterFileReader(string text, string? origin) => (_tokens, _origin) = (new(text, _comments), origin);

    /// <param name="text">One character an octet.</param>
    /// <param name="origin">Zone that relative names are in at the beginning; null when only <c>$ORIGIN</c> can say.</param>
    public static MasterFile Read(string text, string? origin)
    {
        var reader = new MasterFileReader(text, origin);
        while (reader._problem is null && reader._tokens.NextLine() is { } line) reader.Read(line);
        return new(reader._entries.ToImmutable(), reader._comments.ToImmutable(), reader._problem ?? reader._tokens.Problem);
    }

    private void Read(MasterFileLine line)
    {
        if (!line.StartsBlank && line.Tokens[0].Text.StartsWith('$'))
        {
            if (line.Tokens.Length > 1 && line.Tokens[0].Text.Equals("$ORIGIN", StringComparison.OrdinalIgnoreCase))
                _origin = Absolute(line.Tokens[1].Text, line.Number);
            return;
        }

        _owner = line.StartsBlank ? _owner : Absolute(line.Tokens[0].Text, line.Number);
        if (_problem is not null) return;
        var rest = line.StartsBlank ? line.Tokens : line.Tokens[1..];
        var (ttl, at) = (null as int?, 0);
        for (; at < rest.Length && at < 2 && (IsTtl(rest[at].Text) || IsClass(rest[at].Text)); at++)
        {
            if (int.TryParse(rest[at].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) ttl = seconds;
        }

        if (_owner is null) _problem = $"line {line.Number} has no owner";
        else if (at >= rest.Length) _problem = $"line {line.Number} has no type";
        else _entries.Add(new(_owner, ttl, rest[at].Text.ToUpperInvariant(), rest[(at + 1)..], line.Number, line.Tokens[0].Start, line.StartsBlank));
    }

    private string? Absolute(string name, int line)
    {
        if (name.EndsWith('.') && !name.EndsWith("\\.", StringComparison.Ordinal)) return name[..^1].ToLowerInvariant();
        if (_origin is null)
        {
            _problem = $"line {line} has the relative name \"{name}\", and no $ORIGIN before it says which zone that is in";
            return null;
        }

        if (name == "@") return _origin;
        return _origin.Length == 0 ? name.ToLowerInvariant() : $"{name.ToLowerInvariant()}.{_origin}";
    }

    /// <summary>Seconds, or BIND's form <c>1h30m</c>.</summary>
    private static bool IsTtl(string text) =>
        text.Length > 0 && char.IsAsciiDigit(text[0])
        && text.All(character => char.IsAsciiDigit(character) || "wdhmsWDHMS".Contains(character, StringComparison.Ordinal));

    private static bool IsClass(string text) => text.ToUpperInvariant() is "IN" or "CH" or "HS" or "CS" or "ANY";
}
