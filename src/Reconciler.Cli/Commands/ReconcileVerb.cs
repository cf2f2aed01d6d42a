using System.CommandLine;
using System.Globalization;
using Reconciler.Adapters.Control;
using Reconciler.Cli.Composition;
using Reconciler.Cli.Loop;
using Reconciler.Cli.Options;
using Reconciler.Cli.Output;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Commands;

/// <summary>Asks the running daemon to look at once, and waits for what comes of it.</summary>
internal sealed class ReconcileVerb : IVerb
{
    /// <summary>Within it a daemon that lives takes a request up, whatever it is doing.</summary>
    private static readonly TimeSpan AcceptLimit = TimeSpan.FromSeconds(10);

    private readonly Argument<string> _repository = RepositoryArgument.Positional();
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "ends as soon as the daemon knows" };
    private readonly Option<string> _timeout = new("--timeout") { Description = "how long it waits; then it ends with 8, and the daemon goes on", DefaultValueFactory = _ => "15m" };

    public string Name => "reconcile";

    public string Description => "Makes the running daemon look at once, and waits for what comes of it";

    public void Describe(Command command)
    {
        command.Arguments.Add(_repository);
        command.Options.Add(_noWait);
        command.Options.Add(_timeout);
    }

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var limit = TimeText.Read("--timeout", invocation.Parsed.GetRequiredValue(_timeout));
        var place = await StatePlace.FindAsync(invocation.Parsed.GetRequiredValue(_repository), invocation, cancellationToken).ConfigureAwait(false);
        using var daemon = await ControlClient.ConnectAsync(place.RequireFolder(), cancellationToken).ConfigureAwait(false);
        await daemon.AskAsync(ControlEndpoint.Reconcile, cancellationToken).ConfigureAwait(false);
        if (await WithinAsync(daemon, AcceptLimit, invocation.Time, cancellationToken).ConfigureAwait(false) is not { } accepted)
            throw new ReconcilerException(FailureKind.Environment, "the daemon does not answer", "its log and /healthz say more");
        if (accepted != ControlEndpoint.Accepted) throw Gone();
        if (invocation.Parsed.GetValue(_noWait)) return ExitCode.Success;
        if (await WithinAsync(daemon, limit, invocation.Time, cancellationToken).ConfigureAwait(false) is { } line)
            return line.Length == 0 ? throw Gone() : await TellAsync(LookReply.Parse(line), invocation).ConfigureAwait(false);
        await invocation.Terminal.Error.WriteLineAsync($"error: the daemon is still at it after {invocation.Parsed.GetRequiredValue(_timeout)}; it goes on").ConfigureAwait(false);
        return ExitCode.TimedOut;
    }

    /// <summary>Null when the time is over; empty when the daemon went away.</summary>
    private static async Task<string?> WithinAsync(ControlClient daemon, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await daemon.ReadLineAsync(cancellationToken).WaitAsync(limit, time, cancellationToken).ConfigureAwait(false) ?? "";
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private static async Task<int> TellAsync(LookReply reply, Invocation invocation)
    {
        foreach (var sentence in reply.Wrong) await invocation.Terminal.Error.WriteLineAsync($"error: {OneLine.Of(sentence)}").ConfigureAwait(false);
        await invocation.Terminal.WriteResultAsync(invocation.Options.Format == OutputFormat.Json ? Json(reply) : Text(reply)).ConfigureAwait(false);
        return reply.Code;
    }

    private static string Text(LookReply reply) => string.Create(
        CultureInfo.InvariantCulture,
        $"Reconciled: {reply.Done} done, {reply.Failed} failed; {reply.Waiting} waiting. {(reply.Revision is { } commit ? $"commit {OneLine.Of(commit)}" : "nothing")} is in force\n");

    private static string Json(LookReply reply) => ResultJson.Render(json =>
    {
        json.WriteNumber("code", reply.Code);
        json.WriteString("revision", reply.Revision);
        json.WriteNumber("done", reply.Done);
        json.WriteNumber("failed", reply.Failed);
        json.WriteNumber("waiting", reply.Waiting);
        json.Strings("wrong", reply.Wrong);
    });

    private static ReconcilerException Gone() => new(FailureKind.Environment, "the daemon stopped before it was over", "what was begun is in the state's journal; ask again when it runs");
}
