using System.Security.Cryptography;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Domain;
using Reconciler.Pki.Bundles;
using Reconciler.Testing;

namespace Reconciler.Pki.Tests.Bundles;

/// <summary>openssl, gnutls and Java's keytool open what we write, with the passphrase and with no other.</summary>
public sealed class BundleTests : IDisposable
{
    private const string Passphrase = "correct horse battery";
    private const int Iterations = 5000;

    private readonly TempFolder _folder = new();
    private readonly TestAuthority _root = TestPki.Root();
    private readonly TestAuthority _issuing;

    public BundleTests() => _issuing = TestPki.Subordinate(_root);

    public static TheoryData<KeyAlgorithm> Algorithms => [.. KeyAlgorithms.ForCertificates];

    public void Dispose()
    {
        _issuing.Dispose();
        _root.Dispose();
        _folder.Dispose();
    }

    [SkippableTheory(DisplayName = "EXP-01 openssl opens a PKCS#12 file without -legacy: AES-256 and HMAC-SHA-256 throughout, key and chain as they were")]
    [MemberData(nameof(Algorithms))]
    public void Openssl_opens_pkcs12(KeyAlgorithm algorithm)
    {
        var content = Content(algorithm);
        var file = Write("www.p12", Encode(BundleFormat.Pkcs12, content));

        var info = Openssl("pkcs12", "-in", file, "-info", "-noout", "-passin", $"pass:{Passphrase}");
        var key = Openssl("pkcs12", "-in", file, "-nocerts", "-noenc", "-passin", $"pass:{Passphrase}");
        var certificates = Openssl("pkcs12", "-in", file, "-nokeys", "-passin", $"pass:{Passphrase}");
        var wrong = ExternalPrograms.Run("openssl", ["pkcs12", "-in", file, "-noout", "-passin", "pass:wrong horse"]);

        Assert.Contains($"MAC: sha256, Iteration {Iterations}", info.All, StringComparison.Ordinal);
        Assert.Equal(2, Count(info.All, $"PBES2, PBKDF2, AES-256-CBC, Iteration {Iterations}, PRF hmacWithSHA256"));
        AssertSameKey(content, key.Output);
        Assert.Equal(2, Count(certificates.Output, "BEGIN CERTIFICATE"));
        Assert.Contains("friendlyName: www", certificates.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, wrong.ExitCode);
    }

    [SkippableTheory(DisplayName = "EXP-01 openssl opens the encrypted PKCS#8 key of a PEM export with the passphrase alone")]
    [MemberData(nameof(Algorithms))]
    public void Openssl_opens_pem(KeyAlgorithm algorithm)
    {
        var content = Content(algorithm);
        var file = Write("www.pem", Encode(BundleFormat.Pem, content));

        var key = Openssl("pkey", "-in", file, "-passin", $"pass:{Passphrase}");
        var form = Openssl("asn1parse", "-in", file);
        var wrong = ExternalPrograms.Run("openssl", ["pkey", "-in", file, "-noout", "-passin", "pass:wrong horse"]);

        AssertSameKey(content, key.Output);
        Assert.Equal(2, Count(File.ReadAllText(file), "BEGIN CERTIFICATE"));
        Assert.All(["PBES2", "hmacWithSHA256", "aes-256-cbc"], word => Assert.Contains(word, form.Output, StringComparison.Ordinal));
        Assert.NotEqual(0, wrong.ExitCode);
    }

    [SkippableTheory(DisplayName = "EXP-01 gnutls opens PKCS#12 and PKCS#8 with the passphrase alone")]
    [MemberData(nameof(Algorithms))]
    public void Certtool_opens_both(KeyAlgorithm algorithm)
    {
        var content = Content(algorithm);
        var pkcs12 = Write("www.p12", Encode(BundleFormat.Pkcs12, content));
        var pem = Write("www.pem", Encode(BundleFormat.Pem, content));

        var whole = ExternalPrograms.Run("certtool", ["--p12-info", "--inder", "--infile", pkcs12, "--password", Passphrase]);
        var key = ExternalPrograms.Run("certtool", ["--key-info", "--infile", pem, "--password", Passphrase]);
        var wrong = ExternalPrograms.Run("certtool", ["--p12-info", "--inder", "--infile", pkcs12, "--password", "wrong horse"]);

        Assert.True(whole.ExitCode == 0, whole.All);
        Assert.Equal(2, Count(whole.All, "BEGIN CERTIFICATE"));
        Assert.True(key.ExitCode == 0, key.All);
        Assert.NotEqual(0, wrong.ExitCode);
    }

    [SkippableTheory(DisplayName = "TGT-01 keytool lists PKCS#12 and JKS files, and takes the private key out of them")]
    [MemberData(nameof(Algorithms))]
    public void Keytool_opens_both(KeyAlgorithm algorithm)
    {
        var content = Content(algorithm);
        foreach (var (format, name) in new[] { (BundleFormat.Pkcs12, "www.p12"), (BundleFormat.Jks, "www.jks") })
        {
            var file = Write(name, Encode(format, content));
            var copy = _folder.Combine($"copy-{name}.p12");

            var list = Keytool("-list", "-v", "-keystore", file, "-storepass", Passphrase);
            var import = Keytool("-importkeystore", "-noprompt", "-srckeystore", file, "-srcstorepass", Passphrase, "-destkeystore", copy, "-deststoretype", "PKCS12", "-deststorepass", Passphrase);
            var wrong = Keytool("-list", "-keystore", file, "-storepass", "wrong horse");

            Assert.True(list.ExitCode == 0, list.All);
            Assert.Contains("Alias name: www", list.All, StringComparison.Ordinal);
            Assert.Contains("Entry type: PrivateKeyEntry", list.All, StringComparison.Ordinal);
            Assert.Contains("Certificate chain length: 2", list.All, StringComparison.Ordinal);
            Assert.True(import.ExitCode == 0, import.All);
            AssertSameKey(content, Openssl("pkcs12", "-in", copy, "-nocerts", "-noenc", "-passin", $"pass:{Passphrase}").Output);
            Assert.NotEqual(0, wrong.ExitCode);
        }
    }

    [Theory(DisplayName = "TGT-01 The same content under the same passphrase gives the same bytes; another passphrase, key or chain shares no salt with it")]
    [InlineData(BundleFormat.Pem)]
    [InlineData(BundleFormat.Pkcs12)]
    [InlineData(BundleFormat.Jks)]
    public void Same_input_same_bytes(BundleFormat format)
    {
        var content = Content(KeyAlgorithm.EC_prime256v1);
        var first = Encode(format, content);
        var salt = FirstSalt(content);

        Assert.Equal(first, Encode(format, content));
        Assert.Equal(-1, first.AsSpan().IndexOf(content.PrivateKey.Bytes[36..64]));
        BundleContent[] others = [content with { Name = "api" }, content with { Chain = [] }, content with { PrivateKey = Content(KeyAlgorithm.EC_secp384r1).PrivateKey }];
        Assert.All(others, other => Assert.NotEqual(salt, FirstSalt(other)));

        byte[] FirstSalt(BundleContent of)
        {
            using var passphrase = Secret.CopyOf(System.Text.Encoding.ASCII.GetBytes(Passphrase));
            using var salts = new DerivedSalts(format, of, passphrase, Iterations);
            return salts.Take("key salt"u8, 16);
        }
    }

    private BundleContent Content(KeyAlgorithm algorithm) =>
        new("www", TestPki.Leaf(_issuing, algorithm), [_issuing.Certificate], TestPki.Key(algorithm, "leaf").PrivateKey);

    private static byte[] Encode(BundleFormat format, BundleContent content)
    {
        using var passphrase = Secret.CopyOf(System.Text.Encoding.ASCII.GetBytes(Passphrase));
        return new BundleEncoder().Encode(format, content, passphrase, Iterations);
    }

    private string Write(string name, byte[] bytes)
    {
        var path = _folder.Combine(name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static void AssertSameKey(BundleContent content, string pem)
    {
        var wanted = PublicKeyOf(PemEncoding.WriteString("PRIVATE KEY", content.PrivateKey.Bytes));
        Assert.Equal(wanted, PublicKeyOf(pem[pem.IndexOf("-----BEGIN", StringComparison.Ordinal)..]));
    }

    private static string PublicKeyOf(string privateKeyPem) => ExternalPrograms.Run("openssl", ["pkey", "-pubout"], input: privateKeyPem).Output;

    private static ProgramRun Openssl(params string[] arguments)
    {
        var run = ExternalPrograms.Run("openssl", arguments);
        Assert.True(run.ExitCode == 0, run.All);
        return run;
    }

    // A small heap and no second compiler: most of a run is the start of the virtual machine.
    private static ProgramRun Keytool(params string[] arguments) =>
        ExternalPrograms.Run("keytool", ["-J-Xshare:auto", "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC", .. arguments]);

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
