using CsCheck;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Tests.Domain;

public class DnsNameSyntaxTests
{
    private static readonly string Label63 = new('a', 63);

    private static readonly string Name253 = $"{Label63}.{Label63}.{Label63}.{new string('b', 61)}";

    [Theory(DisplayName = "NAM-05 A name within the grammar is accepted as it is")]
    [InlineData("www.example.com")]
    [InlineData("example")]
    [InlineData("a.b.c.d.e.f.g.h.i.j.k.example")]
    [InlineData("3com.example")]
    [InlineData("x-1--y.example")]
    [InlineData("*.example.com")]
    [InlineData("xn--bcher-kva.example")]
    [InlineData("xn--mgbh0fb.xn--kgbechtv")]
    public void Accepts(string text)
    {
        Assert.Equal(text, Value(text, out var folded));
        Assert.False(folded);
    }

    [Fact(DisplayName = "NAM-05 A label may have 63 octets and a name 253")]
    public void AcceptsTheLongest()
    {
        Assert.Equal(Name253, Value(Name253, out _));
        Assert.Contains("64 octets, more than 63", Problem($"{Label63}a.example").Reason, StringComparison.Ordinal);
        Assert.Contains("254 octets, more than 253", Problem(Name253 + "b").Reason, StringComparison.Ordinal);
        Assert.Contains("100000 characters", Problem(new string('a', 100_000)).Reason, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "NAM-04 Capitals are folded and reported")]
    public void FoldsCapitals()
    {
        Assert.Equal("www.example.com", Value("WWW.Example.com", out var folded));
        Assert.True(folded);
    }

    [Theory(DisplayName = "NAM-04 A U-label is refused with the A-label to write instead")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("BÜCHER.example", "xn--bcher-kva.example")]
    [InlineData("bu\u0308cher.example", "xn--bcher-kva.example")]
    [InlineData("*.faß.de", "*.xn--fa-hia.de")]
    [InlineData("правда.рф", "xn--80aafi6cg.xn--p1ai")]
    [InlineData("例え。テスト", "xn--r8jz45g.xn--zckzah")]
    [InlineData("😀.example", "xn--e28h.example")]
    [InlineData("ü_x.example", null)]
    [InlineData("\u202eexample.com", null)]
    public void SuggestsTheALabel(string text, string? suggestion)
    {
        var problem = Problem(text);
        Assert.Contains("outside ASCII", problem.Reason, StringComparison.Ordinal);
        Assert.Equal(suggestion, problem.Suggestion);
    }

    [Theory(DisplayName = "NAM-04 An xn-- label must decode, be in form C and round-trip")]
    [InlineData("xn--0.example", "does not decode", null)]
    [InlineData("xn--99999999999.example", "does not decode", null)]
    [InlineData("xn--a.example", "control", null)]
    [InlineData("xn--bucher-xyd.example", "normalization form C", "xn--bcher-kva.example")]
    [InlineData("www.xn--ber-ska.example", "not the A-label", "www.xn--ber-goa.example")]
    [InlineData("xn--abc-.example", "hyphen", null)]
    public void ChecksALabels(string text, string reason, string? suggestion)
    {
        var problem = Problem(text);
        Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
        Assert.Equal(suggestion, problem.Suggestion);
    }

    [Theory(DisplayName = "NAM-04, NAM-05 What is no host name is refused with its own reason")]
    [InlineData("", "the name is empty", null)]
    [InlineData("example.com.", "ends with a dot", "example.com")]
    [InlineData(".", "ends with a dot", null)]
    [InlineData("a..example", "empty label", null)]
    [InlineData(".example.com", "empty label", null)]
    [InlineData("_dmarc.example.com", "underscore", null)]
    [InlineData("-a.example.com", "hyphen", null)]
    [InlineData("a-.example.com", "hyphen", null)]
    [InlineData("ab--cd.example", "positions 3 and 4", null)]
    [InlineData("192.0.2.1", "is an IP address", null)]
    [InlineData("2001:db8::1", "is an IP address", null)]
    [InlineData("[2001:db8::1]", "is an IP address", null)]
    [InlineData("1.2.3", "IP address", null)]
    [InlineData("host.0x7f", "ends in a number", null)]
    [InlineData("*", "left-most label", null)]
    [InlineData("*.*.example.com", "left-most label", null)]
    [InlineData("a.*.example.com", "left-most label", null)]
    [InlineData("w*.example.com", "left-most label", null)]
    [InlineData("**.example.com", "left-most label", null)]
    [InlineData("a b.example", "a space", null)]
    [InlineData("a\n.example", "U+000A", null)]
    [InlineData("host:443", "\":\"", null)]
    [InlineData("https://example.com/", "\":\"", null)]
    public void Refuses(string text, string reason, string? suggestion)
    {
        var problem = Problem(text);
        Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
        Assert.Equal(suggestion, problem.Suggestion);
        Assert.DoesNotContain(problem.Reason, char.IsControl);
    }

    [Fact(DisplayName = "NAM-05 No text makes the grammar throw, and what is accepted reads back as itself")]
    public void NeverThrows()
    {
        var letters = Gen.OneOf(Gen.Char["abcxn-.*_09AZ"], Gen.Char["abcxn-."], Gen.Char);
        Gen.String[letters, 0, 80].Sample(text =>
        {
            if (!DnsNameSyntax.Parse(text, out _).IsOk(out var name, out var problem))
                return problem.Suggestion is null || DnsNameSyntax.Parse(problem.Suggestion, out _).IsOk(out _, out _);
            return DnsNameSyntax.Parse(name.Value, out var folded).IsOk(out var again, out _) && again == name && !folded;
        });
    }

    [Fact(DisplayName = "NAM-04 Whatever Punycode encodes it decodes to the same text")]
    public void PunycodeRoundTrips() => Gen.String[Gen.Char['\u00a1', '\u07ff'], 1, 20].Sample(text =>
        Punycode.TryEncode(text) is not { } encoded || (Punycode.TryDecode(encoded, out var decoded) && decoded == text));

    [Theory(DisplayName = "NAM-04 Punycode agrees with the samples of RFC 3492, section 7.1")]
    [InlineData("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye")]
    [InlineData("למההםפשוטלאמדבריםעברית", "4dbcagdahymbxekheh6e0a7fei0b")]
    [InlineData("почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l")]
    [InlineData("ひとつ屋根の下2", "2-u9tlzr9756bt3uc0v")]
    [InlineData("pročprostěnemluvíčesky", "proprostnemluvesky-uyb24dma41a")]
    public void PunycodeSamples(string text, string encoded)
    {
        Assert.Equal(encoded, Punycode.TryEncode(text));
        Assert.True(Punycode.TryDecode(encoded, out var decoded));
        Assert.Equal(text, decoded);
    }

    [Theory(DisplayName = "NAM-04 Form C composes, orders marks and leaves what never composes apart")]
    [InlineData("e\u0301", "\u00e9")]
    [InlineData("\u00e9\u0323", "\u1eb9\u0301")]
    [InlineData("\u1e9b\u0323", "\u1e9b\u0323")]
    [InlineData("\u212b", "\u00e5", "\u00c5")]
    [InlineData("\u1100\u1161\u11a8", "\uac01")]
    [InlineData("\u0958", "\u0915\u093c")]
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("a\u0315\u0300\u05ae\u0300b", "\u00e0\u05ae\u0300\u0315b")]
    public void Composes(string text, string composed, string? exact = null) => Assert.Equal(exact ?? composed, CanonicalForm.Compose(text));

    private static string Value(string text, out bool folded)
    {
        Assert.True(DnsNameSyntax.Parse(text, out folded).IsOk(out var name, out var problem), problem?.Reason);
        return name!.Value;
    }

    private static NameProblem Problem(string text)
    {
        Assert.False(DnsNameSyntax.Parse(text, out _).IsOk(out var name, out var problem), name?.Value);
        return problem!;
    }
}
