using System.Runtime.Versioning;
using Reconciler.Cli.Tests.EndToEnd;

namespace Reconciler.Cli.Tests.Examples;

[UnsupportedOSPlatform("windows")]
public sealed class PrivatePkiTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly ExampleCopy _example = new("02-private-pki");

    public void Dispose()
    {
        _shell.Dispose();
        _example.Dispose();
    }

    [SkippableFact(DisplayName = "ISS-06 the private hierarchy issues without validation, inside its constraints")]
    public async Task Applies_verifies_and_settles()
    {
        await ApplyBeforeRevocationAsync();

        using var verifiers = await VerifiersAsync();
        foreach (var name in new[] { "billing", "build-agent", "old-gateway" }) verifiers.Accept(Certificate(name));
        (await _shell.RunAsync("apply", _example.Path, "--auto-approve")).Ends(0).Says("No changes.");
        (await _shell.RunAsync("plan", _example.Path, "--detailed-exitcode")).Ends(0);
    }

    [SkippableFact(DisplayName = "REV-01 a certificate declared revoked is on the CRL of the same run, for good, and openssl refuses it and no other")]
    public async Task Revokes()
    {
        await ApplyBeforeRevocationAsync();
        using var verifiers = await VerifiersAsync();
        Assert.Null(verifiers.RefusedByCrl(Certificate("old-gateway"), Crl("corp-services")));

        Revoke();
        (await _shell.RunAsync("plan", _example.Path, "--detailed-exitcode")).Ends(2).Says("certificate/old-gateway  revoke", "revoke_declared", "irreversible", "1 to revoke");
        (await _shell.RunAsync("apply", _example.Path, "--auto-approve")).Ends(0).Says("1 revoked");

        Assert.Contains("certificate revoked", verifiers.RefusedByCrl(Certificate("old-gateway"), Crl("corp-services")), StringComparison.Ordinal);
        Assert.Null(verifiers.RefusedByCrl(Certificate("billing"), Crl("corp-services")));
        Assert.Null(verifiers.RefusedByCrl(Certificate("build-agent"), Crl("corp-agents")));
        (await _shell.RunAsync("status", _example.Path)).Ends(0).Says("REVOKED");
        (await _shell.RunAsync("plan", _example.Path, "--detailed-exitcode")).Ends(0).Says("danger", "No changes.");
    }

    [SkippableFact(DisplayName = "PCA-04 each authority has a full CRL from its creation that openssl and gnutls accept, and its number grows with each revocation")]
    public async Task Crls()
    {
        await ApplyBeforeRevocationAsync();
        using var folder = new TempFolder();
        var root = folder.Write("root.pem", (await _shell.RunAsync("trust-bundle", "--repository", _example.Path)).Ends(0).Out);
        var before = Number(Crl("corp-services"));

        Revoke();
        (await _shell.RunAsync("apply", _example.Path, "--auto-approve")).Ends(0);

        Assert.True(Number(Crl("corp-services")) > before);
        var verified = ExternalPrograms.Run("openssl", ["crl", "-inform", "der", "-in", Crl("corp-root"), "-noout", "-verify", "-CAfile", root]);
        Assert.True(verified.ExitCode == 0 && verified.All.Contains("verify OK", StringComparison.Ordinal), verified.All);
        var pem = folder.Combine("crl.pem");
        ExternalPrograms.Run("openssl", ["crl", "-inform", "der", "-in", Crl("corp-root"), "-out", pem]);
        var gnutls = ExternalPrograms.Run("certtool", ["--verify-crl", "--load-ca-certificate", root, "--infile", pem]);
        Assert.True(gnutls.ExitCode == 0, gnutls.All);
    }

    [Fact(DisplayName = "what the README says is refused is refused with file, line and a remedy")]
    public async Task Refuses_what_the_readme_says()
    {
        _example.Edit("certificates.yaml", "[gateway.corp.example]", "[gateway.other.example]");
        _example.Edit("certificates.yaml", "validity: 24h", "validity: 30d");

        var checkedRun = (await _shell.RunAsync("validate", _example.Path)).Ends(3);

        checkedRun.Says("gateway.other.example", "certificates.yaml:47", "certificates.yaml:35", "2 errors");
    }

    private async Task ApplyBeforeRevocationAsync()
    {
        _example.Edit("certificates.yaml", RevokedLine, "");
        (await _shell.RunAsync("apply", _example.Path, "--auto-approve")).Ends(0).Says("6 added");
    }

    private const string RevokedLine = "  revoked: { reason: keyCompromise }\n";

    private void Revoke() => File.AppendAllText(_example.Combine("certificates.yaml"), RevokedLine);

    private async Task<Verifiers> VerifiersAsync() => new((await _shell.RunAsync("trust-bundle", "--repository", _example.Path)).Ends(0).Out);

    private PublishedCertificate Certificate(string name) => PublishedCertificate.Bundle(_example.Combine($"haproxy-certs/{name}.pem"));

    private string Crl(string authority) => _example.Combine($".reconciler/crl/default/local/{authority}.crl");

    private static long Number(string crlFile)
    {
        var run = ExternalPrograms.Run("openssl", ["crl", "-inform", "der", "-in", crlFile, "-noout", "-crlnumber"]);
        Assert.True(run.ExitCode == 0, run.All);
        return Convert.ToInt64(run.Output.Trim().Split("0x")[1], 16);
    }
}
