using System.Formats.Asn1;
using System.Security.Cryptography;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Pki.Encoding;

namespace Reconciler.Pki.Keys;

/// <summary>One loaded private key. Not thread safe: the framework promises that of none of its keys.</summary>
internal abstract class SigningKey(AsymmetricAlgorithm key, byte[] signatureAlgorithm) : IDisposable
{
    /// <summary>AlgorithmIdentifier DER, fixed by the key: SHA-256 for RSA, the curve's own hash for ECDSA (RFC 5758, section 3.2).</summary>
    public ReadOnlyMemory<byte> SignatureAlgorithm => signatureAlgorithm;

    /// <summary>Loads a PKCS#8 key; throws ReconcilerException when it is none or does not belong to <paramref name="publicKey"/>.</summary>
    public static SigningKey Import(Secret privateKey, ReadOnlyMemory<byte> publicKey)
    {
        SigningKey? loaded = null;
        try
        {
            loaded = ForKind(PublicKeyContents.Read(publicKey));
            loaded.Load(privateKey, publicKey.Span);
            return loaded;
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException)
        {
            loaded?.Dispose();
            throw new ReconcilerException(
                FailureKind.Environment,
                $"an authority's private key cannot be used: {exception.Message}",
                "restore the state from a backup: key and certificate must come from the same one",
                exception);
        }
    }

    public abstract byte[] Sign(ReadOnlySpan<byte> text);

    public void Dispose() => key.Dispose();

    private static SigningKey ForKind(PublicKeyContents publicKey) => publicKey.Kind switch
    {
        PublicKeyKind.Rsa => new RsaSigningKey(RSA.Create()),
        PublicKeyKind.EllipticCurve => EcdsaSigningKey.ForCurve(publicKey.Bits),
        PublicKeyKind.Other => throw new CryptographicException(publicKey.Problem),
    };

    private void Load(Secret privateKey, ReadOnlySpan<byte> publicKey)
    {
        key.ImportPkcs8PrivateKey(privateKey.Bytes, out _);
        if (!publicKey.SequenceEqual(key.ExportSubjectPublicKeyInfo())) throw new CryptographicException("it belongs to another public key");
    }

    private sealed class RsaSigningKey(RSA rsa) : SigningKey(rsa, AlgorithmIdentifiers.Encode(Oids.Sha256WithRsa, withNull: true))
    {
        public override byte[] Sign(ReadOnlySpan<byte> text) => rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private sealed class EcdsaSigningKey(ECDsa ecdsa, HashAlgorithmName hash, string oid) : SigningKey(ecdsa, AlgorithmIdentifiers.Encode(oid, withNull: false))
    {
        public static EcdsaSigningKey ForCurve(int bits) => bits switch
        {
            256 => new(ECDsa.Create(), HashAlgorithmName.SHA256, Oids.EcdsaWithSha256),
            384 => new(ECDsa.Create(), HashAlgorithmName.SHA384, Oids.EcdsaWithSha384),
            521 => new(ECDsa.Create(), HashAlgorithmName.SHA512, Oids.EcdsaWithSha512),
            _ => throw new CryptographicException("its curve is not P-256, P-384 or P-521"),
        };

        public override byte[] Sign(ReadOnlySpan<byte> text) => ecdsa.SignData(text, hash, DSASignatureFormat.Rfc3279DerSequence);
    }
}
