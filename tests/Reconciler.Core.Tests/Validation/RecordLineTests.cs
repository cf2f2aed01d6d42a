using CsCheck;
using Reconciler.Core.Validation;
using Reconciler.Testing;

namespace Reconciler.Core.Tests.Validation;

public class RecordLineTests
{
    [Theory(DisplayName = "DNS-07 A record line is read in every order that RFC 1035 allows")]
    [InlineData("_a.example.com. 300 IN CNAME _b.v.example.")]
    [InlineData("_a.example.com. IN 300 CNAME _b.v.example.")]
    [InlineData("_A.Example.COM.\t300\tin\tcname\t_b.V.example.")]
    [InlineData("_a.example.com. 300 CNAME _b.v.example. ; shop")]
    [InlineData("_a 300 IN CNAME _b.v.example.;shop", "example.com")]
    public void ReadsCname(string line, string? origin = null) => Assert.Equal(RecordLine.Cname("_a.example.com", 300, "_b.v.example"), Read(line, origin));

    [Fact(DisplayName = "DNS-07 TTL and class may be left out, @ is the origin")]
    public void ReadsShortForms()
    {
        Assert.Equal(RecordLine.Cname("a.example", null, "b.example"), Read("a.example. CNAME b.example."));
        Assert.Equal(RecordLine.Cname("example.com", null, "b.example.com"), Read("@ CNAME b", "example.com"));
    }

    [Theory(DisplayName = "DNS-06 TXT strings are joined and unescaped")]
    [InlineData("""a.example. 60 IN TXT "one" "two" """, "onetwo")]
    [InlineData("""a.example. 60 IN TXT one two""", "onetwo")]
    [InlineData("""a.example. 60 IN TXT "a\"b\\c\065;(d)" ; comment""", """a"b\cA;(d)""")]
    [InlineData("""a.example. 60 IN TXT "" """, "")]
    public void ReadsTxt(string line, string value) => Assert.Equal(RecordLine.Txt("a.example", 60, value), Read(line));

    [Theory(DisplayName = "DNS-07 What is not one absolute CNAME or TXT record is refused with reason and column")]
    [InlineData("", "empty", 1)]
    [InlineData("  a.example. CNAME b.example.", "begins with a space", 1)]
    [InlineData("$ORIGIN example.", "directive", 1)]
    [InlineData("a.example. CNAME b.example.\n", "more than one line", 28)]
    [InlineData("a.example CNAME b.example.", "the owner \"a.example\" is relative", 1)]
    [InlineData("a.example. 300 IN CNAME b.example", "the target \"b.example\" is relative", 25)]
    [InlineData("@ CNAME b.example.", "no origin", 1)]
    [InlineData("a.example.", "type is missing", 11)]
    [InlineData("a.example. 300 IN", "type is missing", 18)]
    [InlineData("a.example. 300 300 CNAME b.example.", "\"300\" is no TTL", 16)]
    [InlineData("a.example. 300 CH CNAME b.example.", "\"CH\" is no TTL", 16)]
    [InlineData("a.example. 99999999999 CNAME b.example.", "no TTL", 12)]
    [InlineData("a.example. A 192.0.2.1", "\"A\" is no TTL", 12)]
    [InlineData("a.example. CNAME", "target is missing", 17)]
    [InlineData("a.example. CNAME b.example. c", "nothing more", 29)]
    [InlineData("a..example. CNAME b.example.", "empty label", 1)]
    [InlineData(". CNAME b.example.", "empty label", 1)]
    [InlineData("a\\046b.example. CNAME b.example.", "holds \"\\\"", 1)]
    [InlineData("a.example. TXT", "at least one", 15)]
    [InlineData("a.example. TXT \"abc", "closing", 20)]
    [InlineData("a.example. TXT ( \"abc\" )", "parentheses", 16)]
    [InlineData("a.example. TXT \"é\"", "\\DDD", 17)]
    [InlineData("a.example. TXT \"\\999\"", "backslash", 18)]
    public void Refuses(string line, string reason, int column)
    {
        Assert.False(RecordLine.Parse(line).IsOk(out _, out var problem));
        Assert.Contains(reason, problem!.Reason, StringComparison.Ordinal);
        Assert.Equal(column, problem.Column);
    }

    [Fact(DisplayName = "DNS-07 What is written reads back as itself, and no text makes the reader throw")]
    public void RoundTrips()
    {
        Gen.String[Gen.Char['\0', '\u00ff'], 0, 600].Sample(value =>
            RecordLine.Parse(RecordLine.Txt("_a.example", 60, value).ToString()).IsOk(out var record, out _) && record.Value == value);
        Gen.String[Gen.OneOf(Gen.Char["aIN.T XCME\"\\;()01@$"], Gen.Char), 0, 60].Sample(line => RecordLine.Parse(line, "o.example").IsOk(out var record, out var problem)
            ? Read(record.ToString()) == record
            : problem.Column >= 1);
    }

    [SkippableFact(DisplayName = "DNS-07 named-checkzone reads what is written as the same records")]
    public void BindAgrees()
    {
        using var folder = new TempFolder();
        var cname = RecordLine.Cname("_a.www.example.com", 300, "_b.v.example");
        var text = RecordLine.Txt("t.example.com", 60, "a\"b\\c; (d)\u0007" + new string('x', 300));
        var zone = folder.Write("zone", $"$TTL 60\n@ IN SOA ns hostmaster 1 2 3 4 5\n@ IN NS ns.other.example.\n{cname}\n{text}\n");
        var run = ExternalPrograms.Run("named-checkzone", ["-D", "-q", "example.com", zone]);
        var lines = run.Output.Split('\n').Select(line => line.Trim());
        var read = lines.Select(line => RecordLine.Parse(line).IsOk(out var record, out _) ? record : null).OfType<RecordLine>().ToList();
        Assert.Contains(cname, read);
        Assert.Contains(text, read);
    }

    private static RecordLine Read(string line, string? origin = null)
    {
        Assert.True(RecordLine.Parse(line, origin).IsOk(out var record, out var problem), problem?.Reason);
        return record!;
    }
}
