using Reconciler.Core.Domain;

namespace Reconciler.Core.Planning;

/// <summary>Which objects must be looked at: all, or those that a commit touched, what depends on them, and what is due.</summary>
public sealed class PlanScope
{
    private static readonly IReadOnlySet<string> NoRecords = new HashSet<string>();

    private readonly IReadOnlySet<ResourceId>? _ids;

    private PlanScope(IReadOnlySet<ResourceId>? ids, IReadOnlySet<string> records) => (_ids, Records) = (ids, records);

    public static PlanScope All { get; } = new(null, NoRecords);

    public static PlanScope None { get; } = new(new HashSet<ResourceId>(), NoRecords);

    public static PlanScope Of(IReadOnlySet<ResourceId> ids) => new(ids, NoRecords);

    /// <param name="ids">Objects, declared or not.</param>
    /// <param name="records">Ids of records that are looked at beside those of the certificates among <paramref name="ids"/>, wanted or not.</param>
    public static PlanScope Of(IReadOnlySet<ResourceId> ids, IReadOnlySet<string> records) => new(ids, records);

    public bool IsAll => _ids is null;

    /// <summary>The objects; there is no such list where all are looked at.</summary>
    public IReadOnlySet<ResourceId> Ids => _ids ?? throw new InvalidOperationException("everything is looked at");

    /// <summary>Records that are looked at by themselves; only they are retracted, unless everything is looked at.</summary>
    public IReadOnlySet<string> Records { get; }

    public PlanScope And(IReadOnlySet<ResourceId> more) => _ids is null ? this : new(new HashSet<ResourceId>(_ids.Concat(more)), Records);

    /// <summary>What is not in the other scope; nothing where that is everything.</summary>
    internal PlanScope Without(PlanScope other) => other.IsAll ? None : new(Ids.Where(id => !other.Contains(id)).ToHashSet(), Records.Except(other.Records).ToHashSet(StringComparer.Ordinal));

    public bool Contains(ResourceId id) => _ids is null || _ids.Contains(id);
}
