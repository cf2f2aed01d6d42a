using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Reconciler.Core.Applying;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Cycle.Loop;

/// <summary>What the meter shows at an instant.</summary>
/// <param name="Steps">By the word of the verb: a step is a batch of alike changes, which are done together.</param>
/// <param name="Queue">Changes of the cycle in hand that are not over yet.</param>
public sealed record LoopFigures(Durations Cycles, ImmutableSortedDictionary<string, Durations> Steps, int Queue)
{
    public static LoopFigures None { get; } = new(Durations.None, ImmutableSortedDictionary.Create<string, Durations>(StringComparer.Ordinal), 0);
}

/// <summary>Times what the loop does and counts what is before it. The loop writes it; anyone may read it meanwhile.</summary>
public sealed class LoopMeter(TimeProvider time)
{
    /// <summary>Name of the meter whose instruments show the same durations to who listens in this process.</summary>
    public const string Source = "Reconciler";

    private static readonly Meter Instruments = new(Source);
    private static readonly InstrumentAdvice<double> Bounds = new() { HistogramBucketBoundaries = Durations.Bounds };
    private static readonly Histogram<double> CycleDurations = Instruments.CreateHistogram<double>("reconciler_cycle_duration_seconds", description: "How long cycles took.", advice: Bounds);
    private static readonly Histogram<double> StepDurations = Instruments.CreateHistogram<double>("reconciler_step_duration_seconds", description: "How long steps took, by verb: a step is a batch of alike changes.", advice: Bounds);

    private readonly HashSet<PlanVerb> _verbsInHand = [];
    private volatile LoopFigures _figures = LoopFigures.None;
    private long _began;

    public LoopFigures Figures => _figures;

    /// <summary>A cycle is about to do so many changes.</summary>
    public void Planned(int changes) => _figures = _figures with { Queue = changes };

    /// <summary>A cycle is over, whatever became of it.</summary>
    public void CycleEnded(TimeSpan duration)
    {
        _figures = _figures with { Cycles = _figures.Cycles.With(duration), Queue = 0 };
        CycleDurations.Record(duration.TotalSeconds);
    }

    public void Started(IReadOnlyList<PlanAction> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _began = time.GetTimestamp();
        _verbsInHand.Clear();
        foreach (var action in batch) _verbsInHand.Add(action.Verb);
    }

    /// <summary>Outcomes of a batch come after all of it is done, so the first one of a verb tells its time.</summary>
    public void Ended(ActionOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var steps = _figures.Steps;
        if (outcome.Kind != OutcomeKind.Skipped && _verbsInHand.Remove(outcome.Action.Verb))
        {
            var verb = outcome.Action.Verb.Word();
            var duration = time.GetElapsedTime(_began);
            steps = steps.SetItem(verb, steps.GetValueOrDefault(verb, Durations.None).With(duration));
            StepDurations.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("verb", verb));
        }

        _figures = _figures with { Steps = steps, Queue = Math.Max(0, _figures.Queue - 1) };
    }
}
