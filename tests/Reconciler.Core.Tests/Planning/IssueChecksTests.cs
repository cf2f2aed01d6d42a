using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Core.Planning.Checks;
using Reconciler.Core.Tests.Applying;
using Reconciler.Testing;
using Reconciler.Testing.Cycle;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Planning;

public class IssueChecksTests
{
    private static readonly ResourceId Id = Worlds.Id("a");

    public static TheoryData<string, Func<CertificateSpec, CertificateSpec>, string, string, string, string> Edits => new()
    {
        { "a name more", spec => spec with { Domains = [.. spec.Domains, DesiredBuilder.Name("b.corp.example")] }, "replace", "replace_because_names", "names change: +b.corp.example", "" },
        { "another name", spec => spec with { Domains = [DesiredBuilder.Name("b.corp.example")] }, "replace", "replace_because_names", "names change: +b.corp.example -a.corp.example", "" },
        { "another algorithm", spec => spec with { KeyAlgorithm = KeyAlgorithm.EC_secp384r1 }, "replace", "replace_because_key_algorithm", "the key algorithm changes from EC_prime256v1 to EC_secp384r1", "key.algorithm" },
        { "another authority", spec => spec with { Authorities = [Worlds.Authority("other")] }, "replace", "replace_because_authority", "the authority changes from corp to other", "authority" },
        { "more usages", spec => spec with { Usages = [KeyUsagePurpose.ServerAuth, KeyUsagePurpose.ClientAuth] }, "replace", "replace_because_usages", "the extended key usages change", "usages" },
        { "another validity", spec => spec with { Validity = Validity.For(Period.Days(90)) }, "replace", "replace_because_validity", "the validity changes from 395d to 90d", "validity" },
        {
            "a fixed end", spec => spec with { Validity = Validity.Until(new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero)) }, "replace", "replace_because_validity",
            "the validity changes from 395d to 2026-12-01T00:00:00Z", "validity"
        },
    };

    [Theory(DisplayName = "GIT-03 An edit replaces the certificate, with its reason, its sentence and the field that asks for it")]
    [MemberData(nameof(Edits))]
    public void Edit(string name, Func<CertificateSpec, CertificateSpec> edit, string verb, string reason, string sentence, string field)
    {
        Assert.NotEmpty(name);
        static DesiredBuilder World() => Worlds.Private().Subordinate("other", "root");
        var plan = PlanBench.Plan(World().Private("a"), World().Private("a", edit));
        var change = Assert.Single(plan.Changes);
        Assert.Equal(($"{verb} certificate/a", reason, sentence), (Plans.Short(change), change.Facts.Reason.Word(), change.Facts.Sentence));
        Assert.Equal($"certificate-a.yaml {field}".TrimEnd(), Plans.PlaceOf(change));
        Assert.Equal("fingerprint notAfter notBefore serial version", string.Join(' ', change.Facts.AfterUnknown));
    }

    [Theory(DisplayName = "GIT-03 What does not change what a certificate holds is no replacement")]
    [InlineData("order of further names")]
    [InlineData("order of usages")]
    [InlineData("a second choice of authority")]
    public void NoEdit(string what)
    {
        static DesiredBuilder World(Func<CertificateSpec, CertificateSpec> with) => Worlds.Private().Subordinate("other", "root").Private("a", spec => with(spec with
        {
            Domains = [DesiredBuilder.Name("a.corp.example"), DesiredBuilder.Name("b.corp.example"), DesiredBuilder.Name("c.corp.example")],
            Usages = [KeyUsagePurpose.ServerAuth, KeyUsagePurpose.ClientAuth],
        }));
        var edited = World(spec => what switch
        {
            "order of further names" => spec with { Domains = [spec.Domains[0], spec.Domains[2], spec.Domains[1]] },
            "order of usages" => spec with { Usages = [KeyUsagePurpose.ClientAuth, KeyUsagePurpose.ServerAuth] },
            _ => spec with { Authorities = [Worlds.Authority("other"), Worlds.Authority("corp")] },
        });
        Assert.Empty(PlanBench.Plan(World(spec => spec), edited).Changes);
    }

    [Fact(DisplayName = "NAM-01 Another first name is another common name, and replaces")]
    public void FirstName()
    {
        static DesiredBuilder World(string domains) => Worlds.Private().Certificate("a", "corp", domains);
        var change = Assert.Single(PlanBench.Plan(World("a.corp.example b.corp.example"), World("b.corp.example a.corp.example")).Changes);
        Assert.Equal((ReasonCode.ReplaceBecauseNames, "the first name changes to b.corp.example"), (change.Facts.Reason, change.Facts.Sentence));
    }

    [Fact(DisplayName = "EML-07 Another validation method replaces, and the old certificate serves meanwhile")]
    public void OtherMethod()
    {
        static DesiredBuilder World(string method)
        {
            var builder = Worlds.Public();
            return builder.Validation("other", "v.example.org", spec => spec with { Provider = builder.ProviderId("zones") })
                .Shop("www", "www.shop.example", spec => spec with { Validation = builder.ValidationId(method) });
        }

        var plan = PlanBench.Plan(World("dns"), World("other"));
        var change = plan.Change("replace certificate/www");
        Assert.Equal((ReasonCode.ReplaceBecauseValidation, "the validation method changes from dns to other"), (change.Facts.Reason, change.Facts.Sentence));
        Assert.Equal("certificate-www.yaml validation", Plans.PlaceOf(change));
        Assert.Equal(["record/www.shop.example#publish"], Plans.Requires(change));
    }

    [Fact(DisplayName = "GIT-03 Of several reasons the first of the chain is told")]
    public void FirstHitWins()
    {
        var everything = (CertificateSpec spec) => spec with
        {
            Domains = [DesiredBuilder.Name("b.corp.example")],
            KeyAlgorithm = KeyAlgorithm.RSA_2048,
            Validity = Validity.For(Period.Days(30)),
        };
        var plan = PlanBench.Plan(Worlds.Private().Private("a"), Worlds.Private().Private("a", everything), TimeSpan.FromDays(390));
        Assert.Equal(["replace certificate/a (replace_because_names)"], plan.Told().Where(line => line.Contains("certificate/", StringComparison.Ordinal)));
        Assert.Equal(11, IssueChecks.InOrder.Count);
    }

    [Fact(DisplayName = "ISS-01 What was never issued, was retired or was revoked is issued, each with its own words")]
    public void Issue()
    {
        var desired = Worlds.Private().Private("a");
        var never = PlanBench.Plan(desired, with: state => state.Change(Id, row => row with { Versions = [], Status = CertificateStatus.PendingValidation })).Change("issue certificate/a");
        Assert.Equal((ReasonCode.CreateNew, "no version was issued yet"), (never.Facts.Reason, never.Facts.Sentence));
        var retired = PlanBench.Plan(desired, with: state => state.Change(Id, row => row with { Status = CertificateStatus.Inactive })
            .ChangeVersion(Id, version => version with { Status = VersionStatus.Retired })).Change("issue certificate/a");
        Assert.Equal((ReasonCode.CreateNew, "it was retired and is declared again"), (retired.Facts.Reason, retired.Facts.Sentence));
        var revoked = PlanBench.Plan(desired, with: Revoked).Change("issue certificate/a");
        Assert.Equal((ReasonCode.ReissueBecauseRevoked, "it was revoked and its manifest no longer says so"), (revoked.Facts.Reason, revoked.Facts.Sentence));
        var begun = PlanBench.Plan(desired, with: state => state.Change(Id, row => row with { Versions = [], Intent = new(1, SpecHash.Of(row.Applied), AppliedState.SerialOf(Id), "issue") })).Change("issue certificate/a");
        Assert.EndsWith($"; goes on with generation 1, serial {AppliedState.SerialOf(Id)} taken, not yet signed", begun.Facts.Sentence, StringComparison.Ordinal);
        var other = PlanBench.Plan(desired, with: state => state.Change(Id, row => row with { Versions = [], Intent = new(1, "another hash", AppliedState.SerialOf(Id), "issue") })).Change("issue certificate/a");
        Assert.EndsWith($"; generation 1 asked for something else and is closed, serial {AppliedState.SerialOf(Id)} counts as revoked", other.Facts.Sentence, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "RNW-01 What was issued under a clock that was ahead is renewed at once when the clock is put back; an hour is no matter")]
    [InlineData(0.9, false)]
    [InlineData(24, true)]
    [InlineData(24 * 365, true)]
    public void Not_yet_valid(double hours, bool isRenewed)
    {
        var desired = Worlds.Private().Deployed("a");
        var plan = PlanBench.Plan(desired, with: state => state.ChangeVersion(Id, version => version with { NotBefore = version.NotBefore.AddHours(hours), NotAfter = version.NotAfter.AddHours(hours) }));
        Assert.Equal(isRenewed ? ["rekey certificate/a (renew_not_yet_valid)"] : [], plan.Told().Where(line => line.Contains("certificate/a (", StringComparison.Ordinal)));
    }

    [Fact(DisplayName = "ISS-01 A new certificate says what is known only afterwards")]
    public void New()
    {
        var change = PlanBench.Plan(Worlds.Private(), Worlds.Private().Private("a")).Change("issue certificate/a");
        Assert.Equal("it is new", change.Facts.Sentence);
        Assert.Equal("crn fingerprint notAfter notBefore serial", string.Join(' ', change.Facts.AfterUnknown));
        Assert.Equal("authority=default/local/authority/corp; domains=a.corp.example; key.algorithm=EC_prime256v1; usages=serverAuth; validity=395d", change.Facts.After.ToString());
        Assert.Empty(change.Facts.Before.Items);
    }

    [Fact(DisplayName = "REV-01 Nothing is issued or renewed while a manifest says revoked")]
    public void StaysRevoked()
    {
        var declared = Worlds.Private().Private("a", spec => spec with { Revoked = RevocationReason.KeyCompromise });
        Assert.Empty(PlanBench.Plan(declared, with: Revoked).Changes);
    }

    [Theory(DisplayName = "RNW-01 Renewal is a rekey, or keeps the key where the manifest says never")]
    [InlineData(KeyRotation.Always, "rekey certificate/a (renew_due)", "certificate-a.yaml renewBefore")]
    [InlineData(KeyRotation.Never, "renew certificate/a (renew_due)", "certificate-a.yaml key.rotation")]
    public void Renewal(KeyRotation rotation, string told, string place)
    {
        var desired = Worlds.Private().Private("a", spec => spec with { Rotation = rotation });
        var version = AppliedState.Of(desired.Build(), ManualTime.Start).Certificates[Id].Current!;
        var due = RenewalTime.Due(Id.Text, version.Serial, version.NotBefore, version.NotAfter, TimeSpan.FromDays(60));
        bool IsPlanned(DateTimeOffset at) => PlanBench.Plan(desired, later: at - ManualTime.Start).Told().Contains(told);
        Assert.False(IsPlanned(due.AddSeconds(-1)));
        Assert.True(IsPlanned(due));
        var change = PlanBench.Plan(desired, later: due - ManualTime.Start).Change(told.Split(" (")[0]);
        Assert.Equal(place, Plans.PlaceOf(change));
        Assert.Equal($"it ends at {RelativeTime.Both(version.NotAfter, due)}; renewal is due since {RelativeTime.Both(due, due)}", change.Facts.Sentence);
        var late = PlanBench.Plan(desired, later: TimeSpan.FromDays(400)).Change(told.Split(" (")[0]);
        Assert.Equal($"it expired at {RelativeTime.Both(version.NotAfter, ManualTime.Start.AddDays(400))}", late.Facts.Sentence);
    }

    private static AppliedState Revoked(AppliedState state) => state
        .Change(Id, row => row with { Status = CertificateStatus.Revoked })
        .ChangeVersion(Id, version => version with { Status = VersionStatus.Revoked, Revocation = new(ManualTime.Start, RevocationReason.KeyCompromise) });
}
