using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Tests.Planning;

public sealed class PlanTargetsTests
{
    private static readonly DesiredState Two = SmallPlans.Pki().Www().Certificate("mail", "issuing", "mail.example.com").Root("other").Build();

    [Theory(DisplayName = "--target plans the named object and what it requires, nothing else")]
    [InlineData("www")]
    [InlineData("certificate/www")]
    [InlineData("default/local/certificate/www")]
    public void A_target_brings_what_it_requires(string name)
    {
        var plan = SmallPlans.From(Two, scope: PlanTargets.Scope([name], Two, ActualState.Empty));
        Assert.Equal(
            ["default/local/authority/root", "default/local/authority/issuing", "default/local/certificate/www", "default/local/certificate/www@edge"],
            plan.Changes.Select(change => change.Id));
    }

    [Fact(DisplayName = "--target reaches what only the state knows")]
    public void What_is_gone_can_be_named()
    {
        var actual = SmallPlans.Applied(Two);
        var left = SmallPlans.Pki().Build();
        var plan = SmallPlans.From(left, actual, scope: PlanTargets.Scope(["mail"], left, actual));
        Assert.Equal(["default/local/certificate/mail"], plan.Changes.Select(change => change.Id));
        Assert.Empty(plan.Blocked);
        Assert.NotEmpty(SmallPlans.From(left, actual, scope: PlanTargets.Scope(["authority/other"], left, actual)).Blocked);
    }

    [Theory(DisplayName = "--target that names nothing, or what is nothing by itself, is refused by name")]
    [InlineData("nothing", "there is no object \"nothing\" to target")]
    [InlineData("edge", "default/local/target/edge is nothing that is changed by itself")]
    public void Others_are_refused(string name, string message) =>
        Assert.Equal(message, Assert.Throws<ReconcilerException>(() => PlanTargets.Scope([name], Two, ActualState.Empty)).Message);
}
