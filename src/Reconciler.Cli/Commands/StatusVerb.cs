using System.CommandLine;
using System.Text;
using Reconciler.Adapters.Git;
using Reconciler.Adapters.Git.Remotes;
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

    /// <summary>The state of a repository without reading its manifests: opening it tells whether it is bare.</summary>
    internal static async Task<Core.Actual.IActualStore> StateOf(string repository, Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Options.State is not null) return StatePlace.Of(repository, isBare: false, invocation).OpenStore(invocation.Time);
        var place = StatePlace.Of(repository, await IsBareAsync(repository, cancellationToken).ConfigureAwait(false), invocation);
        await place.TellAsync(invocation).ConfigureAwait(false);
        return place.OpenStore(invocation.Time);
    }

    /// <summary>A remote need not be reached for it.</summary>
    private static async Task<bool> IsBareAsync(string repository, CancellationToken cancellationToken)
    {
        if (RemoteAddress.IsRemote(repository)) return true;
        var tree = await new GitSourceOpener().OpenAsync(new(repository, null, null), cancellationToken).ConfigureAwait(false);
        return tree.WorkingFolder is null;
    }
}
