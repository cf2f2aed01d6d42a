using System.Globalization;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Core.Tests.Applying;
using Reconciler.Testing;
using Reconciler.Testing.Cycle;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Planning;

public sealed class IssuanceBudgetTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact(DisplayName = "What exceeds the budget of an account waits with the instant at which it goes on, those after it in turn")]
    public void Waits()
    {
        // Two of five are allowed; one was issued an hour ago.
        var plan = PlanBench.Plan(World(2, "3h", 1), World(2, "3h", 6), Hour);

        Assert.Equal(["issue certificate/c1 (create_new)"], plan.Told());
        Assert.Equal(["c2", "c3", "c4", "c5"], plan.Waiting.Select(entry => ResourceId.TryParse(entry.Id)!.Name));
        Assert.All(plan.Waiting, entry => Assert.Equal("ISSUANCE_BUDGET", entry.Code));
        var first = Issued + (3 * Hour);
        var second = ManualTime.Start + Hour + (3 * Hour);
        Assert.Equal([first, second, first + (3 * Hour), second + (3 * Hour)], plan.Waiting.Select(entry => entry.NextTry));
        Assert.Equal("account default got the 2 certificates that it may get within 3h (limits.issue); it goes on at 2026-01-15T14:59:00Z", plan.Waiting[0].Sentence);
        Assert.Equal(4, plan.Summary.Waiting);
    }

    [Fact(DisplayName = "At the instant that was told there is room again")]
    public void GoesOn()
    {
        var early = PlanBench.Plan(World(1, "3h", 1), World(1, "3h", 2), (3 * Hour) - TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        var then = PlanBench.Plan(World(1, "3h", 1), World(1, "3h", 2), (3 * Hour) - TimeSpan.FromMinutes(1));

        Assert.Single(early.Waiting);
        Assert.Equal(["issue certificate/c1 (create_new)"], then.Told());
        Assert.Empty(then.Waiting);
    }

    [Fact(DisplayName = "Near expiry goes first, whatever else is wanted, and the one that ends first before the others")]
    public void NearExpiryFirst()
    {
        var now = ManualTime.Start + TimeSpan.FromDays(394);
        var plan = PlanBench.Plan(World(2, "1d", 3), World(2, "1d", 5), now - ManualTime.Start, with: state => state
            .ChangeVersion(Worlds.Id("c0"), version => version with { NotAfter = now.AddDays(3) })
            .ChangeVersion(Worlds.Id("c1"), version => version with { NotAfter = now.AddDays(2) })
            .ChangeVersion(Worlds.Id("c2"), version => version with { NotAfter = now.AddDays(1) }));

        Assert.Equal(["c1", "c2"], plan.Changes.OfType<PlanAction.IssueCertificate>().Select(change => change.Certificate.Name).Order());
        Assert.Equal(["c0", "c3", "c4"], plan.Waiting.Select(entry => ResourceId.TryParse(entry.Id)!.Name));
    }

    [Fact(DisplayName = "A certificate that waits for the budget of its account keeps serving, and is revoked all the same where it is declared so")]
    public void RevokesAndServes()
    {
        static DesiredBuilder World(KeyAlgorithm algorithm, RevocationReason? revoked) => Budget(1, "1d")
            .Deployed("a", spec => spec with { KeyAlgorithm = algorithm })
            .Private("b", spec => spec with { Revoked = revoked });
        var plan = PlanBench.Plan(World(KeyAlgorithm.EC_prime256v1, null), World(KeyAlgorithm.EC_secp384r1, RevocationReason.KeyCompromise), Hour);

        Assert.Equal(["revoke certificate/b (revoke_declared)"], plan.Told());
        Assert.Equal(PlanVerb.Replace, Assert.Single(plan.Waiting).Verb);
    }

    [Fact(DisplayName = "What a cut-off run began is finished, and counts")]
    public void FinishesWhatWasBegun()
    {
        var desired = World(1, "1d", 2);
        var plan = PlanBench.Plan(desired, desired, Hour, state =>
        {
            foreach (var id in (ResourceId[])[Worlds.Id("c0"), Worlds.Id("c1")]) state.Change(id, row => row with { Versions = [] });
            return state.Change(Worlds.Id("c1"), row => row with { Intent = new(2, "x", AppliedState.SerialOf(row.Id), "issue") });
        });

        Assert.Equal(["issue certificate/c1 (create_new)"], plan.Told());
        Assert.Equal(Worlds.Id("c0").Text, Assert.Single(plan.Waiting).Id);
    }

    [Fact(DisplayName = "Accounts have budgets of their own")]
    public void EachAccountItsOwn()
    {
        var desired = Budget(1, "1d").Private("a").Private("b")
            .Account("other", ["local"]).In("other").Root("root").Certificate("c", "root", "c.corp.example").Certificate("d", "root", "d.corp.example");

        Assert.Equal("default/local/certificate/b", Assert.Single(PlanBench.First(desired).Waiting).Id);
    }

    [Fact(DisplayName = "Where nothing is declared ten thousand new certificates are issued at once, and the fleet may be issued three times a day")]
    public void GenerousByDefault()
    {
        const int Fleet = 10_000;
        var desired = Many(Fleet);
        Assert.Equal(Fleet, Issues(PlanBench.First(desired)));

        var thrice = PlanBench.Plan(desired, desired, Hour, state => Reissued(state, 3, Fleet));
        Assert.Equal(0, Issues(thrice));
        Assert.Equal(Fleet, thrice.Waiting.Length);
        Assert.All(thrice.Waiting, entry => Assert.Equal(Issued + TimeSpan.FromDays(1), entry.NextTry));
        Assert.Equal(Fleet, Issues(PlanBench.Plan(desired, desired, Hour, state => Reissued(state, 2, Fleet))));
    }

    [Fact(DisplayName = "What lives for an hour is renewed all day long without a limit being declared")]
    public void ShortLived()
    {
        const int Fleet = 400;
        static CertificateSpec Hourly(CertificateSpec spec) => spec with { Validity = Validity.For(Period.Parse("1h")) };
        var desired = Many(Fleet, Hourly);
        var plan = PlanBench.Plan(desired, desired, TimeSpan.FromHours(24), state => Reissued(state, 36, Fleet, (TimeSpan.FromHours(24) - TimeSpan.FromMinutes(5)) / 36));

        Assert.Empty(plan.Waiting);
        Assert.Equal(Fleet, Issues(plan));
    }

    private static int Issues(Plan plan) => plan.Changes.OfType<PlanAction.IssueCertificate>().Count();

    /// <summary>Versions of <see cref="AppliedState"/> begin a minute before it.</summary>
    private static DateTimeOffset Issued => ManualTime.Start.AddMinutes(-1);

    private static DesiredBuilder Budget(int count, string within) =>
        Worlds.Private().Account("default", ["local"], spec => spec with { Limits = new() { Issue = new() { Count = count, Within = Period.Parse(within) } } });

    private static DesiredBuilder World(int count, string within, int certificates)
    {
        var desired = Budget(count, within);
        for (var i = 0; i < certificates; i++) desired.Private(string.Create(CultureInfo.InvariantCulture, $"c{i}"));
        return desired;
    }

    private static DesiredBuilder Many(int count, Func<CertificateSpec, CertificateSpec>? with = null)
    {
        var desired = Worlds.Private();
        for (var i = 0; i < count; i++) desired.Private(string.Create(CultureInfo.InvariantCulture, $"c{i}"), with);
        return desired;
    }

    /// <summary>Each was issued so often before, and its last version was taken away by somebody.</summary>
    private static AppliedState Reissued(AppliedState state, int times, int fleet, TimeSpan apart = default)
    {
        for (var i = 0; i < fleet; i++)
        {
            state.Change(Worlds.Id(string.Create(CultureInfo.InvariantCulture, $"c{i}")), row => row with
            {
                Versions = [.. Enumerable.Range(0, times).Select(n => row.Versions[0] with { Number = n + 1, NotBefore = Issued + (n * apart), Status = VersionStatus.Retired })],
            });
        }

        return state;
    }
}
