using System.Net;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Web;

/// <summary>Where the daemon answers and who may ask what.</summary>
/// <param name="Listen">Loopback unless its operator says otherwise.</param>
/// <param name="Token">Bearer token that <c>/api</c> asks for; null: nobody is asked, which loopback alone allows.</param>
/// <param name="WebhookSecret">Shared with the forge; null: pushes are not listened to.</param>
public sealed record WebAccess(IPEndPoint Listen, string? Token, string? WebhookSecret)
{
    /// <summary>Throws <see cref="ReconcilerException"/> (kind Usage).</summary>
    public void RequireTokenBeyondLoopback()
    {
        if (!IPAddress.IsLoopback(Listen.Address) && Token is null)
            throw new ReconcilerException(FailureKind.Usage, $"{Listen} can be reached from elsewhere, and nobody would be asked for a token", "set RECONCILER_API_TOKEN, or listen on 127.0.0.1");
    }

    /// <summary>In constant time.</summary>
    public bool Allows(string? authorization)
    {
        const string scheme = "Bearer ";
        if (Token is null) return true;
        return authorization is not null && authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && Same(authorization[scheme.Length..], Token);
    }

    /// <summary>Compares digests, so that neither content nor length shows in the time it takes.</summary>
    internal static bool Same(string given, string expected) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
}
