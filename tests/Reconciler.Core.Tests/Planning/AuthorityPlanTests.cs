using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Core.Tests.Applying;
using Reconciler.Testing;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Planning;

public class AuthorityPlanTests
{
    private static readonly NameConstraints Permitted = new(["corp.example"], [], [], []);

    public static TheoryData<string, Func<AuthoritySpec, AuthoritySpec>, string> FixedFields => new()
    {
        { "subject", spec => spec with { Subject = new("Other") }, "subject of authority/corp cannot change from CN=corp to CN=Other: the authority exists" },
        { "key.algorithm", spec => spec with { KeyAlgorithm = KeyAlgorithm.EC_secp384r1 }, "key.algorithm of authority/corp cannot change from RSA_2048 to EC_secp384r1: the authority exists" },
        { "parent", spec => spec with { Parent = Worlds.Authority("other") }, "parent of authority/corp cannot change from default/local/authority/root to default/local/authority/other: the authority exists" },
        { "pathLength", spec => spec with { PathLength = null }, "pathLength of authority/corp cannot change from 0 to nothing: the authority exists" },
        { "nameConstraints", spec => spec with { NameConstraints = Permitted }, "nameConstraints.permitted of authority/corp cannot change from nothing to corp.example: the authority exists" },
    };

    [Theory(DisplayName = "PCA-08 What is inside an authority's certificate cannot be edited")]
    [MemberData(nameof(FixedFields))]
    public void Refused(string field, Func<AuthoritySpec, AuthoritySpec> edit, string message)
    {
        static DesiredBuilder World(Func<AuthoritySpec, AuthoritySpec>? with = null) => new DesiredBuilder().Root("root").Root("other").Subordinate("corp", "root", with);
        var plan = PlanBench.Plan(World(), World(edit));
        var refusal = Assert.Single(plan.Refusals);
        Assert.Equal(("C201", message, field), (refusal.Code.Id, refusal.Message, FieldLines.At(refusal.Location.Line)));
        Assert.Empty(plan.Changes);
    }

    [Fact(DisplayName = "Settings of an authority are an update; its state too, by a reason of its own")]
    public void Settings()
    {
        static DesiredBuilder World(Func<AuthoritySpec, AuthoritySpec>? with = null) => new DesiredBuilder().Root("root", with);
        var settings = Assert.Single(PlanBench.Plan(World(), World(spec => spec with { Issuance = new() { AllowedDomains = ["corp.example"] } })).Changes);
        Assert.Equal((ReasonCode.UpdateSettings, "issuance.allowedDomains changed", "issuance.allowedDomains=corp.example"), (settings.Facts.Reason, settings.Facts.Sentence, settings.Facts.After.ToString()));
        var disabled = Assert.Single(PlanBench.Plan(World(), World(spec => spec with { State = DesiredAuthorityState.Disabled })).Changes);
        Assert.Equal((ReasonCode.StateDisabled, "its state is declared disabled"), (disabled.Facts.Reason, disabled.Facts.Sentence));
        var active = Assert.Single(PlanBench.Plan(World(spec => spec with { State = DesiredAuthorityState.Disabled }), World()).Changes);
        Assert.Equal((ReasonCode.StateActive, "its state is declared active"), (active.Facts.Reason, active.Facts.Sentence));
    }

    [Fact(DisplayName = "PCA-02 Removing the manifest of an active authority is blocked; of a disabled one it retires")]
    public void Removed()
    {
        static DesiredBuilder World(DesiredAuthorityState state) => new DesiredBuilder().Root("root").Root("old", spec => spec with { State = state });
        var blocked = PlanBench.Plan(World(DesiredAuthorityState.Active), new DesiredBuilder().Root("root"));
        Assert.Empty(blocked.Changes);
        var notice = Assert.Single(blocked.Blocked);
        Assert.Equal(
            (NoticeLevel.Danger, "the manifest of authority/old is gone while the authority is ACTIVE; it is kept. Declare it again with state: disabled, apply, then remove it"),
            (notice.Level, notice.Sentence));
        var retire = Assert.Single(PlanBench.Plan(World(DesiredAuthorityState.Disabled), new DesiredBuilder().Root("root")).Changes);
        Assert.Equal(("retire authority/old", ReasonCode.RetireNotInConfig), (Plans.Short(retire), retire.Facts.Reason));
        var deleted = PlanBench.Plan(
            World(DesiredAuthorityState.Disabled), new DesiredBuilder().Root("root"), with: state => state.ChangeAuthority(Worlds.Authority("old"), authority => authority with { Status = AuthorityStatus.Deleted }));
        Assert.Empty(deleted.Changes);
    }

    [Fact(DisplayName = "PCA-04 A CRL is due at two thirds of its life")]
    public void CrlByTime()
    {
        var desired = new DesiredBuilder().Root("root");
        var due = (TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1)) * 2 / 3;
        Assert.Empty(PlanBench.Plan(desired, later: due - TimeSpan.FromSeconds(1)).Changes);
        var change = Assert.Single(PlanBench.Plan(desired, later: due).Changes);
        Assert.Equal(("update authority/root/crl", ReasonCode.CrlDue, "two thirds of its life are over since 2026-01-20T03:59:59Z (now)"), (Plans.Short(change), change.Facts.Reason, change.Facts.Sentence));
    }

    [Fact(DisplayName = "PCA-04 A CRL is signed anew where its file is not the one signed last, and where a revocation came after it")]
    public void CrlByFile()
    {
        var desired = Worlds.Private().Private("a");
        var evidence = new Evidence { AuthorityFiles = new Dictionary<ResourceId, string> { [Worlds.Authority("corp")] = "/srv/crl/corp.crl is not the CRL that was signed last" } };
        Assert.Equal("/srv/crl/corp.crl is not the CRL that was signed last", Assert.Single(PlanBench.Plan(desired, evidence: evidence).Changes).Facts.Sentence);

        var cutOff = PlanBench.Plan(
            Worlds.Private().Private("a", spec => spec with { Revoked = RevocationReason.KeyCompromise }),
            later: TimeSpan.FromMinutes(1),
            with: state => state.Change(Worlds.Id("a"), row => row with { Status = CertificateStatus.Revoked })
                .ChangeVersion(Worlds.Id("a"), version => version with { Status = VersionStatus.Revoked, Revocation = new(ManualTime.Start.AddSeconds(1), RevocationReason.KeyCompromise) }));
        var change = Assert.Single(cutOff.Changes);
        Assert.Equal(("update authority/corp/crl", "a certificate was revoked since it was signed"), (Plans.Short(change), change.Facts.Sentence));
    }

    [Fact(DisplayName = "PCA-08 An authority renews itself from the longest validity below it and 60 days before its end, at most half its life")]
    public void Renewal()
    {
        static DesiredBuilder World(string validity) => new DesiredBuilder().Root("root").Subordinate("corp", "root", spec => spec with { Validity = Validity.For(Period.Parse(validity)) })
            .Private("a", spec => spec with { Validity = Validity.For(Period.Days(30)) });
        static bool Renews(string validity, double day) => PlanBench.Plan(World(validity), later: TimeSpan.FromDays(day)).Told().Contains("renew authority/corp (renew_due)");
        Assert.False(Renews("365d", 365 - 91));
        Assert.True(Renews("365d", 365 - 89));
        Assert.False(Renews("100d", 49));
        Assert.True(Renews("100d", 51));
        var plan = PlanBench.Plan(World("365d"), later: TimeSpan.FromDays(300));
        Assert.Equal("its certificate ends at 2027-01-15T11:58:59Z (in 64 days)", plan.Change("renew authority/corp").Facts.Sentence);
        Assert.Contains(PlanBench.Plan(World("365d"), later: TimeSpan.FromDays(260)).Later, entry => entry.Id == Worlds.Authority("corp").Text && entry.Verb == PlanVerb.Renew);
    }

    [Fact(DisplayName = "PCA-08 An authority does not renew while a new certificate would not end later")]
    public void NoRenewalInVain()
    {
        var fixedEnd = new DesiredBuilder().Root("root").Subordinate("corp", "root", spec => spec with { Validity = Validity.Until(ManualTime.Start.AddDays(100)) });
        Assert.DoesNotContain(PlanBench.Plan(fixedEnd, later: TimeSpan.FromDays(99)).Changes, change => change.Verb == PlanVerb.Renew);
        var cut = new DesiredBuilder().Root("root", spec => spec with { Validity = Validity.Until(ManualTime.Start.AddDays(100)) }).Subordinate("corp", "root", spec => spec with { Validity = Validity.For(Period.Days(400)) });
        var plan = PlanBench.Plan(
            cut, later: TimeSpan.FromDays(99),
            with: state => state.ChangeAuthority(Worlds.Authority("corp"), authority => authority with { Versions = [authority.Current! with { NotAfter = ManualTime.Start.AddDays(100) }] }));
        Assert.DoesNotContain(plan.Changes, change => change.Verb == PlanVerb.Renew);
    }

    [Fact(DisplayName = "PCA-08 The renewal of a parent comes before that of its children, and deployments of the chain after both")]
    public void RenewalOrder()
    {
        var desired = new DesiredBuilder().Root("root", spec => spec with { Validity = Validity.For(Period.Days(200)) })
            .Subordinate("mid", "root", spec => spec with { Validity = Validity.For(Period.Days(200)), PathLength = 1 })
            .Subordinate("corp", "mid", spec => spec with { Validity = Validity.For(Period.Days(200)) })
            .Files("edge", "/srv/edge");
        desired.Deployed("a", spec => spec with { Validity = Validity.For(Period.Days(190)) });
        var plan = PlanBench.Plan(desired, later: TimeSpan.FromDays(101));
        Assert.Equal(["renew authority/root", "renew authority/mid", "renew authority/corp"], plan.Changes.Take(3).Select(Plans.Short));
        Assert.Equal(["authority/mid#renew"], Plans.Requires(plan.Changes[2]));
        Assert.Equal(["authority/corp#renew", "authority/mid#renew"], Plans.Requires(plan.Change("deploy certificate/a@edge")));
    }

    [Fact(DisplayName = "The first region of an account cannot move while objects live there")]
    public void FirstRegion()
    {
        static DesiredBuilder World(params string[] regions) => new DesiredBuilder().Account("shop", regions).In("shop", "eu").Root("root");
        var refusal = Assert.Single(PlanBench.Plan(World("eu", "us"), World("us", "eu")).Refusals);
        Assert.Equal(("C202", "the first region of account shop cannot change from eu to us: objects live there"), (refusal.Code.Id, refusal.Message));
        Assert.Equal("regions", FieldLines.At(refusal.Location.Line));
        Assert.Empty(PlanBench.Plan(World("eu"), World("eu", "us")).Refusals);
        Assert.Empty(PlanBench.Plan(new DesiredBuilder().Account("shop", ["eu", "us"]), new DesiredBuilder().Account("shop", ["us", "eu"])).Refusals);
    }
}
