using System.Runtime.Versioning;

namespace Reconciler.Cli.Tests.EndToEnd;

/// <summary>What OpenSSL and GnuTLS, which know nothing of us, say of what came out.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Verifiers(string rootPem) : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>Both accept the chain up to the root; the key belongs to the certificate; modes are tight.</summary>
    public void Accept(PublishedCertificate published)
    {
        AcceptByOpenSsl(published);
        var chain = _folder.Write("chain-and-leaf.pem", published.Leaf + published.Chain);
        var gnutls = ExternalPrograms.Run("certtool", ["--verify", "--load-ca-certificate", Root, "--infile", chain]);
        Assert.True(gnutls.ExitCode == 0 && gnutls.All.Contains("Chain verification output: Verified.", StringComparison.Ordinal), gnutls.All);
    }

    /// <summary>OpenSSL alone, for many certificates.</summary>
    public void AcceptByOpenSsl(PublishedCertificate published)
    {
        published.KeyMatches().HasTightModes();
        var run = OpenSsl(published);
        Assert.True(run.ExitCode == 0, run.All);
    }

    /// <summary><c>openssl verify -crl_check</c> with the CRL of the issuer; null when it accepts, else what it says.</summary>
    public string? RefusedByCrl(PublishedCertificate published, string crlFile)
    {
        var pem = _folder.Combine("crl.pem");
        var converted = ExternalPrograms.Run("openssl", ["crl", "-inform", "der", "-in", crlFile, "-out", pem]);
        Assert.True(converted.ExitCode == 0, converted.All);
        var run = OpenSsl(published, "-crl_check", "-CRLfile", pem);
        return run.ExitCode == 0 ? null : run.All;
    }

    public void Dispose() => _folder.Dispose();

    private string Root => _folder.Write("root.pem", rootPem);

    private ProgramRun OpenSsl(PublishedCertificate published, params string[] options) => ExternalPrograms.Run(
        "openssl",
        ["verify", "-x509_strict", .. options, "-CAfile", Root, "-untrusted", _folder.Write("chain.pem", published.Chain), _folder.Write("leaf.pem", published.Leaf)]);
}
