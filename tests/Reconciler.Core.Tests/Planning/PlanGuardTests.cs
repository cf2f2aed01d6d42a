using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Testing;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Planning;

public sealed class PlanGuardTests
{
    [Theory(DisplayName = "GIT-06 A run removes at most max(3, min(count, percent of the live certificates))")]
    [InlineData(10, 3, false)]
    [InlineData(10, 4, true)]
    [InlineData(60, 6, false)]
    [InlineData(60, 7, true)]
    [InlineData(2000, 100, false)]
    [InlineData(2000, 101, true)]
    public void A_run_removes_at_most_so_many(int live, int removed, bool isBlocked)
    {
        var plan = Plan(live, removed, null);

        Assert.Equal(removed, plan.Summary.Remove);
        Assert.Equal(isBlocked, !plan.Blocked.IsEmpty);
    }

    [Theory(DisplayName = "GIT-06 A person allows an exact number; another number is refused again")]
    [InlineData(8, false)]
    [InlineData(7, true)]
    [InlineData(9, true)]
    public void A_person_allows_an_exact_number(int allowed, bool isBlocked) =>
        Assert.Equal(isBlocked, !Plan(20, 8, new Dictionary<GuardedVerb, int> { [GuardedVerb.Remove] = allowed }).Blocked.IsEmpty);

    [Fact(DisplayName = "GIT-06 The refusal names the account, both numbers and the option that would allow it")]
    public void The_refusal_says_how_to_allow_it() => Assert.Equal(
        "the plan would remove 8 certificates of account default, more than the 3 that one run may; to allow exactly this: --override remove=8 --reason \"…\"",
        Plan(20, 8, null).Blocked.Single().Sentence);

    [Theory(DisplayName = "GIT-06 Revoking and replacing have limits of their own, each allowed by its own word")]
    [InlineData(GuardedVerb.Revoke, "revoke")]
    [InlineData(GuardedVerb.Replace, "replace")]
    public void Each_verb_has_its_limit(GuardedVerb verb, string word)
    {
        Assert.Empty(Changed(3, verb, null).Blocked);
        Assert.Contains($"would {word} 4 certificates", Assert.Single(Changed(4, verb, null).Blocked).Sentence, StringComparison.Ordinal);
        Assert.Empty(Changed(4, verb, new() { [verb] = 4 }).Blocked);
        Assert.Single(Changed(4, verb, new() { [GuardedVerb.Remove] = 4 }).Blocked);
    }

    /// <summary>Of ten certificates some are declared revoked, or with another key.</summary>
    private static Plan Changed(int changed, GuardedVerb verb, Dictionary<GuardedVerb, int>? overrides)
    {
        var desired = new DesiredBuilder().Root("root").Subordinate("issuing", "root");
        for (var i = 0; i < 10; i++)
        {
            desired.Certificate($"c{i}", "issuing", $"c{i}.corp.example", spec => i >= changed ? spec
                : verb == GuardedVerb.Revoke ? spec with { Revoked = RevocationReason.Superseded }
                : spec with { KeyAlgorithm = KeyAlgorithm.EC_secp384r1 });
        }

        return Planner.Plan(desired.Build(), Live(10), Evidence.None, PlanScope.All, ManualTime.Start, null, overrides);
    }

    private static Plan Plan(int live, int removed, Dictionary<GuardedVerb, int>? overrides)
    {
        var desired = new DesiredBuilder().Root("root").Subordinate("issuing", "root");
        for (var i = removed; i < live; i++) desired.Certificate($"c{i}", "issuing", $"c{i}.corp.example");
        return Planner.Plan(desired.Build(), Live(live), Evidence.None, PlanScope.All, ManualTime.Start, null, overrides);
    }

    private static ActualState Live(int count) => new()
    {
        Lineage = "x",
        Serial = 1,
        Authorities = ActualState.Empty.Authorities,
        Certificates = Enumerable.Range(0, count).Select(Issued).ToDictionary(certificate => certificate.Id),
        Deployments = ActualState.Empty.Deployments,
        Records = ActualState.Empty.Records,
        FirstRegions = ActualState.Empty.FirstRegions,
    };

    private static ActualCertificate Issued(int number)
    {
        var spec = new CertificateSpec { Domains = [DesiredBuilder.Name($"c{number}.corp.example")], Authorities = [ResourceId.Authority("default", "local", "issuing")] };
        return new()
        {
            Id = ResourceId.Certificate("default", "local", $"c{number}"),
            Uuid = new Guid(number, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
            Status = CertificateStatus.Issued,
            Applied = spec,
            Versions =
            [
                new()
                {
                    Number = 1,
                    Status = VersionStatus.Current,
                    Serial = SerialNumber.Parse($"4c{number:x8}"),
                    NotBefore = ManualTime.Start,
                    NotAfter = ManualTime.Start.AddDays(395),
                    Fingerprint = "f",
                    KeyHash = "k",
                    Authority = spec.Authority,
                    AuthorityVersion = 1,
                    Names = spec.Domains,
                    KeyAlgorithm = spec.KeyAlgorithm,
                    Usages = spec.Usages,
                    Validity = spec.Validity.Text,
                },
            ],
        };
    }
}
