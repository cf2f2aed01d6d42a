using System.Collections.Immutable;
using CsCheck;
using Reconciler.Core.Domain;
using Reconciler.Core.Validation;
using Reconciler.Testing;

namespace Reconciler.Core.Tests.Validation;

public class CaaJudgeTests
{
    private static readonly string[] Ours = ["ca.example.net", "pki.example.net"];

    [Theory(DisplayName = "CAA-03 a set is judged by RFC 8659")]
    [InlineData("nothing but iodef restricts nobody (5.3)", "www.shop.example", "allowed", "0 iodef mailto:a@shop.example")]
    [InlineData("an issue record that names us (4.2)", "www.shop.example", "allowed", "0 issue ca.example.net")]
    [InlineData("any identity will do", "www.shop.example", "allowed", "0 issue pki.example.net")]
    [InlineData("issuer and tag without regard to case (4.1)", "www.shop.example", "allowed", "0 ISSUE CA.Example.NET")]
    [InlineData("white space around the issuer", "www.shop.example", "allowed", "0 issue \t ca.example.net \t")]
    [InlineData("one of several issue records", "www.shop.example", "allowed", "0 issue other.example | 0 issue ca.example.net")]
    [InlineData("a semicolon and nothing behind it", "www.shop.example", "allowed", "0 issue ca.example.net; ")]
    [InlineData("parameters are not looked at", "www.shop.example", "allowed", "0 issue ca.example.net; accounturi=https://ca.test/acct/1; validationmethods=dns-01")]
    [InlineData("a parameter with white space around its parts", "www.shop.example", "allowed", "0 issue ca.example.net ; policy = x")]
    [InlineData("a parameter with an empty value", "www.shop.example", "allowed", "0 issue ca.example.net; policy=")]
    [InlineData("another issuer only", "www.shop.example", "refused", "0 issue other.example")]
    [InlineData("a longer name that begins like ours", "www.shop.example", "refused", "0 issue ca.example.net.evil.example")]
    [InlineData("a trailing dot is no issuer name", "www.shop.example", "refused", "0 issue ca.example.net.")]
    [InlineData("nobody by a semicolon (4.2)", "www.shop.example", "refused", "0 issue ;")]
    [InlineData("nobody by an empty value", "www.shop.example", "refused", "0 issue ")]
    [InlineData("a malformed value is nobody, the set stands", "www.shop.example", "refused", "0 issue %%%%%")]
    [InlineData("malformed parameters are nobody", "www.shop.example", "refused", "0 issue ca.example.net; policy")]
    [InlineData("a stray semicolon behind a parameter is malformed", "www.shop.example", "refused", "0 issue ca.example.net; a=b;")]
    [InlineData("a space inside a parameter value is malformed", "www.shop.example", "refused", "0 issue ca.example.net; a=b c")]
    [InlineData("a bad parameter tag is malformed", "www.shop.example", "refused", "0 issue ca.example.net; a_b=c")]
    [InlineData("an empty value beside one that names us", "www.shop.example", "allowed", "0 issue ; | 0 issue ca.example.net")]
    [InlineData("a name ignores issuewild (4.3)", "www.shop.example", "allowed", "0 issue ca.example.net | 0 issuewild ;")]
    [InlineData("only issuewild does not restrict a name", "www.shop.example", "allowed", "0 issuewild ;")]
    [InlineData("issuewild does not allow a name", "www.shop.example", "refused", "0 issue other.example | 0 issuewild ca.example.net")]
    [InlineData("a wildcard is judged by issuewild (4.3)", "*.shop.example", "allowed", "0 issue ; | 0 issuewild ca.example.net")]
    [InlineData("a wildcard ignores issue where issuewild is", "*.shop.example", "refused", "0 issue ca.example.net | 0 issuewild ;")]
    [InlineData("a wildcard without issuewild is judged by issue", "*.shop.example", "allowed", "0 issue ca.example.net")]
    [InlineData("a wildcard without issuewild is refused by issue", "*.shop.example", "refused", "0 issue other.example")]
    [InlineData("an unknown critical property refuses (4.1)", "www.shop.example", "refused", "0 issue ca.example.net | 128 tbs Unknown")]
    [InlineData("critical set by mistake as 1 refuses too", "www.shop.example", "refused", "0 issue ca.example.net | 1 tbs Unknown")]
    [InlineData("an unknown property that is not critical", "www.shop.example", "allowed", "0 issue ca.example.net | 0 tbs Unknown")]
    [InlineData("a known property may be critical", "www.shop.example", "allowed", "128 issue ca.example.net | 128 iodef mailto:a@b.example")]
    [InlineData("issuemail is no matter here (RFC 9495)", "www.shop.example", "allowed", "128 issuemail ;")]
    [InlineData("issuevmc is no matter here", "www.shop.example", "allowed", "128 issuevmc ;")]
    public void Sets(string rule, string name, string verdict, string set)
    {
        var judged = CaaJudge.Judge(Climb(name, (Domain(name), set)), Name(name), Ours);
        Assert.True(verdict == (judged is CaaVerdict.Allowed ? "allowed" : judged is CaaVerdict.Refused ? "refused" : "unknown"), $"{rule}: {judged}");
    }

    [Fact(DisplayName = "CAA-01 no record anywhere up the tree means allowed")]
    public void No_record() => Assert.IsType<CaaVerdict.Allowed>(CaaJudge.Judge(Climb("a.b.shop.example"), Name("a.b.shop.example"), Ours));

    [Fact(DisplayName = "CAA-02 a refusal names the set found, where, and what to add")]
    public void Refusal()
    {
        var judged = CaaJudge.Judge(Climb("www.shop.example", ("shop.example", "0 issue other.example | 0 iodef mailto:a@b.example")), Name("www.shop.example"), Ours);
        Assert.Equal(
            "the CAA set at shop.example does not allow this authority to issue for www.shop.example "
                + "(found: 0 issue \"other.example\", 0 iodef \"mailto:a@b.example\"); add: shop.example. CAA 0 issue \"ca.example.net\"",
            Assert.IsType<CaaVerdict.Refused>(judged).Sentence);
    }

    [Fact(DisplayName = "CAA-02 a refused wildcard is told to add issuewild where the set has one")]
    public void Refusal_of_a_wildcard()
    {
        var judged = CaaJudge.Judge(Climb("*.shop.example", ("shop.example", "0 issuewild other.example")), Name("*.shop.example"), Ours);
        Assert.EndsWith("add: shop.example. CAA 0 issuewild \"ca.example.net\"", Assert.IsType<CaaVerdict.Refused>(judged).Sentence, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "CAA-02 an authority without identity is refused by any set")]
    public void No_identity() =>
        Assert.IsType<CaaVerdict.Refused>(CaaJudge.Judge(Climb("www.shop.example", ("shop.example", "0 issue ca.example.net")), Name("www.shop.example"), []));

    [Fact(DisplayName = "CAA-03 a failure met before a set is never read as permission")]
    public void Failure()
    {
        var observation = new CaaObservation("www.shop.example", ManualTime.Start,
            [new("www.shop.example", LookupOutcome.Absent, [], null), new("shop.example", LookupOutcome.Failed, [], "SERVFAIL")]);
        Assert.Contains("shop.example failed: SERVFAIL", Assert.IsType<CaaVerdict.Unknown>(CaaJudge.Judge(observation, Name("www.shop.example"), Ours)).Sentence, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "CAA-03 a climb that was not finished, or is another name's, permits nothing")]
    [InlineData]
    [InlineData("www.shop.example")]
    [InlineData("www.shop.example", "shop.example")]
    [InlineData("www.shop.example", "example")]
    [InlineData("shop.example", "example")]
    public void Unfinished(params string[] asked)
    {
        var steps = asked.Select(name => new CaaStep(name, LookupOutcome.Absent, [], null)).ToImmutableArray();
        Assert.IsType<CaaVerdict.Unknown>(CaaJudge.Judge(new("www.shop.example", ManualTime.Start, steps), Name("www.shop.example"), Ours));
    }

    [Fact(DisplayName = "CAA-03 whatever value a record has, the judge answers, and allows only when our name stands in it")]
    public void Any_value() => Gen.String.Sample(value =>
    {
        var step = new CaaStep("shop.example", LookupOutcome.Found, [new(0, "issue", value)], null);
        var judged = CaaJudge.Judge(new("shop.example", ManualTime.Start, [step]), Name("shop.example"), Ours);
        return judged is CaaVerdict.Refused || Ours.Any(ours => value.Contains(ours, StringComparison.OrdinalIgnoreCase));
    });

    private static DnsName Name(string text)
    {
        Assert.True(DnsNameSyntax.Parse(text, out _).IsOk(out var name, out var problem), problem?.Reason);
        return name;
    }

    private static string Domain(string name) => name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name;

    /// <summary>The climb from a name to its top, stopping at the given set, whose records stand as <c>flags tag value</c> with bars between.</summary>
    private static CaaObservation Climb(string name, (string At, string Records)? set = null)
    {
        var steps = ImmutableArray.CreateBuilder<CaaStep>();
        for (var at = Domain(name); at is not null; at = DomainText.Parent(at))
        {
            if (at == set?.At)
            {
                steps.Add(new(at, LookupOutcome.Found, [.. set.Value.Records.Split(" | ").Select(Record)], null));
                break;
            }

            steps.Add(new(at, LookupOutcome.Absent, [], null));
        }

        return new(Domain(name), ManualTime.Start, steps.ToImmutable());
    }

    private static CaaRecord Record(string text)
    {
        var parts = text.Split(' ', 3);
        return new(int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), parts[1], parts[2]);
    }
}
