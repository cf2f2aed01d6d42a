namespace Reconciler.Core.Domain;

/// <summary>Why a text is no host name for a certificate (rows NAM-04, NAM-05).</summary>
/// <param name="Reason">One sentence without a full stop.</param>
/// <param name="Suggestion">What to write instead; null when there is no obvious one.</param>
public sealed record NameProblem(string Reason, string? Suggestion);

/// <summary>The grammar of names in certificates (rows NAM-04 and NAM-05; RFC 1034 section 3.5, RFC 5890).</summary>
public static class DnsNameSyntax
{
    /// <summary>Reads a name as a manifest holds it. Capitals are folded and reported through <paramref name="folded"/>; nothing else is changed.</summary>
    public static Diagnostics.Result<DnsName, NameProblem> Parse(string text, out bool folded)
    {
        ArgumentNullException.ThrowIfNull(text);
        folded = text.Any(char.IsAsciiLetterUpper);
        return new DnsName(text.ToLowerInvariant());
    }
}
