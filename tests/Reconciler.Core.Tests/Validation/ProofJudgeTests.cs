using System.Collections.Immutable;
using Reconciler.Core.Validation;
using Reconciler.Testing;
using static Reconciler.Core.Validation.LookupOutcome;

namespace Reconciler.Core.Tests.Validation;

public class ProofJudgeTests
{
    private const string Target = "_ba5eba11.validations.example";
    private const string Text = "Vm9sYXRpbGUtdmFsdWU";

    [Theory(DisplayName = "DNS-06 one CNAME that equals the target, with the TXT value behind it, proves control")]
    [InlineData(Target)]
    [InlineData("_BA5EBA11.Validations.Example")]
    [InlineData(Target + ".")]
    public void Proven_by_text(string seen) =>
        Assert.Equal(new ProofVerdict.Proven("dns-txt", Text), Judge([Seen([seen], [Text])]));

    [Fact(DisplayName = "DNS-06 where nobody can write the zone, the target alone is a proof of its own kind")]
    public void Proven_by_delegation() =>
        Assert.Equal(new ProofVerdict.Proven("delegation-observed", Target), ProofJudge.Judge(Observe([Seen([Target], [])]), Target, null, null));

    [Fact(DisplayName = "DNS-06 further TXT values beside the right one do no harm")]
    public void Extra_text() => Assert.IsType<ProofVerdict.Proven>(Judge([Seen([Target], ["other", Text])]));

    [Theory(DisplayName = "DNS-10 what is not exactly the record is named and is no proof")]
    [InlineData("_other.elsewhere.example", "leads to _other.elsewhere.example instead of")]
    [InlineData(Target + ".shop.example", "without its trailing dot")]
    [InlineData("ba5eba11.validations.example", "leading underscore was taken away")]
    public void Other_target(string seen, string sentence) =>
        Assert.Contains(sentence, Assert.IsType<ProofVerdict.Missing>(Judge([Seen([seen], [Text])])).Sentence, StringComparison.Ordinal);

    [Fact(DisplayName = "DNS-10 a target of a wildcard in the zone is no proof, and the wildcard is named")]
    public void Wildcard()
    {
        var answer = Seen(["parking.example"], []) with { Detail = "the wildcard record *.shop.example answers for it" };
        Assert.Contains("wildcard record *.shop.example", Assert.IsType<ProofVerdict.Missing>(Judge([answer])).Sentence, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "DNS-10 two CNAME records at one owner are no proof, even when one is right")]
    public void Two_targets() => Assert.Contains("2 CNAME", Assert.IsType<ProofVerdict.Missing>(Judge([Seen([Target, "x.example"], [Text])])).Sentence, StringComparison.Ordinal);

    [Theory(DisplayName = "DNS-10 absence and failure are told apart")]
    [InlineData(Absent, null, null, typeof(ProofVerdict.Missing), "there is no CNAME record")]
    [InlineData(Failed, null, "SERVFAIL", typeof(ProofVerdict.Failed), "SERVFAIL")]
    [InlineData(Found, Absent, null, typeof(ProofVerdict.Missing), "no TXT value is behind it")]
    [InlineData(Found, Failed, "timed out", typeof(ProofVerdict.Failed), "timed out")]
    [InlineData(Found, Found, null, typeof(ProofVerdict.Missing), "another TXT value")]
    [InlineData(Found, null, "a loop", typeof(ProofVerdict.Failed), "a loop")]
    public void Absence_and_failure(LookupOutcome outcome, LookupOutcome? text, string? detail, Type verdict, string sentence)
    {
        var judged = Judge([new("10.0.0.1:53", outcome, outcome == Found ? [Target] : [], [], text == Found ? ["stale"] : [], text, detail)]);
        Assert.IsType(verdict, judged);
        Assert.Contains(sentence, judged.ToString(), StringComparison.Ordinal);
        Assert.Contains("10.0.0.1:53", judged.ToString(), StringComparison.Ordinal);
    }

    [Theory(DisplayName = "DNS-10 as many resolvers must see the proof as agree says; left out, all of them")]
    [InlineData("SSS", null, typeof(ProofVerdict.Proven))]
    [InlineData("SSM", null, typeof(ProofVerdict.Missing))]
    [InlineData("SSM", 2, typeof(ProofVerdict.Proven))]
    [InlineData("SSF", null, typeof(ProofVerdict.Failed))]
    [InlineData("SFF", 2, typeof(ProofVerdict.Failed))]
    [InlineData("SMF", 2, typeof(ProofVerdict.Failed))]
    [InlineData("MMF", 2, typeof(ProofVerdict.Missing))]
    [InlineData("FFF", 1, typeof(ProofVerdict.Failed))]
    [InlineData("SS", 3, typeof(ProofVerdict.Missing))]
    [InlineData("M", 0, typeof(ProofVerdict.Missing))]
    [InlineData("", null, typeof(ProofVerdict.Failed))]
    [InlineData("", 0, typeof(ProofVerdict.Failed))]
    public void Agreement(string answers, int? agree, Type verdict)
    {
        var observation = Observe([.. answers.Select(letter => letter switch
        {
            'S' => Seen([Target], [Text]),
            'M' => new RecordAnswer("10.0.0.2:53", Absent, [], [], [], null, null),
            _ => new RecordAnswer("10.0.0.3:53", Failed, [], [], [], null, "SERVFAIL"),
        })]);
        Assert.IsType(verdict, ProofJudge.Judge(observation, Target, Text, agree));
    }

    private static ProofVerdict Judge(ImmutableArray<RecordAnswer> answers) => ProofJudge.Judge(Observe(answers), Target, Text, null);

    private static RecordObservation Observe(ImmutableArray<RecordAnswer> answers) => new("default/record/_x.shop.example", ManualTime.Start, answers);

    private static RecordAnswer Seen(ImmutableArray<string> targets, ImmutableArray<string> texts) => new("10.0.0.1:53", Found, targets, [], texts, Found, null);
}
