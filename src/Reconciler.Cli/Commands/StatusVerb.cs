using System.CommandLine;
using System.Text;
using Reconciler.Cli.Composition;
using Reconciler.Cli.Options;
using Reconciler.Cli.Output;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Commands;

/// <summary>What is there, by the state alone.</summary>
internal sealed class StatusVerb : IVerb
{
    private readonly Argument<string> _repository = RepositoryArgument.Positional();

    public string Name => "status";

    public string Description => "Lists what is there: status, end, what is due next and what it waits for";

    public void Describe(Command command) => command.Arguments.Add(_repository);

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var store = await StateOf(invocation.Parsed.GetRequiredValue(_repository), invocation, cancellationToken).ConfigureAwait(false);
        var board = StatusBoard.Of(await store.ReadAsync(cancellationToken).ConfigureAwait(false), invocation.Time.GetUtcNow());
        if (invocation.Options.OutJson is { } file) await ResultFile.WriteAsync(file, StatusText.RenderJson(board)).ConfigureAwait(false);
        await invocation.Terminal.WriteResultAsync(invocation.Options.Format switch
        {
            OutputFormat.Text => StatusText.Render(board, invocation.Terminal.Ink),
            OutputFormat.Json => Encoding.UTF8.GetString(StatusText.RenderJson(board)) + "\n",
            OutputFormat.Markdown => throw new ReconcilerException(FailureKind.Usage, "status has no Markdown form", "use --format text or json"),
        }).ConfigureAwait(false);
        return ExitCode.Success;
    }

    internal static async Task<Core.Actual.IActualStore> StateOf(string repository, Invocation invocation, CancellationToken cancellationToken) =>
        (await StatePlace.FindAsync(repository, invocation, cancellationToken).ConfigureAwait(false)).OpenStore(invocation.Time);
}
