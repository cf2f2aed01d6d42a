using System.Collections.Immutable;
using Reconciler.Core.Desired;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Planning;

/// <summary>An object of two desired states that is not the same in both; null where it is not declared.</summary>
internal readonly record struct ResourceDifference(DeclaredResource? Before, DeclaredResource? After)
{
    public DeclaredResource Either => (After ?? Before)!;
}

/// <summary>A validation record of two desired states that is not the same in both; null where it is not wanted.</summary>
internal readonly record struct RecordDifference(WantedRecord? Before, WantedRecord? After)
{
    public WantedRecord Either => (After ?? Before)!;
}

/// <summary>
/// How one desired state differs from another. What both share by reference costs a comparison of two references; where something was only written elsewhere
/// it is the same.
/// </summary>
internal sealed record DesiredDifference(ImmutableArray<ResourceDifference> Resources, ImmutableArray<RecordDifference> Records)
{
    public static DesiredDifference None { get; } = new([], []);

    public static DesiredDifference Of(DesiredState before, DesiredState after)
    {
        if (ReferenceEquals(before, after)) return None;
        var resources = ImmutableArray.CreateBuilder<ResourceDifference>();
        foreach (var (left, right) in Pairs(before.Resources, after.Resources, static (a, b) => a.Id.CompareTo(b.Id)))
        {
            if (left is null || right is null || !SameDeclared.Are(left, right)) resources.Add(new(left, right));
        }

        var records = ImmutableArray.CreateBuilder<RecordDifference>();
        foreach (var (left, right) in Pairs(before.Records, after.Records, static (a, b) => string.CompareOrdinal(a.Id, b.Id)))
        {
            if (left is null || right is null || !SameDeclared.Are(left, right)) records.Add(new(left, right));
        }

        return new(resources.DrainToImmutable(), records.DrainToImmutable());
    }

    /// <summary>What stands in both lists at its place by order, side by side; those that are one object are left out.</summary>
    private static IEnumerable<(T? Left, T? Right)> Pairs<T>(ImmutableArray<T> left, ImmutableArray<T> right, Comparison<T> order)
        where T : class
    {
        for (int i = 0, j = 0; i < left.Length || j < right.Length;)
        {
            if (i < left.Length && j < right.Length && ReferenceEquals(left[i], right[j]))
            {
                (i, j) = (i + 1, j + 1);
                continue;
            }

            var by = i == left.Length ? 1 : j == right.Length ? -1 : order(left[i], right[j]);
            yield return (by <= 0 ? left[i] : null, by >= 0 ? right[j] : null);
            (i, j) = (by <= 0 ? i + 1 : i, by >= 0 ? j + 1 : j);
        }
    }
}
