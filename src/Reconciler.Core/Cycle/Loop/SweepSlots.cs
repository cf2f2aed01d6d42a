using Reconciler.Core.Domain;

namespace Reconciler.Core.Cycle.Loop;

/// <summary>
/// Spreads objects over the time of a sweep: each has its slot by its identity alone, so that it keeps it over restarts, and every slot comes once in that
/// time. Memory is one entry of a set an object; finding a slot's objects passes over no others.
/// </summary>
public sealed class SweepSlots
{
    private const int MostSlots = 60;

    private static readonly TimeSpan ShortestSlot = TimeSpan.FromSeconds(1);

    private readonly long _length;
    private readonly HashSet<ResourceId>[] _slots;

    /// <param name="ids">Every object once.</param>
    /// <param name="sweep">The time in which each is looked at once.</param>
    public SweepSlots(IEnumerable<ResourceId> ids, TimeSpan sweep)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var count = (int)Math.Clamp(sweep / ShortestSlot, 1, MostSlots);
        _length = Math.Max(1, sweep.Ticks / count);
        _slots = [.. Enumerable.Range(0, count).Select(_ => new HashSet<ResourceId>())];
        foreach (var id in ids) Add(id);
    }

    public void Add(ResourceId id) => SlotOf(id).Add(id);

    public void Remove(ResourceId id) => SlotOf(id).Remove(id);

    /// <summary>The objects whose slots begin after the one instant and not after the other; each at most once, however long that is.</summary>
    public IReadOnlySet<ResourceId> Between(DateTimeOffset after, DateTimeOffset until)
    {
        var (first, last) = ((after.UtcTicks / _length) + 1, until.UtcTicks / _length);
        var ids = new HashSet<ResourceId>();
        for (var slot = Math.Max(first, last - _slots.Length + 1); slot <= last; slot++) ids.UnionWith(_slots[slot % _slots.Length]);
        return ids;
    }

    /// <summary>When the next slot with an object begins; null: there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var first = (after.UtcTicks / _length) + 1;
        for (var slot = first; slot < first + _slots.Length; slot++)
        {
            if (_slots[slot % _slots.Length].Count > 0) return new(slot * _length, TimeSpan.Zero);
        }

        return null;
    }

    private HashSet<ResourceId> SlotOf(ResourceId id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _slots[Spread.HashOf(id.Text) % (uint)_slots.Length];
    }
}
