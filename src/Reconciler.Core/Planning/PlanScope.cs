using Reconciler.Core.Domain;

namespace Reconciler.Core.Planning;

/// <summary>Which objects must be looked at: all, or those that a commit touched, what depends on them, and what is due.</summary>
public sealed class PlanScope
{
    private readonly IReadOnlySet<ResourceId>? _ids;

    private PlanScope(IReadOnlySet<ResourceId>? ids) => _ids = ids;

    public static PlanScope All { get; } = new(null);

    public static PlanScope None { get; } = new(new HashSet<ResourceId>());

    public static PlanScope Of(IReadOnlySet<ResourceId> ids) => new(ids);

    public bool IsAll => _ids is null;

    public PlanScope And(IReadOnlySet<ResourceId> more) => _ids is null ? this : new(new HashSet<ResourceId>(_ids.Concat(more)));

    public bool Contains(ResourceId id) => _ids is null || _ids.Contains(id);
}
