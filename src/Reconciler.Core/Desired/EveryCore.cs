using System.Collections.Immutable;
using System.Runtime.ExceptionServices;

namespace Reconciler.Core.Desired;

/// <summary>Spreads independent pieces of work over all cores; results stand where their input stood.</summary>
internal static class EveryCore
{
    /// <summary>Below this many pieces one core is done sooner than the others are awake.</summary>
    private const int WorthSpreading = 32;

    /// <summary>Items that are cheap to go through are taken by so many.</summary>
    private const int PartLength = 512;

    public static T[] Map<T>(int count, Func<int, T> make)
    {
        var made = new T[count];
        _ = MapWhile(count, i =>
        {
            made[i] = make(i);
            return true;
        });
        return made;
    }

    /// <summary>What the step adds for each item, in the order of the items.</summary>
    public static List<TMade> Gather<TItem, TMade>(ImmutableArray<TItem> items, Action<TItem, List<TMade>> step)
    {
        var parts = Map((items.Length + PartLength - 1) / PartLength, part =>
        {
            var made = new List<TMade>();
            var end = Math.Min(items.Length, (part + 1) * PartLength);
            for (var i = part * PartLength; i < end; i++) step(items[i], made);
            return made;
        });
        return [.. parts.SelectMany(part => part)];
    }

    /// <summary>Runs <paramref name="step"/> for 0, 1, 2 … up to the first that returns false, and returns that index, or <paramref name="count"/>. Later ones may have run too.</summary>
    public static int MapWhile(int count, Func<int, bool> step)
    {
        if (count < WorthSpreading)
        {
            for (var i = 0; i < count; i++)
            {
                if (!step(i)) return i;
            }

            return count;
        }

        try
        {
            var loop = Parallel.For(0, count, (i, state) =>
            {
                if (!step(i)) state.Break();
            });
            return (int)(loop.LowestBreakIteration ?? count);
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
            throw;
        }
    }
}
