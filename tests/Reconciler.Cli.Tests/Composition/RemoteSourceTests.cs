using Reconciler.Cli.Output;
using Reconciler.Testing.Git;

namespace Reconciler.Cli.Tests.Composition;

public sealed class RemoteSourceTests : IDisposable
{
    private const string Manifest = """
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: { name: root }
        spec: { type: root, subject: { commonName: Root }, key: { algorithm: EC_prime256v1 } }
        """;

    private readonly TempGitRepository _origin = new();
    private readonly TempFolder _home = new();

    private string Url => $"file://{_origin.Path}";

    public void Dispose()
    {
        _home.Dispose();
        _origin.Dispose();
    }

    [SkippableFact(DisplayName = "GIT-01 a remote is applied; its state lies in the home of states, is named on stderr and found again")]
    public async Task Applied()
    {
        _origin.Write("root.yaml", Manifest);
        _origin.Commit();
        var applied = await RunAsync("apply", Url, "--auto-approve");
        Assert.True(applied.ExitCode == 0, applied.Error);
        var state = Assert.Single(Directory.GetDirectories(_home.Combine("state", "reconciler")));
        Assert.Matches("^work-[0-9a-f]{8}$", Path.GetFileName(state));
        Assert.Contains($"The state is in {state}", applied.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(state, applied.Output, StringComparison.Ordinal);
        Assert.Contains("No changes.", (await RunAsync("plan", Url)).Output, StringComparison.Ordinal);
        Directory.Delete(_home.Combine("cache"), recursive: true);
        Assert.Contains(state, (await RunAsync("status", Url)).Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_home.Combine("cache")));
        Assert.Contains("No changes.", (await RunAsync("plan", Url)).Output, StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "plan and validate of a remote that cannot be reached end 1 by name, though a mirror is there; no repository at all ends 3")]
    public async Task Unreachable()
    {
        _origin.Write("root.yaml", Manifest);
        _origin.Commit();
        Assert.Equal(0, (await RunAsync("validate", Url)).ExitCode);
        var away = Url + "/gone";
        foreach (var verb in new[] { "plan", "validate" })
        {
            var run = await RunAsync(verb, away);
            Assert.Equal(1, run.ExitCode);
            Assert.Contains($"error: \"{away}\" cannot be fetched", run.Error, StringComparison.Ordinal);
        }

        var secret = await RunAsync("plan", "https://me:s3cret@host.example/repo.git");
        Assert.Equal(3, secret.ExitCode);
        Assert.DoesNotContain("s3cret", secret.Error + secret.Output, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var terminal = new Terminal { Out = new StringWriter(), Error = new StringWriter(), In = new StringReader("") };
        var environment = new Dictionary<string, string> { ["XDG_STATE_HOME"] = _home.Combine("state"), ["XDG_CACHE_HOME"] = _home.Combine("cache") };
        var exitCode = await ReconcilerProgram.RunAsync(arguments, terminal, environment, TimeProvider.System, CancellationToken.None);
        return (exitCode, terminal.Out.ToString()!, terminal.Error.ToString()!);
    }
}
