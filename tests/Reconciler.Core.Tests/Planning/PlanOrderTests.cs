using Reconciler.Core.Actual;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Core.Tests.Applying;
using Reconciler.Testing;
using Reconciler.Testing.Cycle;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Planning;

public class PlanOrderTests
{
    private static readonly TimeSpan Later = TimeSpan.FromDays(350);

    [Fact(DisplayName = "In one cycle: revoke, changed by a person, first issue, removal, near expiry, renewal, drift; each with what it requires and what places it")]
    public void ByUrgency()
    {
        string[] names = ["a-drift", "b-renewed", "c-near", "d-removed", "f-changed", "g-revoked"];
        DesiredBuilder Before() => names.Aggregate(Worlds.Private(), (world, name) => world.Deployed(name));
        var after = names.Except(["d-removed"]).Append("e-new").Order(StringComparer.Ordinal).Aggregate(Worlds.Private(), (world, name) => world.Deployed(name, spec => name switch
        {
            "f-changed" => spec with { KeyAlgorithm = KeyAlgorithm.RSA_2048 },
            "g-revoked" => spec with { Revoked = RevocationReason.KeyCompromise },
            _ => spec,
        }));
        var drifted = ActualDeployment.IdOf(Worlds.Id("a-drift"), ResourceId.Target("default", "local", "edge"));
        var evidence = new Evidence { Deployments = new Dictionary<string, DeploymentObservation> { [drifted] = new(drifted, DriftKind.Missing, "it is gone", null) } };
        var plan = PlanBench.Plan(Before(), after, Later, state => Left(Left(Left(state, "a-drift", 300), "b-renewed", 44), "c-near", 29), evidence);
        Assert.Equal(
            [
                "revoke certificate/g-revoked", "update authority/corp/crl", "update authority/root/crl",
                "replace certificate/f-changed", "deploy certificate/f-changed@edge",
                "issue certificate/e-new", "deploy certificate/e-new@edge",
                "undeploy certificate/d-removed@edge", "retire certificate/d-removed",
                "rekey certificate/c-near", "deploy certificate/c-near@edge",
                "rekey certificate/b-renewed", "deploy certificate/b-renewed@edge",
                "deploy certificate/a-drift@edge",
            ],
            plan.Changes.Select(Plans.Short));
    }

    [Fact(DisplayName = "A record is written as early as the most urgent certificate that it proves, and a renewed record after all of these")]
    public void Records()
    {
        DesiredBuilder World(string algorithm) => Worlds.Public()
            .Shop("a-renewed", "a.shop.example")
            .Shop("z-changed", "z.shop.example", spec => spec with { KeyAlgorithm = algorithm == "RSA" ? KeyAlgorithm.RSA_2048 : KeyAlgorithm.EC_prime256v1 });
        AppliedState Unwritten(AppliedState state)
        {
            foreach (var record in state.Records.Where(record => record.Value.Domain == "z.shop.example").ToList()) state.Records.Remove(record.Key);
            return Left(state, "a-renewed", 44);
        }

        var plan = PlanBench.Plan(World("EC"), World("RSA"), Later, Unwritten);
        Assert.Equal(
            [
                "publish record/z.shop.example", "replace certificate/z-changed", "deploy certificate/z-changed@edge",
                "rekey certificate/a-renewed", "deploy certificate/a-renewed@edge",
            ],
            plan.Changes.Select(Plans.Short).Where(change => !change.Contains("/crl", StringComparison.Ordinal)));
    }

    [Fact(DisplayName = "Ten thousand changes of every urgency are few runs of one verb: batches stay large")]
    public void Batches()
    {
        string Name(int number) => $"host-{number:d5}";
        DesiredBuilder Fleet(int first, int count, KeyAlgorithm algorithm) => Enumerable.Range(first, count)
            .Aggregate(Worlds.Private(), (world, number) => world.Deployed(Name(number), spec => spec with { KeyAlgorithm = number % 3 == 0 ? algorithm : KeyAlgorithm.EC_prime256v1 }));
        var plan = PlanBench.Plan(Fleet(0, 4_500, KeyAlgorithm.EC_prime256v1), Fleet(500, 4_500, KeyAlgorithm.RSA_2048), Later, state =>
        {
            for (var number = 0; number < 4_500; number++) Left(state, Name(number), 10 + (number % 35));
            return state;
        });
        Assert.True(plan.Changes.Length >= 10_000);
        var runs = plan.Changes.Zip(plan.Changes.Skip(1)).Count(pair => pair.First.Verb != pair.Second.Verb) + 1;
        Assert.InRange(runs, 8, 12);
    }

    [Fact(DisplayName = "Whatever the urgencies, what a change requires comes before it")]
    public void RequiredFirst()
    {
        var plan = PlanBench.First(Worlds.Public().Shop("a", "a.shop.example").Shop("b", "b.shop.example *.b.shop.example").Private("c"));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in plan.Changes)
        {
            Assert.All(change.Facts.Requires, required => Assert.Contains(required, seen));
            seen.Add(change.Key);
        }
    }

    private static AppliedState Left(AppliedState state, string name, int days) =>
        state.ChangeVersion(Worlds.Id(name), version => version with { NotAfter = ManualTime.Start + Later + TimeSpan.FromDays(days) });
}
