using Reconciler.Core.Actual;
using Reconciler.Core.Applying;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Cycle;

/// <summary>
/// What a daemon keeps from cycle to cycle, so that a cycle costs what changed: the state as it read it or left it, what was planned last, and what is open.
/// It trusts none of it longer than the state's mark says that nobody else wrote; then, and after a run that did not come to its end, it begins anew and
/// everything is looked at. One cycle at a time.
/// </summary>
/// <param name="whole">Everything is planned at least this often, whatever changed: nothing that the rules of dependency forget stays wrong longer.</param>
public sealed class KeptWorld(TimeSpan whole)
{
    /// <summary>With more objects than this, and half of all, looking at everything is the shorter way.</summary>
    private const int Many = 10_000;

    /// <summary>Clocks that are kept right go back by less.</summary>
    private static readonly TimeSpan Steady = TimeSpan.FromMinutes(1);

    private readonly OpenChanges _open = new();
    private readonly Agenda _agenda = new();
    private readonly HashSet<ResourceId> _stirred = [];
    private readonly HashSet<string> _stirredRecords = new(StringComparer.Ordinal);
    private ActualState? _actual;
    private PlanIndex? _index;

    /// <summary>What the index is of; it may be one that was refused.</summary>
    private DesiredState? _indexed;

    /// <summary>What was planned last and came to its end; null: everything must be planned.</summary>
    private DesiredState? _planned;

    private bool _isSuspended;
    private DateTimeOffset _settledAt;

    /// <summary>By which clock what is kept of the state was read: what had ended long before it is not among it.</summary>
    private DateTimeOffset _readAt;

    private DateTimeOffset _wholeAt;

    /// <summary>Keys of all changes that are wanted and not done.</summary>
    public IReadOnlyCollection<string> Open => _open.Keys;

    /// <summary>How many changes wait, of all objects, once the cycle has looked at some of them.</summary>
    public int WaitingWith(PlannedCycle cycle)
    {
        ArgumentNullException.ThrowIfNull(cycle);
        return cycle.Plan.Waiting.Length + _open.WaitingOutside(cycle.Scope);
    }

    /// <summary>Nothing that is kept is believed any more.</summary>
    public void Forget() => (_actual, _index, _indexed, _planned, _isSuspended) = (null, null, null, null, false);

    /// <summary>A run begins: what it leaves is known once it is settled.</summary>
    internal void Suspend() => _isSuspended = true;

    /// <param name="now">Before what is kept was read: a clock was put back, and the state may show what it had hidden as long ended.</param>
    internal async Task<ActualState> ReadAsync(IActualStore store, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_isSuspended || now + Steady < _readAt) Forget();
        if (_actual is not null && await store.ReadMarkAsync(cancellationToken).ConfigureAwait(false) == StateMark.Of(_actual)) return _actual;
        Take(await store.ReadAsync(cancellationToken).ConfigureAwait(false), now);
        return _actual!;
    }

    /// <summary>A state that was read whole.</summary>
    /// <param name="now">When.</param>
    internal void Take(ActualState actual, DateTimeOffset now)
    {
        Forget();
        (_actual, _readAt) = (actual, now);
    }

    /// <summary>Which objects a cycle plans.</summary>
    /// <param name="isWhole">Everything is asked for.</param>
    /// <param name="swept">Looked at though nothing of it changed; everything: whatever is planned is compared with the world.</param>
    /// <param name="now">The clock of the plan.</param>
    internal (PlanScope Scope, PlanIndex? Index) ScopeOf(DesiredState desired, bool isWhole, PlanScope swept, DateTimeOffset now)
    {
        if (_planned is null || _index is null) return (PlanScope.All, null);
        Index(desired);
        var (objects, records) = _agenda.Take(now);
        _stirred.UnionWith(objects);
        _stirredRecords.UnionWith(records);
        if (isWhole || now < _settledAt || now - _wholeAt >= whole) return (PlanScope.All, _index);
        var concerned = new ConcernedObjects(desired, _actual!, _index);
        if (!concerned.AddDifference(DesiredDifference.Of(_planned, desired))) return (PlanScope.All, _index);
        foreach (var id in swept.IsAll ? _stirred : _stirred.Concat(swept.Ids)) concerned.AddObject(id);
        foreach (var id in _stirredRecords) concerned.AddRecord(id);
        foreach (var authority in _actual!.Authorities.Values.Where(authority => authority.Current?.NotAfter is { } end && end > _settledAt && end <= now)) concerned.AddBelow(authority.Id);
        var scope = concerned.Finish();
        return (scope.Ids.Count > Many && scope.Ids.Count * 2L > desired.Resources.Length ? PlanScope.All : scope, _index);
    }

    /// <summary>
    /// The scope with what the plan itself makes a question: all below an authority that gets another certificate or state, and all whose number is limited
    /// together with changes of the plan. Null: the plan looked at all of it.
    /// </summary>
    internal PlanScope? Beyond(Plan plan, PlanScope scope, DesiredState desired)
    {
        if (scope.IsAll) return null;
        var concerned = new ConcernedObjects(desired, _actual!, _index!);
        foreach (var id in scope.Ids) concerned.AddObject(id);
        foreach (var change in plan.Changes)
        {
            if (ChangedAuthority(change) is { } authority) concerned.AddBelow(authority);
        }

        if (plan.Changes.Concat(plan.Postponed).Any(change => PlanGuard.GuardedBy(change) is not null))
        {
            foreach (var id in _open.Guarded) concerned.AddObject(id);
        }

        var wider = concerned.Finish();
        return wider.Ids.Count == scope.Ids.Count ? null : PlanScope.Of(wider.Ids, wider.Records.Union(scope.Records).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>A cycle came to its end: what it looked at is as it decided, or open.</summary>
    /// <param name="part">What its run changed; null: nothing was to be done.</param>
    internal void Settle(PlannedCycle cycle, IReadOnlyList<ActionOutcome> outcomes, StatePart? part)
    {
        var clock = cycle.Plan.Head.Clock;
        var after = part?.Over(cycle.Actual) ?? cycle.Actual;
        _stirred.Clear();
        _stirredRecords.Clear();
        if (part is not null) Stir(cycle.Actual, part);
        if (_index is null) (_index, _indexed) = (new(new(cycle.Desired), new(after)), cycle.Desired);
        else
        {
            Index(cycle.Desired);
            if (part is not null) _index.Actual.Follow(cycle.Actual, part);
        }

        if (cycle.Scope.IsAll)
        {
            _wholeAt = clock;
            _agenda.Fill(after, clock);
        }
        else if (part is not null)
        {
            _agenda.Note(part, clock);
        }

        _open.Replace(cycle.Plan, cycle.Scope, outcomes);
        if (clock > _readAt) _readAt = clock;
        (_actual, _planned, _settledAt, _isSuspended) = (after, cycle.Desired, clock, false);
    }

    private void Index(DesiredState desired)
    {
        if (ReferenceEquals(_indexed, desired)) return;
        _index!.Desired.Follow(DesiredDifference.Of(_indexed!, desired));
        _indexed = desired;
    }

    /// <summary>What a run changed is looked at once more: it may not be what is wanted of it.</summary>
    private void Stir(ActualState before, StatePart part)
    {
        _stirred.UnionWith(part.Asked.Certificates);
        foreach (var id in part.Asked.Deployments)
        {
            if ((part.Deployments.GetValueOrDefault(id) ?? before.Deployments.GetValueOrDefault(id)) is { } deployment) _stirred.Add(deployment.Certificate);
        }

        _stirredRecords.UnionWith(part.Asked.Records);
    }

    private ResourceId? ChangedAuthority(PlanAction change) => change switch
    {
        PlanAction.CreateAuthority create => create.Authority,
        PlanAction.RenewAuthority renew => renew.Authority,
        PlanAction.UpdateAuthority update when change.Facts.Reason != ReasonCode.UpdateSettings || _actual!.Authorities[update.Authority].Status != AuthorityStatus.Active => update.Authority,
        _ => null,
    };
}
