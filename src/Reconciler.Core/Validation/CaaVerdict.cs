namespace Reconciler.Core.Validation;

/// <summary>Whether CAA lets an authority issue for a name. Closed.</summary>
public abstract record CaaVerdict
{
    private CaaVerdict()
    {
    }

    /// <param name="Sentence">Which set allows it, or that there is none; without a full stop.</param>
    public sealed record Allowed(string Sentence) : CaaVerdict;

    /// <param name="Sentence">The set found, where, and what to add; without a full stop.</param>
    public sealed record Refused(string Sentence) : CaaVerdict;

    /// <summary>A look-up failed, which is never permission (row CAA-03).</summary>
    /// <param name="Sentence">Without a full stop.</param>
    public sealed record Unknown(string Sentence) : CaaVerdict;
}
