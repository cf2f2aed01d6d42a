using BenchmarkDotNet.Attributes;
using Reconciler.Core.Actual;
using Reconciler.Core.Cycle.Loop;
using Reconciler.Core.Reporting;

namespace Reconciler.Benchmarks.Parts;

/// <summary>What a scrape of the metrics costs: the first after a change of the state renders it, every other one renders the loop's part and copies.</summary>
public class ScrapeBenchmarks
{
    private static readonly LoopState Loop = new() { Started = DateTimeOffset.UnixEpoch };

    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private ActualState _actual = null!;
    private StateMetrics _rendered = null!;

    [Params(10_000, 100_000)]
    public int Certificates { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _actual = ConvergedState.Of(Certificates, _now).Actual;
        _rendered = Rendered();
        Console.WriteLine($"// a scrape of {Certificates} certificates has {_rendered.Text.Length + Unchanged()} octets");
    }

    [Benchmark(Description = "scrape after a change")]
    public StateMetrics Rendered() => StateMetrics.Of(_actual, _now);

    [Benchmark(Description = "scrape, unchanged")]
    public int Unchanged() => _rendered.Holds(StateMark.Of(_actual), _now) ? LoopMetrics.Render(Loop, LoopFigures.None, _now).Length : throw new InvalidOperationException("it was rendered just now");
}
