using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Testing;

namespace Reconciler.Core.Tests.Planning;

public sealed class PreviewPlanTests
{
    [Fact(DisplayName = "GIT-07 what counts as applied asks for nothing, at its clock and whatever its periods are")]
    public void The_projection_is_converged()
    {
        foreach (var validity in (string[])["15m", "1d", "90d", "395d", "13mo"])
        {
            var desired = SmallPlans.Pki().Www(with: spec => spec with { Validity = Validity.For(Period.Parse(validity)) }).Build();
            Assert.Empty(SmallPlans.From(desired, SmallPlans.Applied(desired)).Changes);
        }
    }

    [Fact(DisplayName = "GIT-07 an end that has passed is no change of the merge")]
    public void A_passed_end_is_no_change()
    {
        var desired = SmallPlans.Pki().Www(with: spec => spec with { Validity = Validity.Until(ManualTime.Start.AddYears(-1)) }).Build();
        var plan = PreviewPlan.Between(desired, desired, ManualTime.Start);
        Assert.Empty(plan.Changes);
        Assert.Empty(plan.Notices);
    }

    [Fact(DisplayName = "GIT-07 a preview shows nothing that is made up")]
    public void Nothing_made_up_is_shown()
    {
        var plan = PreviewPlan.Between(SmallPlans.Pki().Www().Build(), SmallPlans.Pki().Www("other.example.com").Build(), ManualTime.Start);
        Assert.All(plan.Changes, change => Assert.DoesNotContain(change.Facts.Before.Items, item => AppliedProjection.MadeUp.Contains(item.Name)));
        Assert.Empty(plan.Later);
    }

    [Fact(DisplayName = "GIT-07 a danger that stands already is not told again")]
    public void What_stands_is_not_told_again()
    {
        DesiredState Revoked(string mail) => SmallPlans.Pki()
            .Www(with: spec => spec with { Revoked = RevocationReason.Superseded })
            .Certificate("mail", "issuing", mail)
            .Build();
        Assert.Empty(PreviewPlan.Between(Revoked("a.example.com"), Revoked("b.example.com"), ManualTime.Start).Notices);
        Assert.NotEmpty(PreviewPlan.Between(SmallPlans.Pki().Www().Build(), Revoked("a.example.com"), ManualTime.Start).Notices);
    }
}
