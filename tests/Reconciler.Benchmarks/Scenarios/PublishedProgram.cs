using System.Diagnostics;
using Reconciler.Testing;

namespace Reconciler.Benchmarks.Scenarios;

/// <summary>The program as users get it: published for release, outside the checkout.</summary>
internal static class PublishedProgram
{
    /// <summary>Names an executable that is published already, and is measured instead.</summary>
    private const string Ready = "RECONCILER_BENCHMARK_PROGRAM";

    /// <summary>Publishes into <paramref name="folder"/>; returns the path of the executable.</summary>
    public static async Task<string> PublishAsync(string folder)
    {
        if (Environment.GetEnvironmentVariable(Ready) is { Length: > 0 } program) return program;
        var project = Path.Combine(RepositoryRoot.Path, "src", "Reconciler.Cli");
        using var publish = Process.Start(new ProcessStartInfo("dotnet", ["publish", project, "-c", "Release", "-o", folder, "-v", "q", "--nologo"])
        {
            RedirectStandardOutput = true,
        })!;
        var said = await publish.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await publish.WaitForExitAsync().ConfigureAwait(false);
        if (publish.ExitCode != 0) throw new InvalidOperationException($"dotnet publish ended with {publish.ExitCode}: {said}");
        return Path.Combine(folder, "Reconciler.Cli");
    }
}
