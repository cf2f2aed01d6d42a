using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>
/// What a run learns about changes that are not done: how often they were tried, and when they are tried next. Each change counts once a run, whoever asks first.
/// </summary>
/// <param name="stored">As the state has them.</param>
/// <param name="tries">Afresh: counting begins anew.</param>
internal sealed class Retries(IReadOnlyDictionary<string, RetryState> stored, Tries tries, IEntropy entropy)
{
    private readonly Dictionary<string, RetryState> _missed = new(StringComparer.Ordinal);

    private readonly bool _afresh = tries == Tries.Afresh;

    /// <summary>True when what is stored still says it all: the same is wanted, and its next try is not due yet, or nobody's.</summary>
    public bool IsHeld(string key, PlanAttributes wanted, DateTimeOffset now) =>
        !_afresh && stored.GetValueOrDefault(key) is { } before && before.IsHeld(now) && before.Wanted == PostponedChanges.HashOf(wanted);

    /// <summary>The change was tried and is not done.</summary>
    /// <param name="needsPerson">It is not tried again by itself.</param>
    /// <param name="knownNext">When it can be done; null: nobody knows, and the interval grows.</param>
    public RetryState Missed(string key, PlanAttributes wanted, string failure, bool needsPerson, DateTimeOffset now, DateTimeOffset? knownNext = null)
    {
        if (_missed.TryGetValue(key, out var known)) return known;
        var hash = PostponedChanges.HashOf(wanted);
        var before = !_afresh && stored.GetValueOrDefault(key) is { } last && last.Wanted == hash ? last : null;
        var attempts = (before?.Attempts ?? 0) + 1;
        var next = needsPerson ? (DateTimeOffset?)null : knownNext ?? now + Backoff.After(attempts, entropy);
        return _missed[key] = new(attempts, failure, next) { Wanted = hash, Since = before?.Since ?? now, LastTry = now };
    }

    /// <summary>What must be stored at the end of a run.</summary>
    /// <param name="asked">What was tried before of all that the plan looked at.</param>
    /// <param name="isAsked">True for the key of a change that the plan would hold if it were still wanted: what it then neither does nor waits for is over.</param>
    public IEnumerable<StateChange> Changes(Plan plan, IReadOnlyList<ActionOutcome> outcomes, IEnumerable<KeyValuePair<string, RetryState>> asked, Func<string, RetryState, bool> isAsked, DateTimeOffset now)
    {
        foreach (var outcome in outcomes)
        {
            if (outcome.Kind is OutcomeKind.Failed or OutcomeKind.Stalled or OutcomeKind.Waiting)
                Missed(outcome.Action.Key, outcome.Action.Facts.After, outcome.Detail, outcome.Kind == OutcomeKind.Stalled, now);
        }

        var wanted = plan.Changes.Concat(plan.Postponed).Select(change => change.Key).Concat(plan.Waiting.Select(entry => PlanAction.KeyOf(entry.Id, entry.Verb))).ToHashSet(StringComparer.Ordinal);

        // What was skipped waits for another change, which has a try of its own.
        var done = outcomes.Where(outcome => outcome.Kind is OutcomeKind.Done or OutcomeKind.Skipped).Select(outcome => outcome.Action.Key).ToHashSet(StringComparer.Ordinal);
        var over = asked.Where(entry => !_missed.ContainsKey(entry.Key) && (_afresh || done.Contains(entry.Key) || (!wanted.Contains(entry.Key) && isAsked(entry.Key, entry.Value)))).Select(entry => entry.Key);
        return _missed.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(StateChange (entry) => new StateChange.PutRetry(entry.Key, entry.Value))
            .Concat(over.Order(StringComparer.Ordinal).Select(key => new StateChange.RemoveRetry(key)));
    }
}
