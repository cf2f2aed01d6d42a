using Reconciler.Pki.Encoding;

namespace Reconciler.Pki.Linting;

/// <summary>Where a client learns whether the certificate was revoked, and where its issuer's certificate is.</summary>
internal static class RevocationLints
{
    private const string HttpScheme = "http://";
    private const int LongestWithoutRevocationDays = 7;

    public static string? DistributionPoint(LintSubject subject) => subject.Values.CrlDistributionPoints switch
    {
        null => null,
        { HasOtherForms: true } => "a CRL distribution point is more than a full name",
        { Count: not 1 } or { Urls.Length: not 1 } => "there is not exactly one CRL distribution point with one URL",
        { Urls: var urls } => IsHttp(urls[0]) ? null : $"the CRL distribution point \"{urls[0]}\" is no http URL",
    };

    public static string? InformationAccess(LintSubject subject)
    {
        foreach (var access in subject.Values.AuthorityInformationAccess)
        {
            if (access.Method != Oids.CaIssuers) return $"the access method {access.Method} is not caIssuers";
            if (access.Url is null || !IsHttp(access.Url)) return "the location of the issuer's certificate is no http URL";
        }

        return null;
    }

    public static string? NoRevocationAvailable(LintSubject subject) =>
        !subject.Values.HasNoRevocationAvailable ? null
        : subject.IsAuthority ? "an authority cannot go without revocation"
        : subject.Values.CrlDistributionPoints is not null ? "there is a CRL distribution point although no revocation is available"
        : subject.Lifetime > TimeSpan.FromDays(LongestWithoutRevocationDays) ? $"only {LongestWithoutRevocationDays} days are allowed without revocation"
        : null;

    /// <summary>https would need a certificate to be checked first (RFC 5280, section 8). Visible ASCII, so that the URL is written as it is fetched.</summary>
    private static bool IsHttp(string url) =>
        url.StartsWith(HttpScheme, StringComparison.Ordinal)
        && url.Length > HttpScheme.Length
        && url[HttpScheme.Length] != '/'
        && !url.AsSpan().ContainsAnyExceptInRange('!', '~');
}
