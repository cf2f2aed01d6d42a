using Reconciler.Core.Applying;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Cycle;

/// <summary>
/// What is wanted and not done, of all objects, though each plan looks at some: of those it replaces what was known. By the plan's keys of the changes.
/// </summary>
internal sealed class OpenChanges
{
    private readonly Dictionary<string, Kind> _kinds = new(StringComparer.Ordinal);
    private readonly Groups<string, string> _bySubject = new();

    /// <param name="IsWaiting">It waits for something else than its next try.</param>
    /// <param name="IsGuarded">How many of its kind one run may do is limited.</param>
    private readonly record struct Kind(bool IsWaiting, bool IsGuarded);

    public IReadOnlyCollection<string> Keys => _kinds.Keys;

    /// <summary>Objects with a change whose number in one run is limited: they count with those of every other plan.</summary>
    public IEnumerable<ResourceId> Guarded => _kinds.Where(entry => entry.Value.IsGuarded).Select(entry => WorldLook.SubjectOf(entry.Key)).OfType<ResourceId>();

    /// <param name="outcomes">Of the changes of the plan: what is not done stays open.</param>
    public void Replace(Plan plan, PlanScope scope, IReadOnlyList<ActionOutcome> outcomes)
    {
        foreach (var key in In(scope).ToList())
        {
            _kinds.Remove(key);
            _bySubject.Remove(ActualIndex.SubjectOf(key), key);
        }

        foreach (var entry in plan.Waiting) Add(PlanAction.KeyOf(entry.Id, entry.Verb), new(IsWaiting: true, IsGuarded: false));
        foreach (var change in plan.Postponed.Concat(outcomes.Where(outcome => outcome.Kind != OutcomeKind.Done).Select(outcome => outcome.Action)))
            Add(change.Key, new(IsWaiting: false, PlanGuard.GuardedBy(change) is not null));
    }

    /// <summary>How many wait of those that a plan does not look at.</summary>
    public int WaitingOutside(PlanScope scope) => scope.IsAll ? 0 : _kinds.Values.Count(kind => kind.IsWaiting) - In(scope).Count(key => _kinds[key].IsWaiting);

    private IEnumerable<string> In(PlanScope scope) =>
        scope.IsAll ? _kinds.Keys : scope.Ids.Select(id => id.Text).Concat(scope.Records).SelectMany(subject => _bySubject[subject]);

    private void Add(string key, Kind kind)
    {
        _kinds[key] = kind;
        _bySubject.Add(ActualIndex.SubjectOf(key), key);
    }
}
