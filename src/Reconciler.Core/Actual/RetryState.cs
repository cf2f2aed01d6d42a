namespace Reconciler.Core.Actual;

/// <summary>
/// A change that was tried and is not done, by the plan's key of it (<c>id#verb</c>). It ends with success, when nobody wants the change any more, and begins
/// anew when the manifest asks for something else.
/// </summary>
/// <param name="Attempts">Tries in a row that did not do it.</param>
/// <param name="LastFailure">What the last one met, one sentence.</param>
/// <param name="NextTry">When it is tried again without anybody asking; null: it is stalled, and a person, a changed manifest or the next sweep of its object must come first.</param>
public sealed record RetryState(int Attempts, string LastFailure, DateTimeOffset? NextTry)
{
    /// <summary>SHA-256 of what the change decides, lower-case hexadecimal.</summary>
    public required string Wanted { get; init; }

    /// <summary>When the first of the tries was.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When the last of the tries was; null: written by a version that did not keep it.</summary>
    public DateTimeOffset? LastTry { get; init; }

    /// <summary>
    /// Nobody but a person tries it now: its next try is still to come, or it is stalled. A clock that stands before the last try was put back since, and what
    /// it was to wait for is not waited for again.
    /// </summary>
    public bool IsHeld(DateTimeOffset now) => NextTry is null || (NextTry > now && !(LastTry > now));
}
