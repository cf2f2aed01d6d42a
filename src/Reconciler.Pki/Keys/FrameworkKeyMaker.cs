using System.Security.Cryptography;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Domain;

namespace Reconciler.Pki.Keys;

/// <summary>
/// Key pairs by System.Security.Cryptography (row KEY-01): RSA with the exponent 65537 and NULL parameters, curves by name with uncompressed
/// points. Thread safe.
/// </summary>
public sealed class FrameworkKeyMaker : IKeyMaker
{
    // PKCS#8 of RSA_4096 is about 2 400 octets.
    private const int LongestPrivateKey = 4096;

    public KeyPair Create(KeyAlgorithm algorithm)
    {
        using AsymmetricAlgorithm key = algorithm switch
        {
            KeyAlgorithm.RSA_2048 => RSA.Create(2048),
            KeyAlgorithm.RSA_3072 => RSA.Create(3072),
            KeyAlgorithm.RSA_4096 => RSA.Create(4096),
            KeyAlgorithm.EC_prime256v1 => ECDsa.Create(ECCurve.NamedCurves.nistP256),
            KeyAlgorithm.EC_secp384r1 => ECDsa.Create(ECCurve.NamedCurves.nistP384),
            KeyAlgorithm.EC_secp521r1 => ECDsa.Create(ECCurve.NamedCurves.nistP521),
        };
        var publicKey = key.ExportSubjectPublicKeyInfo();
        return new(algorithm, Export(key), publicKey, Convert.ToHexStringLower(SHA256.HashData(publicKey)));
    }

    /// <summary>Exports once, onto the stack, which does not move, and leaves no other copy of ours.</summary>
    private static Secret Export(AsymmetricAlgorithm key)
    {
        Span<byte> buffer = stackalloc byte[LongestPrivateKey];
        if (!key.TryExportPkcs8PrivateKey(buffer, out var length)) throw new InvalidOperationException("the private key is longer than any that is made");
        return Secret.Take(buffer[..length]);
    }
}
