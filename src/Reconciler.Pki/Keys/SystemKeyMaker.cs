using System.Security.Cryptography;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Domain;
using Reconciler.Pki.Encoding;

namespace Reconciler.Pki.Keys;

/// <summary>
/// Key pairs by the cryptography of the system (row KEY-01): RSA with the exponent 65537 and NULL parameters, curves by name with uncompressed
/// points. Thread safe.
/// </summary>
public sealed class SystemKeyMaker : IKeyMaker
{
    // PKCS#8 of RSA_4096 is about 2 400 octets.
    private const int LongestPrivateKey = 4096;

    private static readonly CurveKeys P256 = new(ECCurve.NamedCurves.nistP256, "P-256", Oids.Prime256v1, 256);
    private static readonly CurveKeys P384 = new(ECCurve.NamedCurves.nistP384, "P-384", Oids.Secp384r1, 384);
    private static readonly CurveKeys P521 = new(ECCurve.NamedCurves.nistP521, "P-521", Oids.Secp521r1, 521);

    public KeyPair Create(KeyAlgorithm algorithm) => algorithm switch
    {
        KeyAlgorithm.RSA_2048 => CreateRsa(algorithm, 2048),
        KeyAlgorithm.RSA_3072 => CreateRsa(algorithm, 3072),
        KeyAlgorithm.RSA_4096 => CreateRsa(algorithm, 4096),
        KeyAlgorithm.EC_prime256v1 => CreateOnCurve(algorithm, P256),
        KeyAlgorithm.EC_secp384r1 => CreateOnCurve(algorithm, P384),
        KeyAlgorithm.EC_secp521r1 => CreateOnCurve(algorithm, P521),
    };

    private static KeyPair CreateRsa(KeyAlgorithm algorithm, int bits)
    {
        using var key = RSA.Create(bits);
        return Pair(algorithm, Export(key), key.ExportSubjectPublicKeyInfo());
    }

    private static KeyPair CreateOnCurve(KeyAlgorithm algorithm, CurveKeys curve)
    {
        var (privateKey, publicKey) = curve.Make();
        return Pair(algorithm, privateKey, publicKey);
    }

    private static KeyPair Pair(KeyAlgorithm algorithm, Secret privateKey, byte[] publicKey) =>
        new(algorithm, privateKey, publicKey, Convert.ToHexStringLower(SHA256.HashData(publicKey)));

    /// <summary>Exports once, onto the stack, which does not move, and leaves no other copy of ours.</summary>
    private static Secret Export(RSA key)
    {
        Span<byte> buffer = stackalloc byte[LongestPrivateKey];
        if (!key.TryExportPkcs8PrivateKey(buffer, out var length)) throw new InvalidOperationException("the private key is longer than any that is made");
        return Secret.Take(buffer[..length]);
    }
}
