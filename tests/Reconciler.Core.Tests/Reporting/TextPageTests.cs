using System.Text.RegularExpressions;
using CsCheck;
using Reconciler.Core.Reporting;

namespace Reconciler.Core.Tests.Reporting;

public sealed partial class TextPageTests
{
    [Fact(DisplayName = "A line that does not fit breaks at a space and goes on below its own indent")]
    public void Breaks()
    {
        var page = new TextPage(40);
        page.Line("    one two three four five six seven eight nine");
        Assert.Equal("    one two three four five six seven\n      eight nine\n", page.ToString());
    }

    [Fact(DisplayName = "Colours take no column and do not move where a line breaks")]
    public void Colours()
    {
        var (plain, coloured) = (new TextPage(40), new TextPage(40));
        plain.Line("  + certificate/www  issue   certificates.yaml:21 and more");
        coloured.Line("\u001b[32m  +\u001b[0m \u001b[1mcertificate/www  issue\u001b[0m   certificates.yaml:21 and more");
        Assert.Equal(plain.ToString(), Escapes().Replace(coloured.ToString(), ""));
    }

    [Fact(DisplayName = "Without a width, and for what people copy, nothing breaks")]
    public void Unbroken()
    {
        var words = string.Join(' ', Enumerable.Repeat("word", 100));
        var (piped, narrow) = (new TextPage(null), new TextPage(40));
        piped.Line(words);
        narrow.Verbatim(words);
        Assert.Equal(words + "\n", piped.ToString());
        Assert.Equal(words + "\n", narrow.ToString());
    }

    [Fact(DisplayName = "Whatever the line and the width: no word is lost or cut, and only a word too long for the line stands out")]
    public void NothingIsLost() => Gen.Select(Gen.String[Gen.OneOf(Gen.Const(' '), Gen.Char['a', 'e']), 0, 300], Gen.Int[1, 120]).Sample((line, width) =>
    {
        var page = new TextPage(width);
        page.Line(line);
        var lines = page.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(Words(line), Words(string.Join(' ', lines)));
        Assert.All(lines, broken => Assert.True(broken.Length <= Math.Max(width, 40) || Words(broken).Length == 1));
    });

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex("\u001b\\[[0-9]+m")]
    private static partial Regex Escapes();
}
