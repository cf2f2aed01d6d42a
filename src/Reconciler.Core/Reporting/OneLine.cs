using System.Globalization;
using System.Text;

namespace Reconciler.Core.Reporting;

/// <summary>Text of others on one line of a terminal: control characters are written as <c>\u001b</c>, so that none takes effect.</summary>
public static class OneLine
{
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Any(char.IsControl)) return text;
        var line = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            if (char.IsControl(character)) line.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            else line.Append(character);
        }

        return line.ToString();
    }
}
