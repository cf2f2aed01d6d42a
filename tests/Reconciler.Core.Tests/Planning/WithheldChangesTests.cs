using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Core.Tests.Applying;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Planning;

public sealed class WithheldChangesTests
{
    [Fact(DisplayName = "GIT-06 of a plan beyond the limits renewals, first issues, their placing and CRLs go on; removals, replacements and what requires them wait")]
    public void Blocked()
    {
        var before = Worlds.Private().Deployed("kept").Deployed("swapped");
        var after = Worlds.Private().Deployed("kept").Deployed("swapped", spec => spec with { KeyAlgorithm = KeyAlgorithm.EC_secp384r1 }).Deployed("new");
        foreach (var name in (string[])["w", "x", "y", "z"]) before.Private(name);
        var plan = PlanBench.Plan(before, after, TimeSpan.FromDays(394));
        Assert.NotEmpty(plan.Blocked);

        var rest = WithheldChanges.Without(plan);

        Assert.Empty(rest.Blocked);
        Assert.Equal(
            ["deploy certificate/kept@edge", "deploy certificate/new@edge", "issue certificate/new", "rekey certificate/kept", "update authority/corp/crl", "update authority/root/crl"],
            rest.Changes.Select(Plans.Short).Order(StringComparer.Ordinal));
        Assert.Contains("deploy certificate/swapped@edge", rest.Postponed.Select(Plans.Short));
        Assert.Equal(plan.Changes.Length, rest.Changes.Length + rest.Postponed.Length);
        Assert.Equal(PlanDigest.Of(rest.Changes), rest.Digest);
        Assert.Equal((1, 1, 0, 0), (rest.Summary.Add, rest.Summary.Renew, rest.Summary.Replace, rest.Summary.Remove));
    }

    [Fact(DisplayName = "GIT-06 where the state refuses a field of an authority, its CRL and renewals go on, and nothing is issued for the first time")]
    public void Refused()
    {
        static DesiredBuilder World(string name) => new DesiredBuilder().Root("root").Subordinate("corp", "root", spec => spec with { Subject = new(name) });
        var plan = PlanBench.Plan(World("Corp").Private("kept"), World("Other").Private("kept").Private("new"), TimeSpan.FromDays(394));
        Assert.NotEmpty(plan.Refusals);

        Assert.Equal(["rekey certificate/kept", "update authority/corp/crl", "update authority/root/crl"], WithheldChanges.Without(plan).Changes.Select(Plans.Short).Order(StringComparer.Ordinal));
    }

    [Fact(DisplayName = "GIT-06 where the first region of an account moved below what exists, nothing is done at all")]
    public void Moved()
    {
        static DesiredBuilder World(params string[] regions) => new DesiredBuilder().Account("default", regions).Root("root").Subordinate("corp", "root").Private("kept");
        var plan = PlanBench.Plan(World("local"), World("moved", "local"), TimeSpan.FromDays(394));
        Assert.NotEmpty(plan.Refusals);

        Assert.Same(plan, WithheldChanges.Without(plan));
    }
}
