using System.CommandLine;
using Reconciler.Cli.Commands;
using Reconciler.Cli.Options;
using Reconciler.Cli.Output;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Cli;

/// <summary>The program as a function: arguments, terminal, environment and clock in, exit code out. Tests call it like the shell does.</summary>
internal static class ReconcilerProgram
{
    /// <summary>Every verb, in the order of the help text.</summary>
    private static readonly Func<IVerb>[] Verbs =
    [
        () => new InitVerb(),
        () => new ValidateVerb(),
        () => new PlanVerb(),
        () => new ApplyVerb(),
        () => new ServeVerb(),
        () => new ReconcileVerb(),
        () => new PreviewVerb(),
        () => new StatusVerb(),
        () => new ExplainVerb(),
        () => new RecordsVerb(),
        () => new TrustBundleVerb(),
        () => new ExportVerb(),
        () => new SimulateVerb(),
        () => new HistoryVerb(),
        () => new AuditVerb(),
        () => new BackupVerb(),
        () => new RestoreVerb(),
        () => new DoctorVerb(),
        () => new SchemaVerb(),
        () => new CompletionVerb(),
    ];

    public static async Task<int> RunAsync(
        string[] arguments, Terminal terminal, IReadOnlyDictionary<string, string> environment, TimeProvider time, CancellationToken cancellationToken)
    {
        var common = new CommonOptions(environment);
        // Not a RootCommand: that one is called after the file it runs from.
        var root = new Command("reconciler", "Certificates, authorities and validation records from YAML in Git.") { HelpText.Option(), new VersionOption { Description = "prints the version, and ends" } };
        foreach (var option in common.All) root.Options.Add(option);
        foreach (var verb in Verbs) root.Subcommands.Add(Build(verb(), common, terminal, environment, time));
        var parsed = root.Parse(arguments);
        if (UsageError.Of(parsed) is { } usage)
        {
            await TellAsync(terminal, usage).ConfigureAwait(false);
            return ExitCode.Invalid;
        }

        var configuration = new InvocationConfiguration
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        }
        catch (ReconcilerException failure)
        {
            await TellAsync(terminal, failure).ConfigureAwait(false);
            return CodeOf(failure.Kind);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception bug)
        {
            // Whatever arrives here is a bug of ours; people get its name, not its stack.
            await terminal.Error.WriteLineAsync($"error: internal error: {bug.GetType().Name}: {bug.Message}").ConfigureAwait(false);
            if (environment.ContainsKey("RECONCILER_DEBUG")) await terminal.Error.WriteLineAsync(bug.ToString()).ConfigureAwait(false);
            return ExitCode.Error;
        }
        finally
        {
            await terminal.Out.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static async Task TellAsync(Terminal terminal, ReconcilerException failure)
    {
        await terminal.Error.WriteLineAsync($"error: {failure.Message}").ConfigureAwait(false);
        if (failure.Remedy is { } remedy) await terminal.Error.WriteLineAsync($"   = help: {remedy}").ConfigureAwait(false);
    }

    private static Command Build(IVerb verb, CommonOptions common, Terminal terminal, IReadOnlyDictionary<string, string> environment, TimeProvider time)
    {
        var command = new Command(verb.Name, verb.Description);
        verb.Describe(command);
        command.SetAction((parsed, cancellationToken) =>
            verb.RunAsync(new(parsed, common.Read(parsed), terminal.With(common.Read(parsed)), environment, time), cancellationToken));
        return command;
    }

    private static int CodeOf(FailureKind kind) => kind switch
    {
        FailureKind.Environment => ExitCode.Error,
        FailureKind.Usage => ExitCode.Invalid,
        FailureKind.Locked => ExitCode.Locked,
    };
}
