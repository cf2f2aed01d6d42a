using System.Net;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Diagnostics;
using Reconciler.Web.Tls;

namespace Reconciler.Web;

/// <summary>
/// Where the daemon answers and who may ask what. Health, CRLs and authorities' certificates are for everybody, a push notice for who signs it; all else is
/// for who shows the token or a client certificate, where one of them is set, and one must be elsewhere than on loopback.
/// </summary>
/// <param name="Listen">Loopback unless its operator says otherwise.</param>
/// <param name="Token">Bearer token; null: none is taken.</param>
/// <param name="WebhookSecret">Shared with the forge; null: pushes are not listened to.</param>
/// <param name="Tls">Null: plain HTTP.</param>
public sealed record WebAccess(IPEndPoint Listen, string? Token, string? WebhookSecret, IServingTls? Tls = null)
{
    /// <summary>Throws <see cref="ReconcilerException"/> (kind Usage).</summary>
    public void RequireCredentialsBeyondLoopback()
    {
        if (!IPAddress.IsLoopback(Listen.Address) && AsksNobody)
            throw new ReconcilerException(FailureKind.Usage, $"{Listen} can be reached from elsewhere, and nobody would be asked who they are", "set RECONCILER_API_TOKEN, name a file with --api-token-file or authorities with --client-ca, or listen on 127.0.0.1");
    }

    /// <summary>What was asked for is sent where others can read it.</summary>
    public bool SendsTokenInClear => Token is not null && Tls is null && !IPAddress.IsLoopback(Listen.Address);

    /// <summary>In constant time.</summary>
    /// <param name="hasClientCertificate">The handshake took a certificate of the client.</param>
    public bool Allows(string? authorization, bool hasClientCertificate = false)
    {
        const string scheme = "Bearer ";
        if (AsksNobody || (hasClientCertificate && Tls is { AsksForClients: true })) return true;
        return Token is not null && authorization is not null && authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && Same(authorization[scheme.Length..], Token);
    }

    /// <summary>Compares digests, so that neither content nor length shows in the time it takes.</summary>
    internal static bool Same(string given, string expected) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));

    private bool AsksNobody => Token is null && Tls is not { AsksForClients: true };
}
