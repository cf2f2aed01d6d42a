using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using Reconciler.Cli.Tests.EndToEnd;

namespace Reconciler.Cli.Tests.Examples;

[UnsupportedOSPlatform("windows")]
public sealed class QuickstartTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly ExampleCopy _example = new("01-quickstart");

    public void Dispose()
    {
        _shell.Dispose();
        _example.Dispose();
    }

    [SkippableFact(DisplayName = "ISS-05 the quickstart issues a public-style certificate validated against its own zones, and private ones, and a second run finds nothing to do")]
    public async Task Applies_verifies_and_settles()
    {
        var applied = (await _shell.RunAsync("apply", _example.Path, "--auto-approve")).Ends(0);
        applied.Says("Applied: 6 added, 0 renewed, 0 replaced, 0 revoked, 0 removed, 5 changed, 0 failed; 0 waiting");

        using var verifiers = new Verifiers((await _shell.RunAsync("trust-bundle", "--repository", _example.Path)).Ends(0).Out);
        foreach (var name in new[] { "www", "orders-api", "wiki" }) verifiers.Accept(Certificate(name));
        Assert.Equal(["www.shop.example", "shop.example", "*.shop.example"], Certificate("www").DnsNames);

        (await _shell.RunAsync("apply", _example.Path, "--auto-approve")).Ends(0).Says("No changes. digest sha256:").DoesNotSay("Applied");
        (await _shell.RunAsync("plan", _example.Path, "--detailed-exitcode")).Ends(0).Says("No changes. digest sha256:");
    }

    [Fact(DisplayName = "KEY-01 every certificate has a key pair of its own, RSA_2048 with SHA-256 unless another is asked for")]
    public async Task Keys()
    {
        (await _shell.RunAsync("apply", _example.Path, "--auto-approve")).Ends(0);

        using var wiki = Certificate("wiki").Parse();
        using var www = Certificate("www").Parse();
        using var orders = Certificate("orders-api").Parse();
        Assert.Equal(2048, wiki.GetRSAPublicKey()!.KeySize);
        Assert.Equal("1.2.840.10045.3.1.7", www.GetECDsaPublicKey()!.ExportParameters(false).Curve.Oid.Value);
        Assert.NotEqual(www.GetPublicKeyString(), orders.GetPublicKeyString());
        using var authority = X509Certificate2.CreateFromPem((await _shell.RunAsync("trust-bundle", "--repository", _example.Path)).Out);
        Assert.Equal("CN=Shop Root, O=Shop, C=SE", authority.Subject);
    }

    [SkippableFact(DisplayName = "the README's commands work as a process of its own in an empty HOME")]
    public void Readme_commands_as_a_process()
    {
        ExternalPrograms.Require("openssl");
        var applied = _shell.RunProcess(_example.Path, "apply", ".", "--auto-approve").Ends(0);
        Assert.Contains("Plan: 6 to add", applied.Out, StringComparison.Ordinal);
        Assert.Contains("Applied: 6 added", applied.Out, StringComparison.Ordinal);
        Assert.Contains("default/local/certificate/www@edge", applied.Error, StringComparison.Ordinal);
        _shell.RunProcess(_example.Path, "plan", "--detailed-exitcode").Ends(0).Says("No changes.");
        _shell.RunProcess(_example.Path, "status").Ends(0).Says("certificate/www", "ISSUED");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_shell.Home));
    }

    private PublishedCertificate Certificate(string name) => PublishedCertificate.Split(_example.Combine($"certs/{name}"));
}
