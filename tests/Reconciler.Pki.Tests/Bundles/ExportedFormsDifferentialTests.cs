using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Domain;
using Reconciler.Pki.Bundles;
using Reconciler.Testing;

namespace Reconciler.Pki.Tests.Bundles;

/// <summary>openssl, gnutls and the framework judge chains, keys and PKCS#12 files of ours alike, the good ones and the spoiled ones.</summary>
public sealed class ExportedFormsDifferentialTests : IDisposable
{
    private const string Passphrase = "correct horse battery";

    private readonly IndependentVerifiers _verifiers = new();
    private readonly TempFolder _folder = new();

    /// <summary>Depth counts the authorities.</summary>
    public static TheoryData<KeyAlgorithm, KeyAlgorithm, int> Matrix
    {
        get
        {
            var rows = new TheoryData<KeyAlgorithm, KeyAlgorithm, int>();
            foreach (var authority in new[] { KeyAlgorithm.RSA_3072, KeyAlgorithm.RSA_4096, KeyAlgorithm.EC_secp521r1 })
            {
                foreach (var leaf in KeyAlgorithms.ForCertificates)
                {
                    for (var depth = 1; depth <= 3; depth++) rows.Add(authority, leaf, depth);
                }
            }

            return rows;
        }
    }

    public void Dispose()
    {
        _folder.Dispose();
        _verifiers.Dispose();
    }

    [SkippableTheory(DisplayName = "EXP-01 A chain, its key and its PKCS#12 file are accepted or refused alike by openssl, gnutls and the framework")]
    [MemberData(nameof(Matrix))]
    public void Judged_alike(KeyAlgorithm authority, KeyAlgorithm leaf, int depth)
    {
        using var root = TestPki.Root(authority);
        using var middle = depth == 3 ? TestPki.Subordinate(root, authority, template => template with { PathLength = 1, Subject = new("Middle") }) : null;
        using var issuing = depth == 1 ? null : TestPki.Subordinate(middle ?? root, authority);
        using var stranger = TestPki.Root(KeyAlgorithm.EC_prime256v1, template => template with { Subject = new("Stranger") });
        var certificate = TestPki.Leaf(issuing ?? root, leaf);
        byte[][] chain = [.. new[] { issuing, middle }.OfType<TestAuthority>().Select(each => each.Certificate)];

        Assert.Equal([true, true, true], Chain(root.Certificate, chain, certificate));
        Assert.Equal([false, false, false], Chain(stranger.Certificate, chain, certificate));
        Assert.Equal([false, false, false], Chain(root.Certificate, chain, Spoiled(certificate)));
        if (depth > 1) Assert.Equal([false, false, false], Chain(root.Certificate, chain[1..], certificate));

        var content = new BundleContent("www", certificate, [.. chain], TestPki.Key(leaf, "leaf").PrivateKey);
        var file = Encode(BundleFormat.Pkcs12, content);
        Assert.Equal([true, true, true], Pkcs12(file, Passphrase, depth));
        Assert.Equal([false, false, false], Pkcs12(file, "another passphrase", depth));
        Assert.Equal([false, false, false], Pkcs12(Spoiled(file, file.Length / 2), Passphrase, depth));

        var pem = Encode(BundleFormat.Pem, content);
        Assert.Equal([true, true, true], Key(pem, Passphrase));
        Assert.Equal([false, false, false], Key(pem, "another passphrase"));
    }

    private bool[] Chain(byte[] root, byte[][] intermediates, byte[] leaf) =>
    [
        _verifiers.Openssl(root, intermediates, leaf).ExitCode == 0,
        _verifiers.Certtool(root, intermediates, leaf).ExitCode == 0,
        Framework(root, intermediates, leaf),
    ];

    private static bool Framework(byte[] root, byte[][] intermediates, byte[] leaf)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = TestPki.Now.UtcDateTime;
        chain.ChainPolicy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificate(root));
        foreach (var intermediate in intermediates) chain.ChainPolicy.ExtraStore.Add(X509CertificateLoader.LoadCertificate(intermediate));
        using var certificate = X509CertificateLoader.LoadCertificate(leaf);
        return chain.Build(certificate);
    }

    private bool[] Pkcs12(byte[] file, string passphrase, int depth)
    {
        var path = _folder.Combine("file.p12");
        File.WriteAllBytes(path, file);
        var certtool = ExternalPrograms.Run("certtool", ["--p12-info", "--inder", "--infile", path, "--password", passphrase]);
        return
        [
            ExternalPrograms.Run("openssl", ["pkcs12", "-in", path, "-passin", $"pass:{passphrase}", "-noenc", "-out", "/dev/null"]).ExitCode == 0,
            certtool.ExitCode == 0 && certtool.All.Split("BEGIN CERTIFICATE").Length - 1 == depth,
            IsRead(() => X509CertificateLoader.LoadPkcs12Collection(file, passphrase).Count(certificate => certificate.HasPrivateKey) == 1),
        ];
    }

    private bool[] Key(byte[] pem, string passphrase)
    {
        var path = _folder.Combine("file.pem");
        File.WriteAllBytes(path, pem);
        return
        [
            ExternalPrograms.Run("openssl", ["pkey", "-in", path, "-passin", $"pass:{passphrase}", "-check", "-noout"]).ExitCode == 0,
            ExternalPrograms.Run("certtool", ["--key-info", "--infile", path, "--password", passphrase]).ExitCode == 0,
            IsRead(() =>
            {
                using var pair = X509Certificate2.CreateFromEncryptedPemFile(path, passphrase);
                return pair.HasPrivateKey;
            }),
        ];
    }

    private static bool IsRead(Func<bool> read)
    {
        try
        {
            return read();
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static byte[] Encode(BundleFormat format, BundleContent content)
    {
        using var passphrase = Secret.CopyOf(System.Text.Encoding.ASCII.GetBytes(Passphrase));
        return new BundleEncoder().Encode(format, content, passphrase, iterations: 2000);
    }

    private static byte[] Spoiled(byte[] bytes, int? at = null)
    {
        byte[] spoiled = [.. bytes];
        spoiled[at ?? (bytes.Length - 1)] ^= 1;
        return spoiled;
    }
}
