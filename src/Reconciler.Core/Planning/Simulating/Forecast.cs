using System.Collections.Immutable;

namespace Reconciler.Core.Planning.Simulating;

/// <summary>What years of unattended running would bring, by day (UTC).</summary>
/// <param name="Issued">Certificates issued on days on which any was: first issues, renewals and replacements.</param>
/// <param name="Authorities">Renewals of authorities, by day and identity.</param>
/// <param name="Endings">Objects that would end without a successor, by instant.</param>
public sealed record Forecast(
    DateTimeOffset From,
    DateTimeOffset To,
    int Certificates,
    ImmutableSortedDictionary<DateOnly, int> Issued,
    ImmutableArray<(DateOnly Day, string Id)> Authorities,
    ImmutableArray<Ending> Endings);

/// <param name="At">When its last certificate ends.</param>
/// <param name="Cause">Why there is no other by then: what the planner last said of it.</param>
public sealed record Ending(string Id, DateTimeOffset At, string Cause);
