using System.Security.Cryptography;
using System.Text;

namespace Reconciler.Web;

/// <summary>
/// Whether a push notice comes from who shares the secret: GitHub (<c>X-Hub-Signature-256</c>) and Gitea (<c>X-Gitea-Signature</c>) sign the body with
/// HMAC-SHA-256, GitLab (<c>X-Gitlab-Token</c>) sends the secret itself. A notice only makes the loop look; the commit is read from Git.
/// </summary>
internal static class PushSignature
{
    private const string GitHubPrefix = "sha256=";

    public static bool IsGenuine(Func<string, string?> header, ReadOnlySpan<byte> body, string secret)
    {
        if (header("X-Hub-Signature-256") is { } hub) return hub.StartsWith(GitHubPrefix, StringComparison.Ordinal) && IsHmac(hub[GitHubPrefix.Length..], body, secret);
        if (header("X-Gitea-Signature") is { } gitea) return IsHmac(gitea, body, secret);
        return header("X-Gitlab-Token") is { } token && WebAccess.Same(token, secret);
    }

    private static bool IsHmac(string hex, ReadOnlySpan<byte> body, string secret)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (hex.Length != given.Length * 2 || Convert.FromHexString(hex, given, out _, out _) != System.Buffers.OperationStatus.Done) return false;
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body, expected);
        return CryptographicOperations.FixedTimeEquals(given, expected);
    }
}
