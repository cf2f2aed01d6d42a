using System.Security.Cryptography.X509Certificates;
using Reconciler.Cli.Tests.Crash;

namespace Reconciler.Cli.Tests.Faults;

/// <summary>What holds after a run in which one call of the file system failed.</summary>
internal static class FaultExpectations
{
    /// <summary>It ended well (nothing depended on the call), partly, with an error, or refused a manifest that cannot be read; in words.</summary>
    public static void AssertNamed(int code, string told)
    {
        Assert.True(
            code is ExitCode.Success or ExitCode.Error or ExitCode.PartlyApplied || (code == ExitCode.Invalid && told.Contains("cannot be read", StringComparison.Ordinal)),
            $"exit code {code}");
        Assert.DoesNotContain("   at ", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", told, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", told, StringComparison.Ordinal);
        if (code == ExitCode.Error) Assert.Contains("error: ", told, StringComparison.Ordinal);
    }

    /// <summary>Whoever reads now reads whole things: a key that fits its certificate and chain, zone files with their own records, CRLs.</summary>
    public static void AssertWhole(string work)
    {
        foreach (var published in Published(work)) AssertPair(published);
        foreach (var zone in Directory.EnumerateFiles(Path.Combine(work, "zones"), "*.db")) AssertZone(File.ReadAllText(zone));
        foreach (var crl in FilesOf(work, "*.crl")) CertificateRevocationListBuilder.Load(File.ReadAllBytes(crl), out _);
        foreach (var authority in FilesOf(work, "*.cer")) X509CertificateLoader.LoadCertificateFromFile(authority).Dispose();
    }

    /// <summary>A run without faults brings everything to its end, nothing is left over, and the one after it has nothing to do.</summary>
    public static async Task AssertConvergesAsync(string work)
    {
        var (code, told) = await FaultScenario.RunAsync("apply", work);
        Assert.True(code == ExitCode.Success, $"the run without faults ended {code}: {told}");
        var (quiet, nothing) = await FaultScenario.RunAsync("apply", work);
        Assert.True(quiet == ExitCode.Success && nothing.Contains("No changes.", StringComparison.Ordinal), $"the run after it ended {quiet}: {nothing}");
        new StoredFacts(work).AssertSound();
        Assert.DoesNotContain(Directory.EnumerateFiles(work, "*", SearchOption.AllDirectories), IsLeftOver);
    }

    private static IEnumerable<string> Published(string work)
    {
        var certs = Path.Combine(work, "certs");
        return Directory.Exists(certs) ? Directory.EnumerateDirectories(certs).Where(folder => !Path.GetFileName(folder).StartsWith('.')) : [];
    }

    private static void AssertPair(string folder)
    {
        using var certificate = X509Certificate2.CreateFromPemFile(Path.Combine(folder, "cert.pem"), Path.Combine(folder, "privkey.pem"));
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(Path.Combine(folder, "fullchain.pem"));
        Assert.Equal(certificate.Thumbprint, chain[0].Thumbprint);
        Assert.Equal(certificate.Issuer, chain[1].Subject);
    }

    private static void AssertZone(string text)
    {
        foreach (var line in Manifests.ZoneFile.Split('\n').Where(line => !line.Contains("SOA", StringComparison.Ordinal))) Assert.Contains(line, text, StringComparison.Ordinal);
        Assert.Contains(" IN SOA ", text, StringComparison.Ordinal);
        Assert.Equal(text.Contains("; BEGIN reconciler", StringComparison.Ordinal), text.Contains("; END reconciler", StringComparison.Ordinal));
    }

    private static IEnumerable<string> FilesOf(string work, string pattern)
    {
        var state = Path.Combine(work, ".reconciler");
        return Directory.Exists(state) ? Directory.EnumerateFiles(state, pattern, SearchOption.AllDirectories) : [];
    }

    private static bool IsLeftOver(string path) =>
        path.EndsWith(".new", StringComparison.Ordinal) || path.EndsWith(".next", StringComparison.Ordinal) || path.EndsWith(".db.reconciler", StringComparison.Ordinal);
}
