using Reconciler.Core.Desired;

namespace Reconciler.Core.Cycle.Loop;

/// <summary>What the daemon's loop knows of itself; immutable, replaced after every step.</summary>
public sealed record LoopState
{
    public required DateTimeOffset Started { get; init; }

    /// <summary>The commit in force: the last one that was read whole, valid and allowed. Null until there was one.</summary>
    public string? Revision { get; init; }

    /// <summary>Committer's time of <see cref="Revision"/>.</summary>
    public DateTimeOffset? RevisionTime { get; init; }

    /// <summary>What <see cref="Revision"/> declares; null until there was one.</summary>
    public DesiredState? Desired { get; init; }

    /// <summary>The newest commit seen, where it is not in force, and why; null when the newest is in force.</summary>
    public RefusedRevision? Refused { get; init; }

    /// <summary>Why the repository could not be asked the last time; null when it could.</summary>
    public string? SourceFailure { get; init; }

    /// <summary>Why the last cycle did nothing at all: the state cannot be written, or another process holds it.</summary>
    public string? CycleFailure { get; init; }

    /// <summary>What the last look over the whole database found wrong with it; null when nothing.</summary>
    public string? Damage { get; init; }

    /// <summary>What of the commit in force is not done, since others changed the state, and why; null when all of it is allowed.</summary>
    public string? Blocked { get; init; }

    /// <summary>Another daemon does the work; this one waits to take over.</summary>
    public bool IsStandby { get; init; }

    /// <summary>End of the last cycle that ran through, whether or not each change succeeded.</summary>
    public DateTimeOffset? LastCycle { get; init; }

    /// <summary>End of the last cycle in which no change failed.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    public TimeSpan LastDuration { get; init; }

    /// <summary>Cycles that planned; quiet looks are not counted.</summary>
    public long Cycles { get; init; }

    /// <summary>Changes done since the start.</summary>
    public long Done { get; init; }

    /// <summary>Changes that failed since the start.</summary>
    public long Failed { get; init; }

    /// <summary>Changes that wait, of the last cycle.</summary>
    public int Waiting { get; init; }

    /// <summary>When the loop looks again, and why then.</summary>
    public Wake? Next { get; init; }

    /// <summary>The first cycle is over, the last one could read and write the state, and the state is sound.</summary>
    public bool IsReady => LastCycle is not null && CycleFailure is null && Damage is null;

    /// <summary>Why something is not as asked, a sentence each.</summary>
    public IEnumerable<string> Wrong
    {
        get
        {
            if (CycleFailure is { } cycle) yield return IsStandby ? $"standing by: {cycle}" : cycle;
            if (Damage is { } damage) yield return damage;
            if (Blocked is { } blocked) yield return blocked;
            if (SourceFailure is { } source) yield return source;
            if (Refused is { } refused) yield return $"commit {refused.Revision} is not put in force: {refused.Why}";
        }
    }
}

/// <param name="Why">One sentence, without the diagnostics themselves.</param>
public sealed record RefusedRevision(string Revision, string Why, DateTimeOffset Since);

/// <summary>Who asks what the loop is doing.</summary>
public interface ILoopView
{
    LoopState Current { get; }
}

/// <summary>Makes the loop look now; many nudges before it looks are one.</summary>
public interface INudge
{
    /// <summary>A forge says that something was pushed: many in a short time are one look, which asks for the newest commit and is quiet when there is none.</summary>
    const string Push = "push webhook";

    /// <param name="reason">For the log: <see cref="Push"/>, or what a person did, after which everything is looked at.</param>
    void Nudge(string reason);
}
