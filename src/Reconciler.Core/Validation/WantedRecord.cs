using System.Collections.Immutable;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Validation;

/// <summary>
/// The one CNAME that proves control of a domain for an account: <c>_token1.domain</c> to <c>_token2.zone</c> (rows DNS-02 to DNS-04).
/// </summary>
/// <param name="Account">Whose proof it is.</param>
/// <param name="Domain">The domain proved, wildcard stripped.</param>
/// <param name="Owner">Owner name, absolute, no trailing dot.</param>
/// <param name="Target">Canonical name it must lead to, absolute, no trailing dot.</param>
/// <param name="Ttl">Seconds.</param>
/// <param name="Zone">Validation zone.</param>
/// <param name="Method">The ValidationMethod that renders and checks it; when several share the zone, the first by identity.</param>
/// <param name="Rendered">The line that the method's template rendered, without a line end.</param>
/// <param name="NeededBy">Certificates of the account that need it, by identity.</param>
public sealed record WantedRecord(
    string Account,
    string Domain,
    string Owner,
    string Target,
    int Ttl,
    string Zone,
    ResourceId Method,
    string Rendered,
    ImmutableArray<ResourceId> NeededBy)
{
    /// <summary><c>account/record/owner</c>.</summary>
    public string Id => IdOf(Account, Owner);

    public static string IdOf(string account, string owner) => $"{account}/record/{owner}";

    /// <summary>What <see cref="IdOf"/> was given.</summary>
    public static (string Account, string Owner) PartsOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        const string between = "/record/";
        var at = id.IndexOf(between, StringComparison.Ordinal);
        return at < 0 ? throw new ArgumentException($"\"{id}\" is no record", nameof(id)) : (id[..at], id[(at + between.Length)..]);
    }
}
