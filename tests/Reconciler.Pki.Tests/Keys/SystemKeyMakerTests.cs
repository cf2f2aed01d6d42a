using System.Security.Cryptography;
using Reconciler.Core.Domain;
using Reconciler.Pki.Encoding;
using Reconciler.Pki.Keys;
using Reconciler.Testing;

namespace Reconciler.Pki.Tests.Keys;

public class SystemKeyMakerTests
{
    [Theory(DisplayName = "KEY-01 a key pair of each algorithm has the size and encoding that certificates need")]
    [InlineData(KeyAlgorithm.RSA_2048, 2048)]
    [InlineData(KeyAlgorithm.RSA_3072, 3072)]
    [InlineData(KeyAlgorithm.RSA_4096, 4096)]
    [InlineData(KeyAlgorithm.EC_prime256v1, 256)]
    [InlineData(KeyAlgorithm.EC_secp384r1, 384)]
    [InlineData(KeyAlgorithm.EC_secp521r1, 521)]
    public void Encoding(KeyAlgorithm algorithm, int bits)
    {
        var pair = TestPki.Key(algorithm, "root");
        var key = PublicKeyContents.Read(pair.PublicKey);

        Assert.Equal(algorithm, pair.Algorithm);
        Assert.Equal(bits, key.Bits);
        Assert.Equal(algorithm.IsRsa() ? PublicKeyKind.Rsa : PublicKeyKind.EllipticCurve, key.Kind);
        Assert.Null(key.Problem);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(pair.PublicKey)), pair.PublicKeyHash);
    }

    [Fact(DisplayName = "KEY-01 the private key is PKCS#8 and makes signatures that the public key verifies")]
    public void Halves_belong_together()
    {
        var pair = TestPki.Key(KeyAlgorithm.EC_prime256v1, "root");
        using var signing = ECDsa.Create();
        using var verifying = ECDsa.Create();
        byte[] text = [1, 2, 3];
        signing.ImportPkcs8PrivateKey(pair.PrivateKey.Bytes, out var read);
        verifying.ImportSubjectPublicKeyInfo(pair.PublicKey, out _);

        Assert.Equal(pair.PrivateKey.Bytes.Length, read);
        Assert.True(verifying.VerifyData(text, signing.SignData(text, HashAlgorithmName.SHA256), HashAlgorithmName.SHA256));
    }

    [Theory(DisplayName = "KEY-01 a key on a curve is encoded octet for octet as the framework does")]
    [InlineData(KeyAlgorithm.EC_prime256v1)]
    [InlineData(KeyAlgorithm.EC_secp384r1)]
    [InlineData(KeyAlgorithm.EC_secp521r1)]
    public void Same_encoding(KeyAlgorithm algorithm)
    {
        using var pair = new SystemKeyMaker().Create(algorithm);
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(pair.PrivateKey.Bytes, out _);

        Assert.Equal(key.ExportPkcs8PrivateKey(), pair.PrivateKey.Bytes.ToArray());
        Assert.Equal(key.ExportSubjectPublicKeyInfo(), pair.PublicKey);
    }

    [Theory(DisplayName = "KEY-01 a key on a curve has both halves of one pair, whoever made it")]
    [InlineData("P-256", Oids.Prime256v1, 256)]
    [InlineData("P-384", Oids.Secp384r1, 384)]
    [InlineData("P-521", Oids.Secp521r1, 521)]
    public void Either_maker(string name, string oid, int bits)
    {
        var keys = new CurveKeys(ECCurve.CreateFromValue(oid), name, oid, bits);
        foreach (var (privateKey, publicKey) in (ReadOnlySpan<(Secret, byte[])>)[keys.Make(), keys.MakeByFramework()])
        {
            using var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(privateKey.Bytes, out _);
            var whole = key.ExportParameters(includePrivateParameters: true);
            using var derived = ECDsa.Create(new ECParameters { Curve = whole.Curve, D = whole.D });

            Assert.Equal(derived.ExportSubjectPublicKeyInfo(), publicKey);
        }
    }

    [SkippableTheory(DisplayName = "KEY-01 OpenSSL makes no key on a curve that it does not know, nor one that is longer than what it shall be written to")]
    [InlineData("P-999", 32, "EVP_PKEY_generate")]
    [InlineData("P-384", 32, "EVP_PKEY_get_octet_string_param")]
    public void No_key(string curve, int field, string step)
    {
        Skip.IfNot(OpenSslKeyGenerator.IsAvailable, "OpenSSL 3 is not there");
        using var generator = OpenSslKeyGenerator.Open(curve);

        var failure = Assert.Throws<CryptographicException>(() => generator.Generate(new byte[field], new byte[1 + (2 * field)]));

        Assert.Contains(step, failure.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "KEY-01 many threads make keys at once, each of them another")]
    public void Threads()
    {
        var maker = new SystemKeyMaker();
        var hashes = new string[400];
        Parallel.For(0, hashes.Length, i =>
        {
            using var pair = maker.Create(KeyAlgorithm.EC_prime256v1);
            hashes[i] = pair.PublicKeyHash;
        });

        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    [Fact(DisplayName = "KEY-01 every call makes another key, and disposal makes it unreadable")]
    public void Keys_are_fresh()
    {
        var maker = new SystemKeyMaker();
        using var first = maker.Create(KeyAlgorithm.EC_secp384r1);
        var second = maker.Create(KeyAlgorithm.EC_secp384r1);
        second.Dispose();

        Assert.NotEqual(first.PublicKeyHash, second.PublicKeyHash);
        Assert.Throws<ObjectDisposedException>(() => second.PrivateKey.Bytes.Length);
    }

    [SkippableTheory(DisplayName = "KEY-01 openssl finds each private key sound")]
    [InlineData(KeyAlgorithm.RSA_2048)]
    [InlineData(KeyAlgorithm.EC_prime256v1)]
    [InlineData(KeyAlgorithm.EC_secp384r1)]
    [InlineData(KeyAlgorithm.EC_secp521r1)]
    public void Openssl_checks_keys(KeyAlgorithm algorithm)
    {
        using var folder = new TempFolder();
        var path = folder.Combine("key.der");
        File.WriteAllBytes(path, TestPki.Key(algorithm, "root").PrivateKey.Bytes.ToArray());

        var run = ExternalPrograms.Run("openssl", ["pkey", "-inform", "DER", "-in", path, "-check", "-noout"]);

        Assert.True(run.ExitCode == 0, run.All);
    }

    [Fact(DisplayName = "Entropy differs from call to call")]
    public void Entropy_differs()
    {
        var (first, second) = (new byte[32], new byte[32]);
        new SystemEntropy().Fill(first);
        new SystemEntropy().Fill(second);

        Assert.NotEqual(first, second);
    }
}
