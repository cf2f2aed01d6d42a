using Reconciler.Cli.Output;
using Reconciler.Cli.Tests.Crash;

namespace Reconciler.Cli.Tests.Faults;

/// <summary>A run that is repeated from the same beginning, in one folder, so that absolute paths in the state stay true.</summary>
/// <param name="Before">What was applied a year before the run; null: nothing.</param>
internal sealed record FaultScenario(string Name, string? Before, string Manifests)
{
    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        new("creating", null, Crash.Manifests.Little),
        new("changing", Crash.Manifests.Little, Crash.Manifests.LittleChanged),
    ];

    private static readonly string[] ZoneFiles = ["partner.example.db", "moved.example.db"];

    /// <summary>Makes the beginning, once.</summary>
    public async Task PrepareAsync(string folder)
    {
        var work = Work(folder);
        Directory.CreateDirectory(Path.Combine(work, "zones"));
        foreach (var file in ZoneFiles) await File.WriteAllTextAsync(Path.Combine(work, "zones", file), Crash.Manifests.ZoneFile);
        if (Before is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(work, "manifests.yaml"), Before);
            var (code, told) = await RunAsync("apply", work, TimeSpan.FromDays(-360));
            Assert.True(code == 0, told);
        }

        await File.WriteAllTextAsync(Path.Combine(work, "manifests.yaml"), Manifests);
        Directory.Move(work, Kept(folder));
    }

    /// <summary>Goes back to the beginning.</summary>
    public static string Reset(string folder)
    {
        var work = Work(folder);
        if (Directory.Exists(work)) Directory.Delete(work, recursive: true);
        Assert.Equal(0, ExternalPrograms.Run("cp", ["-a", Kept(folder), work]).ExitCode);
        return work;
    }

    public static async Task<(int Code, string Told)> RunAsync(string verb, string work, TimeSpan moved = default)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal { Out = output, Error = error, In = TextReader.Null };
        string[] arguments = verb == "apply" ? [verb, work, "--auto-approve"] : [verb, work];
        var code = await ReconcilerProgram.RunAsync(arguments, terminal, new Dictionary<string, string>(), new EagerTime(moved), CancellationToken.None);
        return (code, $"{output}{error}");
    }

    private static string Work(string folder) => Path.Combine(folder, "work");

    private static string Kept(string folder) => Path.Combine(folder, "kept");
}
