namespace Reconciler.Core.Validation;

/// <summary>What an observation of a validation record amounts to. Closed.</summary>
public abstract record ProofVerdict
{
    private ProofVerdict()
    {
    }

    /// <summary>Control is proved.</summary>
    /// <param name="Kind"><c>dns-txt</c> or <c>delegation-observed</c>, as <see cref="Actual.ProofEvidence.Kind"/> keeps it.</param>
    /// <param name="Value">The TXT value seen, or the target where that alone is compared.</param>
    public sealed record Proven(string Kind, string Value) : ProofVerdict;

    /// <summary>The record is absent or another one: waiting for a person or a provider.</summary>
    /// <param name="Sentence">Without a full stop.</param>
    public sealed record Missing(string Sentence) : ProofVerdict;

    /// <summary>It could not be seen whether the record is there; neither a proof nor a loss.</summary>
    /// <param name="Sentence">Without a full stop.</param>
    public sealed record Failed(string Sentence) : ProofVerdict;
}
