using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Core.Tests.Applying;
using Reconciler.Core.Tests.Planning;
using Reconciler.Testing;
using Reconciler.Testing.Cycle;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Reporting;

/// <summary>A plan that holds nearly every kind of change, and the state before it.</summary>
internal static class SamplePlans
{
    public static DesiredBuilder Before() => Worlds.Public()
        .Root("retired", spec => spec with { State = DesiredAuthorityState.Disabled })
        .Deployed("drops")
        .Deployed("grows")
        .Deployed("leaves")
        .Private("leaked")
        .Private("renews", spec => spec with { Validity = Validity.For(Period.Days(30)) })
        .Private("settles")
        .Shop("gone", "gone.shop.example", spec => spec with { OnRemove = RemovalPolicy.Revoke });

    public static DesiredBuilder After()
    {
        var builder = Worlds.Public();
        return builder.Root("fresh", spec => spec with { Subject = new("Fresh", "Example", "SE"), KeyAlgorithm = KeyAlgorithm.EC_secp384r1 })
            .Deployed("grows", spec => spec with { Domains = [.. spec.Domains, DesiredBuilder.Name("more.corp.example")] })
            .Private("leaves")
            .Private("leaked", spec => spec with { Revoked = RevocationReason.KeyCompromise })
            .Private("renews", spec => spec with { Validity = Validity.For(Period.Days(30)) })
            .Private("settles", spec => spec with { RenewBefore = Period.Days(30) })
            .Shop("www", "www.shop.example *.www.shop.example")
            .Shop("waits", "www.other.example www.shop.example");
    }

    public static Plan Everything() => PlanBench.Plan(Before(), After(), TimeSpan.FromDays(29), horizon: TimeSpan.FromDays(320));

    public static Plan Nothing() => PlanBench.Plan(Worlds.Private().Deployed("a"));

    public static Plan NothingButWaiting() => PlanBench.Plan(Worlds.ByHand(), Worlds.ByHand().Shop("www", "www.shop.example"));

    public static Plan Blocked() => PlanBench.Plan(Worlds.Private().Root("old"), Worlds.Private());

    /// <summary>More alike than are listed.</summary>
    public static Plan Many(int count)
    {
        var builder = Worlds.Private();
        for (var i = 0; i < count; i++) builder.Deployed($"host-{i:d3}");
        return PlanBench.Plan(Worlds.Private(), builder);
    }

    /// <summary>One certificate of each status.</summary>
    public static ActualState State()
    {
        var state = AppliedState.Of(Before().BuildWithRecords(), ManualTime.Start);
        state.Change(Worlds.Id("leaked"), row => row with { Status = CertificateStatus.Revoked })
            .ChangeVersion(Worlds.Id("leaked"), version => version with { Status = VersionStatus.Revoked, Revocation = new(ManualTime.Start, RevocationReason.KeyCompromise) })
            .Change(Worlds.Id("settles"), row => row with { NextDue = ManualTime.Start.AddDays(340), Tags = row.Tags.Add("team", "web").Add("cost", "\u001b[31m7") })
            .Change(Worlds.Id("gone"), row => row with
            {
                Status = CertificateStatus.PendingValidation,
                Versions = [],
                Condition = new("PENDING_VALIDATION", "control of 1 of 1 domain is not proved yet", ManualTime.Start, null, 1),
            });
        return state.Build();
    }
}
