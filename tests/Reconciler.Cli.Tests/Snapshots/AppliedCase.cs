using Reconciler.Cli.Tests.Preview;

namespace Reconciler.Cli.Tests.Snapshots;

/// <summary>A case whose base was applied into a state of its own, and that state's snapshot.</summary>
internal sealed class AppliedCase : IDisposable
{
    private readonly PreviewCase _case;
    private readonly TempFolder _folder = new();

    private AppliedCase(string name) => _case = PreviewCase.Open(name);

    public string Repository => _case.Path;

    public string Base => _case.Base;

    public string Head => _case.Head;

    public string State => _folder.Combine("state");

    public string Snapshot => _folder.Combine("snapshot.json");

    public static async Task<AppliedCase> ApplyAsync(string name)
    {
        var applied = new AppliedCase(name);
        await CapturedProgram.RunAsync("apply", applied.Repository, "--ref", applied.Base, "--state", applied.State, "--auto-approve");
        var exported = await CapturedProgram.RunAsync("status", applied.Repository, "--state", applied.State, "--export-snapshot", applied.Snapshot);
        Assert.True(exported.ExitCode == 0, exported.Errors);
        return applied;
    }

    public Task<Captured> PlanAsync(string state, DateTimeOffset now, params string[] options) =>
        CapturedProgram.RunAsync(now, ["plan", Repository, "--ref", Head, "--state", state, .. options]);

    public void Dispose()
    {
        _case.Dispose();
        _folder.Dispose();
    }
}
