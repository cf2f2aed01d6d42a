namespace Reconciler.Core.Actual;

/// <summary>
/// A change that was tried and is not done, by the plan's key of it (<c>id#verb</c>). It ends with success, when nobody wants the change any more, and begins
/// anew when the manifest asks for something else.
/// </summary>
/// <param name="Attempts">Tries in a row that did not do it.</param>
/// <param name="LastFailure">What the last one met, one sentence.</param>
/// <param name="NextTry">When it is tried again without anybody asking; null: it is stalled, a person or a changed manifest must come first.</param>
public sealed record RetryState(int Attempts, string LastFailure, DateTimeOffset? NextTry)
{
    /// <summary>SHA-256 of what the change decides, lower-case hexadecimal.</summary>
    public required string Wanted { get; init; }

    /// <summary>When the first of the tries was.</summary>
    public required DateTimeOffset Since { get; init; }
}
