using System.Collections.Immutable;

namespace Reconciler.Core.Planning;

/// <summary>A plan that was reviewed, read back from its file: what an apply may do (row GIT-04).</summary>
/// <param name="Digest">Of its changes.</param>
/// <param name="StateLineage">Of the state it was made from; empty where there was none.</param>
/// <param name="Changes">What was planned.</param>
/// <param name="Held">What waited, and what would follow it; may be done once it can be.</param>
public sealed record SavedPlan(string Digest, string StateLineage, ImmutableArray<SavedChange> Changes, ImmutableArray<SavedChange> Held);

/// <summary>One change of a saved plan. Words stay words: a later version may know more of them.</summary>
public sealed record SavedChange(string Id, string Verb, PlanAttributes After)
{
    public string Key => $"{Id}#{Verb}";
}
