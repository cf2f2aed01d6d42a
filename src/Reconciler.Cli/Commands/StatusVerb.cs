using System.CommandLine;
using System.Globalization;
using System.Text;
using Reconciler.Adapters.Daemons;
using Reconciler.Adapters.Store.Snapshots;
using Reconciler.Cli.Commands.Watching;
using Reconciler.Cli.Composition;
using Reconciler.Cli.Options;
using Reconciler.Cli.Output;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Commands;

/// <summary>What is there, by the state alone or by what a daemon says.</summary>
internal sealed class StatusVerb : IVerb
{
    private readonly Argument<string> _repository = RepositoryArgument.Positional();
    private readonly Option<string?> _exportSnapshot = new("--export-snapshot") { Description = "writes the state without its secrets to this file, for --state elsewhere; - is stdout" };

    private readonly Option<bool> _watch = new("--watch") { Description = "shows it again whenever something changed, until it is stopped" };
    private readonly Option<string?> _daemon = new("--daemon") { Description = "asks the daemon at this address, for example http://127.0.0.1:8440, and not the state; its token is RECONCILER_API_TOKEN" };

    public string Name => "status";

    public string Description => "Lists what is there: status, end, what is due next and what it waits for";

    public void Describe(Command command)
    {
        command.Arguments.Add(_repository);
        command.Options.Add(_watch);
        command.Options.Add(_daemon);
        command.Options.Add(_exportSnapshot);
    }

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var snapshot = invocation.Parsed.GetValue(_exportSnapshot);
        if (invocation.Parsed.GetValue(_daemon) is { } address)
        {
            if (snapshot is not null) throw new ReconcilerException(FailureKind.Usage, "a daemon gives no snapshot of its state", "leave --daemon out where its state is");
            using var daemon = new DaemonClient(address, invocation.Environment.GetValueOrDefault("RECONCILER_API_TOKEN") is { Length: > 0 } token ? token : null);
            return await ShowAsync(new DaemonStatus(daemon), invocation, cancellationToken).ConfigureAwait(false);
        }

        var place = await StatePlace.FindAsync(invocation.Parsed.GetRequiredValue(_repository), invocation, cancellationToken).ConfigureAwait(false);
        var store = place.OpenStore(invocation.Time);
        if (snapshot is not null) return await ExportAsync(store, snapshot, invocation, cancellationToken).ConfigureAwait(false);
        return await ShowAsync(new StateStatus(place, store, invocation.Time), invocation, cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> ShowAsync(IStatusSource source, Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Parsed.GetValue(_watch))
        {
            if (invocation.Options.Format != OutputFormat.Text || invocation.Options.OutJson is not null)
                throw new ReconcilerException(FailureKind.Usage, "status --watch is text", "programs ask /api/v1/objects of the daemon, or status --format json again");
            await new StatusWatch(source, invocation.Terminal, invocation.Time).RunAsync(cancellationToken).ConfigureAwait(false);
            return ExitCode.Success;
        }

        var board = await source.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (invocation.Options.OutJson is { } file) await ResultFile.WriteAsync(file, StatusJson.Render(board)).ConfigureAwait(false);
        await invocation.Terminal.WriteResultAsync(invocation.Options.Format switch
        {
            OutputFormat.Text => StatusText.Render(board, invocation.Terminal.Ink),
            OutputFormat.Json => Encoding.UTF8.GetString(StatusJson.Render(board)) + "\n",
            OutputFormat.Markdown => throw new ReconcilerException(FailureKind.Usage, "status has no Markdown form", "use --format text or json"),
        }).ConfigureAwait(false);
        return ExitCode.Success;
    }

    private static async Task<int> ExportAsync(IActualStore store, string file, Invocation invocation, CancellationToken cancellationToken)
    {
        var state = await store.ReadAsync(cancellationToken).ConfigureAwait(false);
        var content = SnapshotFile.Write(new(state, await store.ReadEvidenceAsync(cancellationToken).ConfigureAwait(false)));
        if (file == "-")
        {
            await invocation.Terminal.WriteResultAsync(Encoding.UTF8.GetString(content)).ConfigureAwait(false);
            return ExitCode.Success;
        }

        await ResultFile.WriteAsync(file, content).ConfigureAwait(false);
        if (!invocation.Options.Quiet)
            await invocation.Terminal.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{file} holds the state of serial {state.Serial}; read it with --state {file}")).ConfigureAwait(false);
        return ExitCode.Success;
    }

    internal static async Task<IActualStore> StateOf(string repository, Invocation invocation, CancellationToken cancellationToken) =>
        (await StatePlace.FindAsync(repository, invocation, cancellationToken).ConfigureAwait(false)).OpenStore(invocation.Time);
}
