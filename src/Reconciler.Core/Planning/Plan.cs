using System.Collections.Immutable;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Planning;

/// <summary>
/// What would be done now, what waits, and what comes later: a pure function of desired state, actual state, evidence, scope and time (row GIT-03).
/// The same input gives the same plan, in the same order.
/// </summary>
public sealed record Plan
{
    public required PlanHead Head { get; init; }

    /// <summary>In the order in which they are done.</summary>
    public required ImmutableArray<PlanAction> Changes { get; init; }

    /// <summary>Wanted, and not done now: their next try is still to come (see <see cref="Tries.Due"/>). In the order of changes; not part of summary and digest.</summary>
    public ImmutableArray<PlanAction> Postponed { get; init; } = [];

    /// <summary>By id.</summary>
    public required ImmutableArray<WaitingEntry> Waiting { get; init; }

    /// <summary>By instant, then id.</summary>
    public required ImmutableArray<LaterEntry> Later { get; init; }

    /// <summary>Warnings and dangers, dangers first.</summary>
    public required ImmutableArray<PlanNotice> Notices { get; init; }

    /// <summary>Edits that the state does not allow (a subject of an authority that exists). Not empty: nothing is applied, exit code 3.</summary>
    public required ImmutableArray<Diagnostic> Refusals { get; init; }

    /// <summary>Safety limits that this plan would break. Not empty: nothing is applied, exit code 5.</summary>
    public required ImmutableArray<PlanNotice> Blocked { get; init; }

    public required PlanSummary Summary { get; init; }

    /// <summary><c>sha256:</c> and hexadecimal, over the decided facts alone.</summary>
    public required string Digest { get; init; }

    public bool HasChanges => !Changes.IsEmpty;
}

/// <summary>What the plan was made from.</summary>
public sealed record PlanHead(SourceRevision Source, int Objects, string StateLineage, long StateSerial, DateTimeOffset Clock);

/// <summary>Something that would be done if it could: never a change.</summary>
/// <param name="Id">Its subject.</param>
/// <param name="Verb">What would be done.</param>
/// <param name="Code">For example <c>PENDING_VALIDATION</c>.</param>
/// <param name="Records">Validation records still missing, for people to copy.</param>
/// <param name="After">What the change would decide.</param>
public sealed record WaitingEntry(
    string Id,
    PlanVerb Verb,
    string Code,
    string Sentence,
    SourceLocation? Origin,
    ImmutableArray<WantedRecord> Records,
    PlanAttributes After)
{
    /// <summary>When the daemon tries it again; null: not tried before, or not until somebody asks.</summary>
    public DateTimeOffset? NextTry { get; init; }

    /// <summary>When nobody waits any longer (row DNS-11); null: not asked for before, or no such wait.</summary>
    public DateTimeOffset? Deadline { get; init; }
}

/// <summary>Something that time will bring.</summary>
public sealed record LaterEntry(string Id, PlanVerb Verb, DateTimeOffset At, string Sentence);

public enum NoticeLevel
{
    Danger,
    Warning,
}

public sealed record PlanNotice(NoticeLevel Level, string Id, string Sentence, SourceLocation? Origin);

/// <summary>Counts of the summary line.</summary>
public sealed record PlanSummary(int Add, int Renew, int Replace, int Revoke, int Remove, int Change, int Waiting)
{
    public static PlanSummary Of(IEnumerable<PlanAction> changes, int waiting)
    {
        var counts = new int[Enum.GetValues<PlanCategory>().Length];
        foreach (var change in changes) counts[(int)change.Verb.Category()]++;
        return new(
            counts[(int)PlanCategory.Add],
            counts[(int)PlanCategory.Renew],
            counts[(int)PlanCategory.Replace],
            counts[(int)PlanCategory.Revoke],
            counts[(int)PlanCategory.Remove],
            counts[(int)PlanCategory.Change],
            waiting);
    }
}
