using Reconciler.Core.Diagnostics;
using Reconciler.Core.Reporting;

namespace Reconciler.Core.Tests.Reporting;

public class DiagnosticTextTests
{
    private static readonly DiagnosticCode Code = new("C999", Severity.Error, "a title", "an explanation that is long enough");
    private static readonly DiagnosticCode Hint = new("C199", Severity.Warning, "a title", "an explanation that is long enough");

    [Fact(DisplayName = "GIT-01 A diagnostic shows its line, a caret and the remedy")]
    public void Whole() => Assert.Equal(
        """
        error[C999]: algorithm "ecdsa" is not known   certs/shop.yaml:12:21
           12 |   key: { algorithm: ecdsa }
              |                     ^^^^^
           = first written here   certs/base.yaml:3:1
           = help: write EC_prime256v1


        """,
        Render(new(Code, "algorithm \"ecdsa\" is not known", new("certs/shop.yaml", 12, 21), 5, "write EC_prime256v1", [new(new("certs/base.yaml", 3, 1), "first written here")]), "  key: { algorithm: ecdsa }"));

    [Fact(DisplayName = "GIT-01 Control characters of a line are not passed on; long lines and lost files are left out")]
    public void Careful()
    {
        Assert.Contains(" 1 |  a\ufffd[31m\n", Render(new(Hint, "message", new("a.yaml", 1, 1)), "\ta\u001b[31m"), StringComparison.Ordinal);
        Assert.Equal("warning[C199]: message   a.yaml:1:1\n\n", Render(new(Hint, "message", new("a.yaml", 1, 1), 3), new string('x', 200)));
        Assert.Equal("warning[C199]: message   a.yaml:1:1\n\n", Render(new(Hint, "message", new("a.yaml", 1, 1), 3), null));
    }

    [Fact(DisplayName = "GIT-01 The last line of a check counts errors and warnings")]
    public void Summary()
    {
        Assert.Equal("Checked 1 file, 2 objects: 1 error, 2 warnings", DiagnosticText.Summary([new(Code, "a", new("a", 1, 1)), new(Hint, "b", new("a", 1, 1)), new(Hint, "c", new("a", 1, 1))], 1, 2));
        Assert.Equal("Checked 2 files, 1 object: 0 errors, 0 warnings", DiagnosticText.Summary([], 2, 1));
    }

    private static string Render(Diagnostic diagnostic, string? line) => new DiagnosticText((_, _) => line, Ink.Off).Render([diagnostic]);
}
