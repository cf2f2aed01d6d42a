using System.CommandLine;
using System.Text;
using Reconciler.Cli.Composition;
using Reconciler.Cli.Options;
using Reconciler.Cli.Output;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Planning;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Commands;

/// <summary>Shows what merging one commit into another would change, by the commits alone unless a state is named.</summary>
internal sealed class PreviewVerb : IVerb
{
    private readonly Argument<string> _repository = RepositoryArgument.Positional();
    private readonly Option<string> _base = new("--base") { Description = "branch, tag or commit that is merged into; counts as fully applied without --state", Required = true };
    private readonly Option<string> _head = new("--head") { Description = "branch, tag or commit that would be merged", Required = true };
    private readonly Option<string> _comment = new("--comment") { Description = "where the comment goes: stdout", DefaultValueFactory = _ => "stdout" };

    public string Name => "preview";

    public string Description => "Shows what merging a commit would change; needs no state, secret or network";

    public void Describe(Command command)
    {
        command.Arguments.Add(_repository);
        command.Options.Add(_base);
        command.Options.Add(_head);
        command.Options.Add(_comment);
    }

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        RefuseForges(invocation.Parsed.GetRequiredValue(_comment));
        var repository = invocation.Parsed.GetRequiredValue(_repository);
        var from = await Workspace.OpenAsync(repository, invocation.Parsed.GetRequiredValue(_base), invocation, cancellationToken).ConfigureAwait(false);
        var to = await Workspace.OpenAsync(repository, invocation.Parsed.GetRequiredValue(_head), invocation, cancellationToken).ConfigureAwait(false);
        var plan = await PlanAsync(from, to, invocation, cancellationToken).ConfigureAwait(false);
        var preview = new Preview(from.Tree.Revision.Commit!, to.Tree.Revision.Commit!, plan, Problems(from, to, plan));
        await ShowAsync(preview, invocation).ConfigureAwait(false);
        if (plan is null) await InvalidJson.WriteAsync(to.Load.State is null ? to : from, invocation).ConfigureAwait(false);
        return plan is null ? ExitCode.Invalid : PlanVerb.Refusal(plan) ?? ExitCode.Success;
    }

    /// <summary>Null where one of the two is no valid configuration.</summary>
    private static async Task<Plan?> PlanAsync(Workspace from, Workspace to, Invocation invocation, CancellationToken cancellationToken)
    {
        if (to.Load.State is not { } desired) return null;
        if (invocation.Options.State is null or "none")
        {
            if (from.Load.State is null && from.Load.Documents > 0) return null;
            return PreviewPlan.Between(from.Load.State, desired, to.Tree.Revision.CommitTime!.Value);
        }

        var actual = await StatePlace.Of(to.Repository, to.Tree.WorkingFolder is null, invocation).OpenStore(invocation.Time).ReadAsync(cancellationToken).ConfigureAwait(false);
        return Planner.Plan(desired, actual, Evidence.None, PlanScope.All, invocation.Time.GetUtcNow());
    }

    /// <summary>What is said of the head and was not said of the base; where the base itself cannot be read, why.</summary>
    private static string Problems(Workspace from, Workspace to, Plan? plan)
    {
        var known = from.Load.Diagnostics.Where(diagnostic => !diagnostic.IsError).Select(diagnostic => (diagnostic.Code.Id, diagnostic.Message)).ToHashSet();
        var fresh = to.Load.Diagnostics.Where(diagnostic => !known.Contains((diagnostic.Code.Id, diagnostic.Message)));
        var text = to.Describe(fresh.Concat(plan is null ? [] : plan.Refusals), Ink.Off);
        if (plan is not null || to.Load.State is null) return text;
        return $"{text}The base is no valid configuration, so there is nothing to compare with:\n\n{from.Describe(from.Load.Diagnostics.Where(diagnostic => diagnostic.IsError), Ink.Off)}";
    }

    private static async Task ShowAsync(Preview preview, Invocation invocation)
    {
        if (invocation.Options.OutMarkdown is { } page) await ResultFile.WriteAsync(page, Encoding.UTF8.GetBytes(PreviewMarkdown.Render(preview))).ConfigureAwait(false);
        if (invocation.Options.OutJson is { } file && preview.Plan is { } saved) await ResultFile.WriteAsync(file, PlanJson.Render(saved)).ConfigureAwait(false);
        switch (invocation.Options.IsFormatGiven ? invocation.Options.Format : OutputFormat.Markdown)
        {
            case OutputFormat.Markdown:
                await invocation.Terminal.WriteResultAsync(PreviewMarkdown.Render(preview)).ConfigureAwait(false);
                break;
            case OutputFormat.Text:
                await invocation.Terminal.WriteResultAsync(PreviewText.Render(preview, invocation.Terminal.Ink, invocation.Terminal.Width)).ConfigureAwait(false);
                break;
            case OutputFormat.Json:
                await invocation.Terminal.Error.WriteAsync(preview.Problems).ConfigureAwait(false);
                if (preview.Plan is { } plan) await invocation.Terminal.WriteResultAsync(Encoding.UTF8.GetString(PlanJson.Render(plan)) + "\n").ConfigureAwait(false);
                break;
        }
    }

    private static void RefuseForges(string comment)
    {
        if (comment is "github" or "gitlab" or "gitea")
            throw new ReconcilerException(FailureKind.Usage, $"--comment {comment}: posting to a forge is not available in this version", "write the comment with --out-md and post the file");
        if (comment != "stdout") throw new ReconcilerException(FailureKind.Usage, $"\"{comment}\" is no value of --comment", "stdout");
    }
}
