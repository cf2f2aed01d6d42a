using BenchmarkDotNet.Attributes;
using Reconciler.Core.Actual;
using Reconciler.Core.Cycle;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Benchmarks.Parts;

/// <summary>What a daemon's cycle decides, from what it kept of the one before: nothing, one due object, a commit of ten; beside a plan of everything.</summary>
public class CycleBenchmarks
{
    private const int Edited = 10;

    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private readonly KeptWorld _kept = new(TimeSpan.FromDays(1));
    private readonly DesiredState[] _commits = new DesiredState[2];
    private DesiredState _desired = null!;
    private ActualState _actual = null!;
    private PlanScope _due = null!;
    private int _next;

    [Params(1_000, 10_000, 100_000)]
    public int Certificates { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        (_desired, _actual) = ConvergedState.Of(Certificates, _now);
        for (var i = 0; i < _commits.Length; i++) _commits[i] = Commit(i);
        _due = PlanScope.Of(new HashSet<ResourceId> { _desired.Certificates[Certificates / 2].Id });
        _kept.Take(_actual, _now);
        var cycle = new PlannedCycle(_desired, _actual, Evidence.None, Whole());
        if (cycle.Plan.HasChanges) throw new InvalidOperationException($"the state is not converged: {cycle.Plan.Changes[0]}");
        _kept.Settle(cycle, [], null);
        if (Ten().Changes.Length != Edited) throw new InvalidOperationException("the commit is not planned");
    }

    [Benchmark(Baseline = true, Description = "everything")]
    public Plan Whole() => Planner.Plan(_desired, _actual, Evidence.None, PlanScope.All, _now);

    [Benchmark(Description = "quiet")]
    public Plan Quiet() => Scoped(_desired, PlanScope.None);

    [Benchmark(Description = "one due")]
    public Plan Due() => Scoped(_desired, _due);

    [Benchmark(Description = "a commit of ten")]
    public Plan Ten() => Scoped(_commits[_next = 1 - _next], PlanScope.None);

    private Plan Scoped(DesiredState desired, PlanScope swept)
    {
        var (scope, index) = _kept.ScopeOf(desired, isWhole: false, swept, _now);
        return Planner.Plan(desired, _actual, Evidence.None, scope, _now, null, null, Tries.Due, null, index);
    }

    /// <summary>Others are what they were, as where a file did not change.</summary>
    private DesiredState Commit(int number)
    {
        var from = (Certificates / 2) + (number * Edited);
        var edited = _desired.Certificates.AsSpan(from, Edited).ToArray().Select(certificate => certificate.Id).ToHashSet();
        return new(_desired.Revision, _desired.Resources.Select(resource => resource is Certificate certificate && edited.Contains(resource.Id)
            ? certificate with { Spec = certificate.Spec with { KeyAlgorithm = KeyAlgorithm.EC_secp384r1 } }
            : resource), _desired.Records);
    }
}
