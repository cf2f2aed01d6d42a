using BenchmarkDotNet.Attributes;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Planning;

namespace Reconciler.Benchmarks.Parts;

/// <summary>A full plan over certificates of which none changed; the bare figure is a key and a signature for each of them.</summary>
public class PlannerBenchmarks
{
    private readonly BareCryptography _bare = new();
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private DesiredState _desired = null!;
    private ActualState _actual = null!;

    [Params(1_000, 10_000)]
    public int Certificates { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        (_desired, _actual) = ConvergedState.Of(Certificates, _now);
        var plan = Unchanged();
        if (plan.HasChanges) throw new InvalidOperationException($"the state is not converged: {plan.Changes[0]}");
    }

    [GlobalCleanup]
    public void CleanUp() => _bare.Dispose();

    [Benchmark(Baseline = true, Description = "bare keys and signatures")]
    public int Bare()
    {
        var length = 0;
        for (var i = 0; i < Certificates; i++) length += _bare.MakeKey().Length + _bare.Sign().Length;
        return length;
    }

    [Benchmark(Description = "plan, unchanged")]
    public Plan Unchanged() => Planner.Plan(_desired, _actual, Evidence.None, PlanScope.All, _now);
}
