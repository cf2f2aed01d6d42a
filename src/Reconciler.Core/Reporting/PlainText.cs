namespace Reconciler.Core.Reporting;

/// <summary>Text of others on one line of a terminal: no control character takes effect.</summary>
internal static class PlainText
{
    public static string Of(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(character => char.IsControl(character) ? '\ufffd' : character)) : text;
}
