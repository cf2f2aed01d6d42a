using System.Globalization;

namespace Reconciler.Testing.Git;

/// <summary>A real <c>git daemon</c> that serves one folder of repositories.</summary>
public sealed class GitDaemon : IDisposable
{
    private readonly ServerProcess _process;
    private readonly int _port = LoopbackPort.Free();

    private GitDaemon(string folder) => _process = new(
        "git",
        ["daemon", "--listen=127.0.0.1", string.Create(CultureInfo.InvariantCulture, $"--port={_port}"), $"--base-path={folder}", "--export-all", "--reuseaddr"],
        ("GIT_CONFIG_GLOBAL", "/dev/null"));

    public static async Task<GitDaemon> StartAsync(string folder)
    {
        var daemon = new GitDaemon(folder);
        try
        {
            await daemon._process.UntilListeningAsync(daemon._port);
            return daemon;
        }
        catch
        {
            daemon.Dispose();
            throw;
        }
    }

    public string Url(string repository) => string.Create(CultureInfo.InvariantCulture, $"git://127.0.0.1:{_port}/{repository}");

    public void Dispose() => _process.Dispose();
}
