using System.CommandLine;
using Reconciler.Cli.Commands;
using Reconciler.Cli.Composition;
using Reconciler.Cli.Options;
using Reconciler.Cli.Output;
using Reconciler.Core.Cycle;
using Reconciler.Core.Planning;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Tests.Preview;

/// <summary>Another run commits between the look and the lock.</summary>
public sealed class MovedStateTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public MovedStateTests()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(PreviewCase.Folder, "new", "head"))) _folder.Write($"repository/{Path.GetFileName(file)}", File.ReadAllText(file));
        foreach (var file in Directory.GetFiles(Path.Combine(PreviewCase.Folder, "retire", "base"))) _folder.Write($"larger/{Path.GetFileName(file)}", File.ReadAllText(file));
    }

    [Fact(DisplayName = "GIT-04 with a saved plan, what another run did meanwhile leaves the rest approved")]
    public async Task Part_done_meanwhile_is_fine()
    {
        var result = await ApplyAsync(isReviewed: true, "apply", _folder.Combine("repository"), "--auto-approve", "--target", "corp-issuing");
        Assert.Null(result.Changed);
        Assert.Equal(["default/local/certificate/www", "default/local/certificate/www@edge"], result.Report!.Outcomes.Select(outcome => outcome.Action.Id));
    }

    [Fact(DisplayName = "GIT-04 without one, another plan than the one shown is refused")]
    public async Task Another_plan_than_shown_is_refused()
    {
        var result = await ApplyAsync(isReviewed: false, "apply", _folder.Combine("repository"), "--auto-approve", "--target", "corp-issuing");
        Assert.Null(result.Report);
        Assert.Equal(2, result.Changed!.Plan.Changes.Length);
    }

    [Fact(DisplayName = "GIT-04 with a saved plan, more to do than was reviewed is refused under the lock too")]
    public async Task More_to_do_is_refused()
    {
        var result = await ApplyAsync(isReviewed: true, "apply", _folder.Combine("larger"), "--auto-approve");
        Assert.Null(result.Report);
        Assert.Contains(result.Changed!.Plan.Changes, change => change.Id == "default/local/certificate/mail" && change is PlanAction.RetireCertificate);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Plans, lets another run do something, and applies.</summary>
    private async Task<ApplyResult> ApplyAsync(bool isReviewed, params string[] meanwhile)
    {
        var invocation = new Invocation(
            new RootCommand().Parse([]),
            new RunOptions { State = _folder.Combine("state") },
            new Terminal { Out = TextWriter.Null, Error = TextWriter.Null, In = TextReader.Null },
            new Dictionary<string, string>(),
            new ManualTime(ManualTime.Start));
        var workspace = await Workspace.OpenAsync(_folder.Combine("repository"), invocation, CancellationToken.None);
        var desired = workspace.Load.State!;
        await using var session = await CycleSession.OpenAsync(workspace, desired, invocation, CancellationToken.None);
        var cycle = session.Cycle(SilentSink.Instance);
        var planned = await cycle.PlanAsync(desired, new(), CancellationToken.None);
        var reviewed = isReviewed ? SavedPlanJson.Read(SavedPlanJson.Render(planned.Plan, desired), "plan.json") : null;
        var other = await CapturedProgram.RunAsync([.. meanwhile, "--state", _folder.Combine("state")]);
        Assert.True(other.ExitCode == 0, other.Errors);
        return await cycle.ApplyAsync(planned, new(Reviewed: reviewed), TimeSpan.FromSeconds(10), CancellationToken.None);
    }
}
