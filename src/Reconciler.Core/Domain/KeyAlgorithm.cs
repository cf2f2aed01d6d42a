using System.Diagnostics.CodeAnalysis;

namespace Reconciler.Core.Domain;

/// <summary>Key algorithms, named as AWS Certificate Manager names them, since manifests use these names.</summary>
public enum KeyAlgorithm
{
    RSA_2048,
    RSA_3072,
    RSA_4096,
    EC_prime256v1,
    EC_secp384r1,
    EC_secp521r1,
}

public static class KeyAlgorithms
{
    /// <summary>What a certificate may have; authorities may have all (row KEY-01).</summary>
    public static IReadOnlyList<KeyAlgorithm> ForCertificates { get; } = [KeyAlgorithm.RSA_2048, KeyAlgorithm.EC_prime256v1, KeyAlgorithm.EC_secp384r1];

    public static IReadOnlyList<KeyAlgorithm> ForAuthorities { get; } = Enum.GetValues<KeyAlgorithm>();

    public static bool IsRsa(this KeyAlgorithm algorithm) => algorithm is KeyAlgorithm.RSA_2048 or KeyAlgorithm.RSA_3072 or KeyAlgorithm.RSA_4096;

    /// <summary>Reads the exact name; capitals count.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out KeyAlgorithm? algorithm)
    {
        foreach (var candidate in Enum.GetValues<KeyAlgorithm>())
        {
            if (!string.Equals(candidate.ToString(), text, StringComparison.Ordinal)) continue;
            algorithm = candidate;
            return true;
        }

        algorithm = null;
        return false;
    }
}
