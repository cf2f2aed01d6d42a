using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Core.Tests.Applying;
using Reconciler.Core.Validation;
using Reconciler.Testing;
using Reconciler.Testing.Cycle;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Planning;

public class CertificatePlanTests
{
    [Theory(DisplayName = "ISS-06 Without an active authority a certificate waits, with the reason")]
    [InlineData(AuthorityStatus.Creating, "authority/corp is CREATING")]
    [InlineData(AuthorityStatus.PendingCertificate, "authority/corp is PENDING_CERTIFICATE")]
    [InlineData(AuthorityStatus.Disabled, "authority/corp is DISABLED")]
    [InlineData(AuthorityStatus.Failed, "authority/corp is FAILED")]
    public void AuthorityNotActive(AuthorityStatus status, string sentence)
    {
        var plan = PlanBench.Plan(Worlds.Private(), Worlds.Private().Deployed("a"), with: state => state.ChangeAuthority(Worlds.Authority("corp"), authority => authority with { Status = status }));
        Assert.DoesNotContain(plan.Told(), line => line.Contains("certificate/", StringComparison.Ordinal));
        var waiting = Assert.Single(plan.Waiting);
        Assert.Equal(("AUTHORITY_NOT_ACTIVE", sentence, PlanVerb.Issue), (waiting.Code, waiting.Sentence, waiting.Verb));
        Assert.Equal(1, plan.Summary.Waiting);
    }

    [Fact(DisplayName = "ISS-06 A disabled authority issues nothing; one that is declared active again issues in the same plan")]
    public void Disabled()
    {
        static DesiredBuilder World(DesiredAuthorityState state) => new DesiredBuilder().Root("root").Subordinate("corp", "root", spec => spec with { State = state });
        var waiting = Assert.Single(PlanBench.Plan(World(DesiredAuthorityState.Active), World(DesiredAuthorityState.Disabled).Private("a")).Waiting);
        Assert.Equal("authority/corp is disabled", waiting.Sentence);
        Assert.Equal(
            ["update authority/corp (state_active)", "issue certificate/a (create_new)"],
            PlanBench.Plan(World(DesiredAuthorityState.Disabled), World(DesiredAuthorityState.Active).Private("a")).Told());
    }

    [Fact(DisplayName = "ISS-06 An authority that has expired issues nothing, whatever else of it changes")]
    public void ExpiredAuthority()
    {
        static DesiredBuilder World(string crl) => new DesiredBuilder().Root("root")
            .Subordinate("corp", "root", spec => spec with { Validity = Validity.Until(ManualTime.Start.AddDays(100)), Revocation = new() { CrlValidity = Period.Parse(crl) } });
        var plan = PlanBench.Plan(World("7d"), World("8d").Private("a"), TimeSpan.FromDays(101));
        Assert.Contains("update authority/corp (update_settings)", plan.Told());
        Assert.Equal("authority/corp expired at 2026-04-25T12:00:00Z", Assert.Single(plan.Waiting).Sentence);
    }

    [Fact(DisplayName = "ISS-01 A certificate of a new authority is issued after it")]
    public void NewAuthority()
    {
        var plan = PlanBench.First(Worlds.Private().Private("a"));
        Assert.Equal(["create authority/root (create_new)", "create authority/corp (create_new)", "issue certificate/a (create_new)"], plan.Told());
        Assert.Equal(["authority/root#create"], Plans.Requires(plan.Changes[1]));
        Assert.Equal(["authority/corp#create"], Plans.Requires(plan.Changes[2]));
    }

    [Fact(DisplayName = "ISS-01 Without a provider a certificate waits as PENDING_VALIDATION and shows the records to copy")]
    public void WaitsForRecords()
    {
        var desired = Worlds.ByHand().Shop("www", "a.shop.example *.a.shop.example b.shop.example");
        var records = desired.BuildWithRecords().Records;
        var seen = new Evidence { Records = new Dictionary<string, RecordObservation> { [Of(records, "a.shop.example").Id] = Seen(Of(records, "a.shop.example")) } };
        var waiting = Assert.Single(PlanBench.Plan(Worlds.ByHand(), desired, evidence: seen).Waiting);
        Assert.Equal(("PENDING_VALIDATION", "control of 1 of 2 domains is not proved yet"), (waiting.Code, waiting.Sentence));
        Assert.Equal(Of(records, "b.shop.example").Rendered, Assert.Single(waiting.Records).Rendered);
        Assert.Equal("a.shop.example, *.a.shop.example, b.shop.example", waiting.After.Find("domains")!.ToString());

        var none = Assert.Single(PlanBench.Plan(Worlds.ByHand(), desired).Waiting);
        Assert.Equal(("control of 2 of 2 domains is not proved yet", 2), (none.Sentence, none.Records.Length));
    }

    [Fact(DisplayName = "DNS-10 What was seen instead of the record is told")]
    public void SeenInstead()
    {
        var desired = Worlds.ByHand().Shop("www", "www.shop.example");
        var record = Assert.Single(desired.BuildWithRecords().Records);
        var wrong = new RecordObservation(record.Id, ManualTime.Start, [new("192.0.2.1:53", LookupOutcome.Found, ["elsewhere.example"], [], [], null, null)]);
        var evidence = new Evidence { Records = new Dictionary<string, RecordObservation> { [record.Id] = wrong } };
        Assert.Equal(
            $"control of 1 of 1 domain is not proved yet: www.shop.example: the CNAME leads to elsewhere.example instead of {record.Target} (asked 192.0.2.1:53)",
            Assert.Single(PlanBench.Plan(Worlds.ByHand(), desired, evidence: evidence).Waiting).Sentence);
    }

    [Fact(DisplayName = "CAA-01 The plan warns of what CAA would forbid")]
    public void CaaWarning()
    {
        var desired = Worlds.Public().Shop("www", "www.shop.example");
        var forbidden = new CaaObservation("www.shop.example", ManualTime.Start, [new("www.shop.example", LookupOutcome.Found, [new(0, "issue", ";")], null)]);
        var plan = PlanBench.Plan(Worlds.Public(), desired, evidence: new() { Caa = new Dictionary<string, CaaObservation> { ["www.shop.example"] = forbidden } });
        Assert.StartsWith("CAA: the CAA set at www.shop.example does not allow", Assert.Single(plan.Notices).Sentence, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "RNW-02 Public trust on no target is INELIGIBLE for renewal; private trust is renewed anyhow")]
    public void Ineligible()
    {
        var desired = Worlds.Public().Private("a").Shop("www", "www.shop.example", spec => spec with { Targets = [] });
        var plan = PlanBench.Plan(desired, later: TimeSpan.FromDays(393));
        Assert.Equal(["rekey certificate/a (renew_due)"], plan.Told().Where(line => line.Contains("certificate/", StringComparison.Ordinal)));
        var notice = Assert.Single(plan.Notices);
        Assert.StartsWith("certificate/www is INELIGIBLE for renewal: it is not in use (no target, not exported since it was issued); it ends at", notice.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(PlanBench.Plan(desired, later: TimeSpan.FromDays(320), horizon: TimeSpan.FromDays(90)).Later, entry => entry.Id == Worlds.Id("www").Text);
    }

    [Fact(DisplayName = "RNW-02 A public certificate on no target that was exported since it was issued is in use, and renewed")]
    public void ExportedIsInUse()
    {
        var desired = Worlds.Public().Shop("www", "www.shop.example", spec => spec with { Targets = [], Exportable = true });
        AppliedState Exported(AppliedState state) => state.ChangeVersion(Worlds.Id("www"), version => version with { ExportedAt = ManualTime.Start });
        Assert.DoesNotContain(PlanBench.Plan(desired, later: TimeSpan.FromDays(393), with: Exported).Notices, notice => notice.Sentence.Contains("INELIGIBLE", StringComparison.Ordinal));
        Assert.Contains(PlanBench.Plan(desired, later: TimeSpan.FromDays(320), horizon: TimeSpan.FromDays(90), with: Exported).Later, entry => entry.Id == Worlds.Id("www").Text);
    }

    [Fact(DisplayName = "EXP-01 A public certificate becomes exportable by replacement, whose key was made for it; a private one by a change of settings")]
    public void BecomesExportable()
    {
        static DesiredBuilder World(bool exportable) => Worlds.Public()
            .Shop("www", "www.shop.example", spec => spec with { Exportable = exportable }).Private("a", spec => spec with { Exportable = exportable });
        var on = PlanBench.Plan(World(false), World(true));
        var off = PlanBench.Plan(World(true), World(false));

        var replaced = Assert.Single(on.Changes.Where(change => change.Id == Worlds.Id("www").Text).Concat<object>(on.Waiting.Where(entry => entry.Id == Worlds.Id("www").Text)));
        Assert.Contains("Replace", replaced.ToString(), StringComparison.Ordinal);
        Assert.Equal(PlanVerb.Update, Assert.Single(on.Changes, change => change.Id == Worlds.Id("a").Text).Verb);
        Assert.Equal([PlanVerb.Update, PlanVerb.Update], off.Changes.Select(change => change.Verb));
        Assert.Empty(PlanBench.Plan(World(true)).Changes);
    }

    [Fact(DisplayName = "KEY-05 What the authority's end cuts is warned of")]
    public void Cut()
    {
        static DesiredBuilder World() => new DesiredBuilder().Root("root").Subordinate("corp", "root", spec => spec with { Validity = Validity.Until(ManualTime.Start.AddDays(100)) });
        var notice = Assert.Single(PlanBench.Plan(World(), World().Private("a")).Notices);
        Assert.Equal((NoticeLevel.Warning, "certificate/a ends at 2026-04-25T12:00:00Z (in 100 days) with authority/corp, earlier than 395d from now"), (notice.Level, notice.Sentence));
        Assert.Equal("validity", FieldLines.At(notice.Origin!.Value.Line));
    }

    [Theory(DisplayName = "RNW-01 No renewal gives the end that is there already: it would come back sooner and sooner")]
    [InlineData(true)]
    [InlineData(false)]
    public void WouldNotEndLater(bool isFixed)
    {
        var end = ManualTime.Start.AddDays(100);
        var desired = new DesiredBuilder().Root("root").Subordinate("corp", "root", spec => isFixed ? spec : spec with { Validity = Validity.Until(end) })
            .Private("a", spec => isFixed ? spec with { Validity = Validity.Until(end) } : spec);
        var plan = PlanBench.Plan(desired, later: TimeSpan.FromDays(99), with: state => state.ChangeVersion(Worlds.Id("a"), version => version with { NotAfter = end }), horizon: TimeSpan.FromDays(400));
        Assert.DoesNotContain(plan.Told(), line => line.Contains("certificate/", StringComparison.Ordinal));
        Assert.StartsWith("certificate/a is not renewed: a new one would not end later than 2026-04-25T12:00:00Z (in", Assert.Single(plan.Notices).Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(PlanBench.Plan(desired, with: state => state.ChangeVersion(Worlds.Id("a"), version => version with { NotAfter = end }), horizon: TimeSpan.FromDays(99)).Later, entry => entry.Verb == PlanVerb.Rekey);
    }

    [Fact(DisplayName = "GIT-03 Settings that need no new version are an update that names the fields")]
    public void Settings()
    {
        var change = Assert.Single(PlanBench.Plan(
            Worlds.Private().Private("a"),
            Worlds.Private().Private("a", spec => spec with { RenewBefore = Period.Days(30), OnRemove = RemovalPolicy.Revoke })).Changes);
        Assert.Equal(("update certificate/a", ReasonCode.UpdateSettings, "onRemove, renewBefore changed"), (Plans.Short(change), change.Facts.Reason, change.Facts.Sentence));
        Assert.Equal(("onRemove=retire; renewBefore=60d", "onRemove=revoke; renewBefore=30d"), (change.Facts.Before.ToString(), change.Facts.After.ToString()));
    }

    [Fact(DisplayName = "GEN-05 Tags and protection that change are an update")]
    public void Tags()
    {
        var plan = PlanBench.Plan(Worlds.Private().Private("a"), with: state => state.Change(Worlds.Id("a"), row => row with { Protect = true, Tags = row.Tags.Add("team", "web") }));
        var change = Assert.Single(plan.Changes);
        Assert.Equal(("protect, tags changed", "protect=true; tags=team=web", "protect=false"), (change.Facts.Sentence, change.Facts.Before.ToString(), change.Facts.After.ToString()));
    }

    [Fact(DisplayName = "GIT-03 Later tells what the horizon holds, by instant, and no more")]
    public void Later()
    {
        var desired = Worlds.Private().Private("a").Private("b", spec => spec with { Rotation = KeyRotation.Never });
        var end = ManualTime.Start.AddMinutes(-1).AddDays(395).AddSeconds(-1);
        Assert.DoesNotContain(PlanBench.Plan(desired).Later, entry => entry.Id.Contains("certificate/", StringComparison.Ordinal));
        var later = PlanBench.Plan(desired, horizon: TimeSpan.FromDays(360)).Later.Where(entry => entry.Id.Contains("certificate/", StringComparison.Ordinal)).ToList();
        Assert.Equal(["certificate/a rekey", "certificate/b renew"], later.Select(entry => $"{Plans.ShortId(entry.Id)} {entry.Verb.Word()}").Order());
        Assert.All(later, entry => Assert.StartsWith($"ends at {Instants.Format(end)} (in ", entry.Sentence, StringComparison.Ordinal));
        Assert.Equal(later.OrderBy(entry => entry.At), later);
    }

    [Fact(DisplayName = "REV-01 Revoking names every unexpired serial and cannot be undone")]
    public void Revoke()
    {
        var old = new CertificateVersion[]
        {
            Version(2, VersionStatus.Current, 300), Version(1, VersionStatus.Superseded, 10), Version(0, VersionStatus.Retired, -1),
        };
        var plan = PlanBench.Plan(
            Worlds.Private().Private("a"),
            Worlds.Private().Private("a", spec => spec with { Revoked = RevocationReason.KeyCompromise }),
            with: state => state.Change(Worlds.Id("a"), row => row with { Versions = [.. old] }));
        var change = Assert.Single(plan.Changes);
        Assert.Equal(("revoke certificate/a", ReasonCode.RevokeDeclared, true), (Plans.Short(change), change.Facts.Reason, change.Facts.Irreversible));
        Assert.Equal("certificate-a.yaml revoked", Plans.PlaceOf(change));
        Assert.Equal($"{old[0].Serial}, {old[1].Serial}", change.Facts.Before.Find("serials")!.ToString());
        Assert.Equal("revoked.reason=keyCompromise", change.Facts.After.ToString());
    }

    private static CertificateVersion Version(int number, VersionStatus status, int days) => AppliedState.Of(Worlds.Private().Private("a").Build(), ManualTime.Start).Certificates[Worlds.Id("a")].Current! with
    {
        Number = number,
        Status = status,
        Serial = Testing.State.StateSamples.Serial(number),
        NotAfter = ManualTime.Start.AddDays(days),
    };

    private static WantedRecord Of(IEnumerable<WantedRecord> records, string domain) => Assert.Single(records, record => record.Domain == domain);

    private static RecordObservation Seen(WantedRecord record) =>
        new(record.Id, ManualTime.Start, [new("192.0.2.1:53", LookupOutcome.Found, [record.Target], [], [], null, null)]);
}
