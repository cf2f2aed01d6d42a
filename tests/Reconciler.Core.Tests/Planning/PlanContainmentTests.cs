using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Core.Reporting;
using Reconciler.Testing;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Planning;

public sealed class PlanContainmentTests
{
    [Fact(DisplayName = "GIT-04 a plan is within itself, read back from its file")]
    public void A_plan_is_within_itself()
    {
        var desired = SmallPlans.Pki().Www().Build();
        Assert.Empty(Compare(desired, SmallPlans.From(desired), ActualState.Empty));
    }

    [Fact(DisplayName = "GIT-04 doing less than was reviewed is fine, and said")]
    public void Fewer_is_fine()
    {
        var desired = SmallPlans.Pki().Www().Build();
        var applied = SmallPlans.Applied(SmallPlans.Pki().Build());
        var differences = Compare(desired, SmallPlans.From(desired, applied), applied);
        Assert.All(differences, difference => Assert.True(difference.IsAllowed));
        Assert.Equal(["default/local/authority/issuing", "default/local/authority/root"], differences.Select(difference => difference.Id));
    }

    [Fact(DisplayName = "GIT-04 a change that was not reviewed is refused")]
    public void A_new_change_is_refused()
    {
        var difference = Assert.Single(
            Compare(SmallPlans.Pki().Www().Build(), SmallPlans.From(SmallPlans.Pki().Www().Certificate("mail", "issuing", "mail.example.com").Build()), ActualState.Empty));
        Assert.Equal((DifferenceKind.Added, "default/local/certificate/mail", "issue"), (difference.Kind, difference.Id, difference.Verb));
        Assert.False(difference.IsAllowed);
    }

    [Fact(DisplayName = "GIT-04 another value than the reviewed one is refused, with both values")]
    public void Another_value_is_refused()
    {
        var differences = Compare(SmallPlans.Pki().Www().Build(), SmallPlans.From(SmallPlans.Pki().Www("www.example.com shop.example.com").Build()), ActualState.Empty);
        Assert.Equal(DifferenceKind.Altered, Assert.Single(differences).Kind);
        Assert.Equal(
            """
            default/local/certificate/www
              issue: was reviewed with other values
                domains = www.example.com -> www.example.com, shop.example.com

            """,
            SavedPlanText.Difference(differences, Ink.Off));
    }

    [Fact(DisplayName = "GIT-04 another verb on the same object is refused")]
    public void Another_verb_is_refused()
    {
        var applied = SmallPlans.Applied(SmallPlans.Pki().Www().Build());
        var revoked = SmallPlans.Pki().Www(with: spec => spec with { Revoked = RevocationReason.KeyCompromise }).Build();
        var differences = Compare(SmallPlans.Pki().Www("a.example.com").Build(), SmallPlans.From(revoked, applied), applied, applied);
        Assert.Contains(differences, difference => difference is { Kind: DifferenceKind.Added, Verb: "revoke" });
        Assert.Contains(differences, difference => difference is { Kind: DifferenceKind.Gone, Verb: "replace" });
    }

    [Fact(DisplayName = "GIT-04 renewals, CRLs and placing what was renewed are exempt, since time brings them")]
    public void What_time_brings_is_exempt()
    {
        var desired = SmallPlans.Pki().Www().Build();
        var applied = SmallPlans.Applied(desired);
        var later = SmallPlans.From(desired, applied, ManualTime.Start.AddDays(390));
        Assert.Contains(later.Changes, change => change.Verb == PlanVerb.Rekey);
        Assert.Contains(later.Changes, change => change.Verb == PlanVerb.Deploy);
        Assert.Contains(later.Changes, change => change is PlanAction.UpdateCrl);
        Assert.Empty(Compare(desired, later, applied, applied));
    }

    [Fact(DisplayName = "GIT-04 a renewal brings its certificate nowhere that was not reviewed")]
    public void A_renewal_does_not_carry_a_new_place()
    {
        var desired = SmallPlans.Pki().Www().Build();
        var applied = SmallPlans.Applied(desired);
        var moved = new DesiredBuilder().Root("root").Subordinate("issuing", "root").Files("edge", "elsewhere").Www().Build();
        var difference = Assert.Single(Compare(desired, SmallPlans.From(moved, applied, ManualTime.Start.AddDays(390)), applied, applied));
        Assert.Equal((DifferenceKind.Added, "deploy"), (difference.Kind, difference.Verb));
    }

    [Fact(DisplayName = "GIT-04 what waited counts as reviewed, and so does placing it")]
    public void What_waited_is_held()
    {
        var disabled = Waiting(DesiredAuthorityState.Disabled);
        var reviewed = SmallPlans.From(disabled, SmallPlans.Applied(SmallPlans.Pki().Build()));
        Assert.Equal("default/local/certificate/www", Assert.Single(reviewed.Waiting).Id);
        var active = SmallPlans.Applied(SmallPlans.Pki().Build());
        var now = SmallPlans.From(SmallPlans.Pki().Www().Build(), active);
        Assert.Equal(["issue", "deploy"], now.Changes.Select(change => change.Verb.Word()));
        var saved = SavedPlanJson.Read(SavedPlanJson.Render(reviewed, disabled), "plan.json");
        Assert.True(PlanContainment.IsWithin(saved, now, active));
    }

    private static DesiredState Waiting(DesiredAuthorityState state) => new DesiredBuilder()
        .Root("root")
        .Subordinate("issuing", "root", spec => spec with { State = state })
        .Files("edge", "certs")
        .Www()
        .Build();

    private static ImmutableArray<PlanDifference> Compare(DesiredState reviewed, Plan now, ActualState actual, ActualState? reviewedActual = null)
    {
        var plan = SmallPlans.From(reviewed, reviewedActual);
        return PlanContainment.Compare(SavedPlanJson.Read(SavedPlanJson.Render(plan, reviewed), "plan.json"), now, actual);
    }
}
