using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Reconciler.Cli.Tests.Crash;

namespace Reconciler.Cli.Tests.Years;

public sealed class AuthorityRenewalTests
{
    [SkippableFact(DisplayName = "PCA-08 Authorities renew themselves with key and subject; leaves keep their certificate, get the new chain, and verify with openssl under old and new")]
    public async Task Authorities_renew_in_time()
    {
        ExternalPrograms.Require("openssl");
        using var repository = new Repository();
        repository.Write(Manifests.Many(2));
        Assert.Equal(0, (await repository.RunAsync("apply", TimeSpan.FromDays(-360))).ExitCode);
        var before = Read(repository);
        var quiet = await repository.RunAsync("plan", TimeSpan.FromDays(-100));
        Assert.DoesNotContain("renew_due", quiet.Output, StringComparison.Ordinal);

        var renewed = await repository.RunAsync("apply", TimeSpan.FromDays(-80));
        var again = await repository.RunAsync("apply", TimeSpan.FromDays(-80));

        Assert.True(renewed.ExitCode == 0, renewed.Output);
        Assert.Contains("its certificate ends at", renewed.Output, StringComparison.Ordinal);
        Assert.Contains("an authority of its chain has a new certificate", renewed.Output, StringComparison.Ordinal);
        Assert.Contains("No changes.", again.Output, StringComparison.Ordinal);
        repository.Stored.AssertSound();
        var after = Read(repository);
        AssertSameButLonger(before.Root, after.Root);
        AssertSameButLonger(before.Issuing, after.Issuing);
        Assert.Equal(before.Leaf, after.Leaf);
        Assert.NotEqual(before.Issuing.RawData, after.Issuing.RawData);
        Assert.Equal(after.Issuing.RawData, Pem(Path.Combine(repository.Path, "certs", "c0000", "chain.pem")).RawData);
        Verify(repository, before.Root, after.Issuing, after.Leaf);
        Verify(repository, after.Root, after.Issuing, after.Leaf);
        Verify(repository, after.Root, before.Issuing, after.Leaf);
        Assert.True(Pem(Path.Combine(repository.Path, "certs", "c0000", "cert.pem")).NotAfter <= after.Issuing.NotAfter);
    }

    [Fact(DisplayName = "A leaf that would outlive its authority is cut to its end, and gets its full length once the authority has renewed itself")]
    public async Task Leaves_never_outlive()
    {
        using var repository = new Repository();
        repository.Write(Manifests.None);
        Assert.Equal(0, (await repository.RunAsync("apply", TimeSpan.FromDays(-360))).ExitCode);
        repository.Write(Manifests.Many(1));
        var issued = await repository.RunAsync("apply", TimeSpan.FromDays(-160));
        Assert.True(issued.ExitCode == 0, issued.Output);
        var first = Read(repository);

        Assert.True(Pem(Path.Combine(repository.Path, "certs", "c0000", "cert.pem")).NotAfter <= first.Issuing.NotAfter);
        Assert.Equal(0, (await repository.RunAsync("apply")).ExitCode);
        var now = Read(repository);

        Assert.True(Pem(Path.Combine(repository.Path, "certs", "c0000", "cert.pem")).NotAfter <= now.Issuing.NotAfter);
        Assert.True(now.Issuing.NotAfter <= now.Root.NotAfter);
    }

    private static (X509Certificate2 Root, X509Certificate2 Issuing, string Leaf) Read(Repository repository)
    {
        var folder = Path.Combine(repository.Path, ".reconciler", "ca", "default", "local");
        var leaf = Path.Combine(repository.Path, "certs", "c0000", "cert.pem");
        return (
            X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, "root.cer")),
            X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, "issuing.cer")),
            File.Exists(leaf) ? File.ReadAllText(leaf) : "");
    }

    private static void AssertSameButLonger(X509Certificate2 before, X509Certificate2 after)
    {
        Assert.Equal(before.SubjectName.RawData, after.SubjectName.RawData);
        Assert.Equal(before.PublicKey.ExportSubjectPublicKeyInfo(), after.PublicKey.ExportSubjectPublicKeyInfo());
        Assert.True(before.NotAfter < after.NotAfter);
        Assert.NotEqual(before.SerialNumber, after.SerialNumber);
    }

    private static void Verify(Repository repository, X509Certificate2 root, X509Certificate2 issuing, string leaf)
    {
        repository.WriteFile("verify/root.pem", root.ExportCertificatePem());
        repository.WriteFile("verify/issuing.pem", issuing.ExportCertificatePem());
        repository.WriteFile("verify/leaf.pem", leaf);
        var folder = Path.Combine(repository.Path, "verify");
        var at = (TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(79)).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var run = ExternalPrograms.Run(
            "openssl", ["verify", "-x509_strict", "-attime", at, "-CAfile", "root.pem", "-untrusted", "issuing.pem", "leaf.pem"], folder);
        Assert.True(run.ExitCode == 0, run.All);
    }

    private static X509Certificate2 Pem(string path) => X509Certificate2.CreateFromPem(File.ReadAllText(path));
}
