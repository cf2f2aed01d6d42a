using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Reconciler.Web.Tls;

/// <summary>
/// Whether a certificate that a client shows leads to one of the authorities named: by signatures, validity, constraints and the purpose client
/// authentication (RFC 5280, section 6). The authority may be a subordinate: what its parent issued beside it is not taken.
/// </summary>
internal static class ClientCertificates
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Who shows none is let through the handshake and asked for the token; who shows a wrong one is not.</summary>
    public static RemoteCertificateValidationCallback Check(X509Certificate2Collection authorities, TimeProvider time) => (_, presented, given, _) =>
        presented is null || IsTrusted((X509Certificate2)presented, given?.ChainPolicy.ExtraStore ?? [], authorities, time.GetUtcNow());

    /// <param name="sent">What the client sent along to lead to an authority.</param>
    public static bool IsTrusted(X509Certificate2 presented, X509Certificate2Collection sent, X509Certificate2Collection authorities, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(authorities);
        policy.ExtraStore.AddRange(sent);
        policy.ExtraStore.AddRange(authorities);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = now.UtcDateTime;
        policy.VerificationTimeIgnored = false;
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        // Where the chain ends is judged here: at an authority named, which need not be a root.
        policy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        return chain.Build(presented) && chain.ChainElements.Skip(1).Any(element => authorities.Any(authority => authority.RawDataMemory.Span.SequenceEqual(element.Certificate.RawDataMemory.Span)));
    }
}
