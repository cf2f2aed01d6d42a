using System.Collections.Immutable;

namespace Reconciler.Adapters.Publishing;

/// <summary>One logical line: a record or a directive, over as many lines as its parentheses span.</summary>
/// <param name="Tokens">Never empty.</param>
/// <param name="Number">Of its first line, from 1.</param>
internal readonly record struct MasterFileLine(ImmutableArray<MasterFileToken> Tokens, int Number, bool StartsBlank);

/// <summary>Parts a master file into logical lines and their tokens; comments that have a line for themselves are put aside.</summary>
internal sealed class MasterFileTokens(string text, ImmutableArray<MasterFileComment>.Builder comments)
{
    private int _at;
    private int _line = 1;

    /// <summary>Why reading ended early; one sentence.</summary>
    public string? Problem { get; private set; }

    /// <summary>The next logical line with a token in it; null at the end.</summary>
    public MasterFileLine? NextLine()
    {
        while (_at < text.Length && Problem is null)
        {
            var (start, number) = (_at, _line);
            var tokens = ReadTokens(start, number);
            if (Problem is null && tokens.Length > 0) return new(tokens, number, text[start] is ' ' or '\t');
        }

        return null;
    }

    private ImmutableArray<MasterFileToken> ReadTokens(int start, int number)
    {
        var tokens = ImmutableArray.CreateBuilder<MasterFileToken>();
        var depth = 0;
        while (_at < text.Length && Problem is null)
        {
            switch (text[_at])
            {
                case '\n':
                    _at++;
                    _line++;
                    if (depth == 0) return tokens.ToImmutable();
                    break;
                case ' ' or '\t' or '\r':
                    _at++;
                    break;
                case ';':
                    SkipComment(isAlone: depth == 0 && tokens.Count == 0 && _at == start, number);
                    break;
                case '(':
                    depth++;
                    _at++;
                    break;
                case ')':
                    if (--depth < 0) Problem = $"line {_line} closes a parenthesis that is not open";
                    _at++;
                    break;
                case '"':
                    tokens.Add(ReadQuoted());
                    break;
                default:
                    tokens.Add(ReadWord());
                    break;
            }
        }

        if (depth > 0) Problem ??= $"the parenthesis opened in the record at line {number} is never closed";
        return tokens.ToImmutable();
    }

    /// <summary>Stops before the line's end, which ends the record too.</summary>
    private void SkipComment(bool isAlone, int number)
    {
        var start = _at;
        var end = text.IndexOf('\n', _at);
        _at = end < 0 ? text.Length : end;
        if (isAlone) comments.Add(new(start, end < 0 ? text.Length : end + 1, number, text[start.._at].TrimEnd('\r', ' ', '\t')));
    }

    private MasterFileToken ReadQuoted()
    {
        var start = _at++;
        for (; _at < text.Length && text[_at] != '\n'; _at++)
        {
            if (text[_at] == '\\') _at++;
            else if (text[_at] == '"') return new(start, text[(start + 1).._at++], true);
        }

        Problem = $"line {_line} has a quote that is never closed";
        _at = Math.Min(_at, text.Length);
        return new(start, "", true);
    }

    private MasterFileToken ReadWord()
    {
        var start = _at;
        for (; _at < text.Length && text[_at] is not (' ' or '\t' or '\r' or '\n' or ';' or '(' or ')' or '"'); _at++)
        {
            // An escaped character belongs to the word, whatever it is, but for the line's end.
            if (text[_at] == '\\' && _at + 1 < text.Length && text[_at + 1] != '\n') _at++;
        }

        return new(start, text[start.._at], false);
    }
}
