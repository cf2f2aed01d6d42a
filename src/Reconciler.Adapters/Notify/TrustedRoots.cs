using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Reconciler.Adapters.Notify;

/// <summary>The roots of a PEM file, in place of those of the system.</summary>
internal static class TrustedRoots
{
    /// <summary>Octets of a file.</summary>
    private const int LongestFile = 1 << 20;

    /// <summary>Null when the file holds none, with a sentence why.</summary>
    public static X509ChainPolicy? Read(string path, out string? failure)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            if (new FileInfo(path).Length > LongestFile)
            {
                failure = $"{path} holds more than {LongestFile >> 20} MiB";
                return null;
            }

            policy.CustomTrustStore.ImportFromPemFile(path);
            failure = policy.CustomTrustStore.Count == 0 ? $"{path} holds no certificate" : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            failure = $"{path} cannot be read: {error.Message}";
        }

        return failure is null ? policy : null;
    }

    /// <summary>The certificate is of the server that was asked, and leads to one of the roots.</summary>
    public static bool Accepts(X509ChainPolicy policy, X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 leaf || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy = policy.Clone();
        if (presented is not null)
        {
            foreach (var element in presented.ChainElements) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(leaf);
    }
}
