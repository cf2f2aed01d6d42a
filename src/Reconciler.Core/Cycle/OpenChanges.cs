using Reconciler.Core.Applying;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Cycle;

/// <summary>
/// What is wanted and not done, of all objects, though each plan looks at some: of those it replaces what was known. By the plan's keys of the changes.
/// </summary>
internal sealed class OpenChanges
{
    private readonly Dictionary<string, bool> _guarded = new(StringComparer.Ordinal);
    private readonly Groups<string, string> _bySubject = new();

    public IReadOnlyCollection<string> Keys => _guarded.Keys;

    /// <summary>Objects with a change whose number in one run is limited: they count with those of every other plan.</summary>
    public IEnumerable<ResourceId> Guarded => _guarded.Where(entry => entry.Value).Select(entry => WorldLook.SubjectOf(entry.Key)).OfType<ResourceId>();

    /// <param name="outcomes">Of the changes of the plan: what is not done stays open.</param>
    public void Replace(Plan plan, PlanScope scope, IReadOnlyList<ActionOutcome> outcomes)
    {
        if (scope.IsAll) Remove([.. _guarded.Keys]);
        else Remove([.. scope.Ids.Select(id => id.Text).Concat(scope.Records).SelectMany(subject => _bySubject[subject])]);
        foreach (var entry in plan.Waiting) Add(PlanAction.KeyOf(entry.Id, entry.Verb), entry.Verb == PlanVerb.Replace);
        foreach (var change in plan.Postponed.Concat(outcomes.Where(outcome => outcome.Kind != OutcomeKind.Done).Select(outcome => outcome.Action)))
            Add(change.Key, PlanGuard.GuardedBy(change) is not null);
    }

    private void Add(string key, bool isGuarded)
    {
        _guarded[key] = isGuarded;
        _bySubject.Add(ActualIndex.SubjectOf(key), key);
    }

    private void Remove(IReadOnlyList<string> keys)
    {
        foreach (var key in keys)
        {
            _guarded.Remove(key);
            _bySubject.Remove(ActualIndex.SubjectOf(key), key);
        }
    }
}
