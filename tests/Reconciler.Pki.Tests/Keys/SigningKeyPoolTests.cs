using System.Security.Cryptography;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Pki.Keys;

namespace Reconciler.Pki.Tests.Keys;

public class SigningKeyPoolTests
{
    [Theory(DisplayName = "Many threads sign with one key at once")]
    [InlineData(KeyAlgorithm.EC_prime256v1)]
    [InlineData(KeyAlgorithm.RSA_2048)]
    public void Threads(KeyAlgorithm algorithm)
    {
        var pair = TestPki.Key(algorithm, "root");
        using var pool = new SigningKeyPool(pair.PrivateKey, pair.PublicKey);
        byte[][] texts = [.. Enumerable.Range(0, 200).Select(BitConverter.GetBytes)];
        var signatures = new byte[texts.Length][];

        Parallel.For(0, texts.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, index => signatures[index] = pool.Sign(texts[index]));

        Assert.All(texts.Zip(signatures), signed => Assert.True(Verify(algorithm, pair.PublicKey, signed.First, signed.Second)));
    }

    [Fact(DisplayName = "A key of another certificate is refused by name")]
    public void Wrong_key()
    {
        var (one, other) = (TestPki.Key(KeyAlgorithm.EC_prime256v1, "root"), TestPki.Key(KeyAlgorithm.EC_prime256v1, "leaf"));

        var exception = Assert.Throws<ReconcilerException>(() => new SigningKeyPool(one.PrivateKey, other.PublicKey));

        Assert.Contains("another public key", exception.Message, StringComparison.Ordinal);
        Assert.Equal(FailureKind.Environment, exception.Kind);
    }

    [Theory(DisplayName = "Bytes that are no private key are refused by name")]
    [InlineData("")]
    [InlineData("3003020100")]
    [InlineData("ff")]
    public void No_key(string hex)
    {
        using var secret = Secret.CopyOf(Convert.FromHexString(hex));

        Assert.Throws<ReconcilerException>(() => new SigningKeyPool(secret, TestPki.Key(KeyAlgorithm.RSA_2048, "root").PublicKey));
        Assert.Throws<ReconcilerException>(() => new SigningKeyPool(secret, TestPki.Key(KeyAlgorithm.EC_prime256v1, "root").PublicKey));
    }

    private static bool Verify(KeyAlgorithm algorithm, byte[] publicKey, byte[] text, byte[] signature)
    {
        if (algorithm.IsRsa())
        {
            using var rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(publicKey, out _);
            return rsa.VerifyData(text, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }

        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(publicKey, out _);
        return ecdsa.VerifyData(text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }
}
