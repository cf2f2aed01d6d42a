namespace Reconciler.Core.Validation;

/// <summary>
/// The two tokens of a domain's validation record (rows DNS-02 to DNS-05): derived, never stored, from public inputs alone, so that everyone who
/// has the repository computes the same record.
/// </summary>
/// <param name="Owner"><c>_token1.domain</c>, absolute, no trailing dot.</param>
/// <param name="Target"><c>_token2.zone</c>, absolute, no trailing dot.</param>
public sealed record ValidationTokens(string Owner, string Target)
{
    /// <summary>Derives the record of <paramref name="domain"/> (wildcard stripped, lower case) for an account.</summary>
    public static ValidationTokens Derive(string salt, string account, string zone, string domain) => throw new NotImplementedException();
}
