using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;

namespace Reconciler.Cli.Tests.Crash;

/// <summary>An export cut off at each of its steps, and run again.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ExportCrashTests
{
    private const string Passphrase = "a passphrase of some length";

    public static TheoryData<string> Points => [.. CrashMatrix.Exporting];

    [Theory(DisplayName = "KEY-04 EXP-01 An export killed at any step was written down before its key was opened, leaves no half file, and is finished by the next")]
    [MemberData(nameof(Points))]
    public async Task Exporting_goes_on(string point)
    {
        using var repository = new Repository();
        repository.Write(Manifests.One("one.internal.example"));
        await repository.ConvergeAsync();
        repository.WriteFile("phrase", Passphrase);
        var folder = Directory.CreateDirectory(Path.Combine(repository.Path, "out")).FullName;
        var file = Path.Combine(folder, "one.pem");
        string[] export = ["export", "one", "--out", file, "--passphrase-file", Path.Combine(repository.Path, "phrase"), "--repository", repository.Path];

        repository.RunKilledAt(point, export);
        AssertWrittenDown(repository, point == "export.begun" ? 0 : 1);
        Assert.Equal(point == "export.written", File.Exists(file));
        if (File.Exists(file)) AssertWhole(file);

        var again = await repository.RunAsync(File.Exists(file) ? [.. export, "--force"] : export);
        Assert.True(again.ExitCode == 0, again.Output);
        AssertWhole(file);
        Assert.Equal([file], Directory.GetFileSystemEntries(folder));
        AssertWrittenDown(repository, point == "export.begun" ? 1 : 2);
        Assert.Contains("exported", (await repository.RunAsync("status")).Output, StringComparison.Ordinal);
        Assert.Contains("No changes.", (await repository.RunAsync("plan")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await repository.RunAsync(["audit", "verify", "--repository", repository.Path])).ExitCode);
    }

    /// <summary>The use of the key and that the certificate is in use are one commit: both are there, or neither.</summary>
    private static void AssertWrittenDown(Repository repository, int exports)
    {
        Assert.Equal(exports, repository.Stored.Number("SELECT count(*) FROM audit WHERE action = 'key.export'"));
        Assert.Equal(exports > 0 ? 1 : 0, repository.Stored.Number("SELECT count(*) FROM certificate_versions WHERE exported_at IS NOT NULL"));
    }

    private static void AssertWhole(string file)
    {
        using var certificate = X509Certificate2.CreateFromEncryptedPemFile(file, Passphrase);
        Assert.True(certificate.HasPrivateKey);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }
}
