using System.CommandLine;
using System.Text;
using Reconciler.Cli.Composition;
using Reconciler.Cli.Options;
using Reconciler.Cli.Output;
using Reconciler.Core.Cycle;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Commands;

/// <summary>Shows what would happen now, what waits and what comes later; changes nothing.</summary>
internal sealed class PlanVerb : IVerb
{
    private readonly Argument<string> _repository = RepositoryArgument.Positional();
    private readonly Option<bool> _detailedExitCode = new("--detailed-exitcode") { Description = "ends 2 when there are changes" };
    private readonly Option<bool> _offline = new("--offline") { Description = "looks nothing up: decides by the state alone" };
    private readonly Option<string?> _asOf = new("--as-of") { Description = "the clock of the plan, RFC 3339" };
    private readonly Option<string[]> _targets = TargetOption.Create();
    private readonly Option<string?> _out = new("--out") { Description = "saves the plan to this file, for apply --plan" };
    private readonly Option<string?> _horizon = new("--horizon") { Description = "how far Later looks, for example 90d" };

    public string Name => "plan";

    public string Description => "Shows what would happen now, what waits and what comes later";

    public void Describe(Command command)
    {
        command.Arguments.Add(_repository);
        command.Options.Add(_detailedExitCode);
        command.Options.Add(_offline);
        command.Options.Add(_asOf);
        command.Options.Add(_horizon);
        command.Options.Add(_targets);
        command.Options.Add(_out);
    }

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var options = Options(invocation);
        var workspace = await Workspace.OpenAsync(invocation.Parsed.GetRequiredValue(_repository), invocation, cancellationToken).ConfigureAwait(false);
        if (await workspace.TellAsync(invocation).ConfigureAwait(false) is not { } desired)
        {
            await InvalidJson.WriteAsync(workspace, invocation).ConfigureAwait(false);
            return ExitCode.Invalid;
        }

        var session = await CycleSession.OpenAsync(workspace, desired, invocation, cancellationToken).ConfigureAwait(false);
        await using var owner = session.ConfigureAwait(false);
        var cycle = await session.Cycle(SilentSink.Instance).PlanAsync(desired, session.Place.Snapshot is null ? options : options with { Offline = true }, cancellationToken).ConfigureAwait(false);
        if (invocation.Parsed.GetValue(_out) is { } file) await ResultFile.WriteAsync(file, SavedPlanJson.Render(cycle.Plan, desired)).ConfigureAwait(false);
        await ShowAsync(cycle.Plan, workspace, invocation).ConfigureAwait(false);
        if (Refusal(cycle.Plan) is { } refused) return refused;
        return cycle.Plan.HasChanges && invocation.Parsed.GetValue(_detailedExitCode) ? ExitCode.ChangesPresent : ExitCode.Success;
    }

    /// <summary>Writes the plan as the options ask; edits that the state refuses go to stderr.</summary>
    internal static async Task ShowAsync(Plan plan, Workspace workspace, Invocation invocation)
    {
        await invocation.Terminal.Error.WriteAsync(workspace.Describe(plan.Refusals, invocation.Terminal.ErrorInk)).ConfigureAwait(false);
        if (invocation.Options.OutJson is { } file) await ResultFile.WriteAsync(file, PlanJson.Render(plan)).ConfigureAwait(false);
        if (invocation.Options.OutMarkdown is { } page) await ResultFile.WriteAsync(page, Encoding.UTF8.GetBytes(PlanMarkdown.Render(plan))).ConfigureAwait(false);
        var text = invocation.Options.Format switch
        {
            OutputFormat.Text => PlanText.Render(plan, invocation.Terminal.Ink, invocation.Terminal.Width),
            OutputFormat.Json => Encoding.UTF8.GetString(PlanJson.Render(plan)) + "\n",
            OutputFormat.Markdown => PlanMarkdown.Render(plan),
        };
        await invocation.Terminal.WriteResultAsync(text).ConfigureAwait(false);
    }

    /// <summary>The exit code of a plan that may not be applied; null when it may.</summary>
    internal static int? Refusal(Plan plan)
    {
        if (!plan.Refusals.IsEmpty) return ExitCode.Invalid;
        return plan.Blocked.IsEmpty ? null : ExitCode.SafetyLimit;
    }

    private PlanOptions Options(Invocation invocation)
    {
        DateTimeOffset? asOf = null;
        if (invocation.Parsed.GetValue(_asOf) is { } text)
        {
            if (!Instants.TryParse(text, out var instant)) throw new ReconcilerException(FailureKind.Usage, $"\"{text}\" is no instant for --as-of", "RFC 3339, for example 2027-01-31T00:00:00Z");
            asOf = instant;
        }

        TimeSpan? horizon = null;
        if (invocation.Parsed.GetValue(_horizon) is { } length)
        {
            if (!Period.TryParse(length, out var period)) throw new ReconcilerException(FailureKind.Usage, $"\"{length}\" is no period for --horizon", "for example 90d");
            horizon = period.Nominal;
        }

        return new(asOf, invocation.Parsed.GetValue(_offline), horizon, Targets: invocation.Parsed.GetValue(_targets));
    }
}
