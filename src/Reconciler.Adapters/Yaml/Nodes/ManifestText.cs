using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Yaml.Nodes;

/// <summary>From bytes to text: size, encoding, and characters that a reviewer cannot see.</summary>
internal static class ManifestText
{
    // C0 controls but tab, LF, CR (NUL would end the text silently); DEL and C1 with NEL; LS, PS; BOM; marks of direction.
    private static readonly SearchValues<char> Hidden = SearchValues.Create(HiddenCharacters());

    /// <summary>The text without its byte order mark; null when it was reported as unreadable.</summary>
    public static string? Decode(string path, ReadOnlySpan<byte> content, DiagnosticBag diagnostics)
    {
        if (content.Length > YamlLimits.FileSize)
        {
            diagnostics.Add(YamlCodes.TooLarge, $"the file has {content.Length} bytes; a manifest may have {YamlLimits.FileSize}", new(path, 1, 1));
            return null;
        }

        if (content.StartsWith(Encoding.UTF8.Preamble)) content = content[3..];
        if (!Utf8.IsValid(content))
        {
            ReportEncoding(path, content, diagnostics);
            return null;
        }

        var text = Encoding.UTF8.GetString(content);
        var hidden = text.AsSpan().IndexOfAny(Hidden);
        if (hidden < 0) return text;
        var message = $"the character U+{(int)text[hidden]:X4} cannot be seen and is refused";
        diagnostics.Add(YamlCodes.HiddenCharacter, message, PlaceOf(path, text.AsSpan(0, hidden)), 1);
        return null;
    }

    private static void ReportEncoding(string path, ReadOnlySpan<byte> content, DiagnosticBag diagnostics)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(content[at..], out _, out var consumed) == OperationStatus.Done) at += consumed;
        var help = content is [0xff, 0xfe, ..] or [0xfe, 0xff, ..] ? "the file looks like UTF-16; save it as UTF-8" : "save the file as UTF-8";
        diagnostics.Add(
            YamlCodes.NotUtf8,
            $"the byte 0x{content[at]:x2} is not UTF-8",
            PlaceOf(path, Encoding.UTF8.GetString(content[..at])),
            help: help);
    }

    private static SourceLocation PlaceOf(string path, ReadOnlySpan<char> before)
    {
        var lastBreak = before.LastIndexOf('\n');
        return new(path, before.Count('\n') + 1, before.Length - lastBreak);
    }

    private static string HiddenCharacters()
    {
        var text = new StringBuilder();
        for (var c = '\0'; c < ' '; c++)
        {
            if (c is not ('\t' or '\n' or '\r')) text.Append(c);
        }

        for (var c = '\u007f'; c <= '\u009f'; c++) text.Append(c);
        for (var c = '\u202a'; c <= '\u202e'; c++) text.Append(c);
        for (var c = '\u2066'; c <= '\u2069'; c++) text.Append(c);
        return text.Append("\u2028\u2029\ufeff").ToString();
    }
}
