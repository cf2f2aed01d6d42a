using System.CommandLine;
using System.Globalization;
using System.Text;
using Reconciler.Adapters.Store.Snapshots;
using Reconciler.Cli.Composition;
using Reconciler.Cli.Options;
using Reconciler.Cli.Output;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Commands;

/// <summary>What is there, by the state alone.</summary>
internal sealed class StatusVerb : IVerb
{
    private readonly Argument<string> _repository = RepositoryArgument.Positional();
    private readonly Option<string?> _exportSnapshot = new("--export-snapshot") { Description = "writes the state without its secrets to this file, for --state elsewhere; - is stdout" };

    public string Name => "status";

    public string Description => "Lists what is there: status, end, what is due next and what it waits for";

    public void Describe(Command command)
    {
        command.Arguments.Add(_repository);
        command.Options.Add(_exportSnapshot);
    }

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var place = await StatePlace.FindAsync(invocation.Parsed.GetRequiredValue(_repository), invocation, cancellationToken).ConfigureAwait(false);
        var store = place.OpenStore(invocation.Time);
        if (invocation.Parsed.GetValue(_exportSnapshot) is { } snapshot) return await ExportAsync(store, snapshot, invocation, cancellationToken).ConfigureAwait(false);
        var actual = await store.ReadAsync(cancellationToken).ConfigureAwait(false);
        var failures = new ChangeFailures();
        if (place.Folder is not null) await place.OpenAuditLog().ReadAsync(new(ChangesOnly: true), failures.Add, cancellationToken).ConfigureAwait(false);
        var board = StatusBoard.Of(actual, invocation.Time.GetUtcNow(), failures.Standing(actual));
        if (place.Folder is not null) board = board.With(await place.OpenOutbox(invocation.Time).ReadSubscribersAsync(cancellationToken).ConfigureAwait(false));
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
