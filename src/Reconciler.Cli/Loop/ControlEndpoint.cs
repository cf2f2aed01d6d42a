using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;
using Reconciler.Adapters.Control;
using Reconciler.Core.Cycle.Loop;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Cli.Loop;

/// <summary>
/// Answers the people of this machine: a request makes the loop look at once, and its answer says what came of that look. A daemon beside another on one
/// state takes the socket over when the other is gone.
/// </summary>
internal sealed class ControlEndpoint : BackgroundService
{
    /// <summary>The request.</summary>
    public const string Reconcile = "reconcile";

    /// <summary>First line of the answer, at once: the loop will look.</summary>
    public const string Accepted = "accepted";

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly string _stateFolder;
    private readonly Looks _looks;
    private readonly INudge _nudge;
    private readonly TimeProvider _time;
    private readonly LoopLog _log;
    private readonly TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ControlEndpoint(string stateFolder, Looks looks, INudge nudge, TimeProvider time, LoopLog log)
    {
        (_stateFolder, _looks, _nudge, _time, _log) = (stateFolder, looks, nudge, time, log);
        looks.Ended += _ => _looked.TrySetResult();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ServeAsync(stoppingToken).ConfigureAwait(false);
        // The first look makes the folder where there is none.
        await _looked.Task.WaitAsync(stoppingToken).ConfigureAwait(false);
        while (true)
        {
            await ServeAsync(stoppingToken).ConfigureAwait(false);
            await Task.Delay(Retry, _time, stoppingToken).ConfigureAwait(false);
        }
    }

    /// <summary>As long as the socket is ours; at once over where it is another's or there can be none.</summary>
    private async Task ServeAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var server = ControlServer.TryOpen(_stateFolder);
            if (server is not null) await server.ServeAsync(AnswerAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (ReconcilerException failure)
        {
            _log.Once("warning", "socket", $"{failure.Message}; reconcile cannot ask this daemon");
        }
    }

    private async IAsyncEnumerable<string> AnswerAsync(string request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request != Reconcile) yield break;
        var look = _looks.NextAsync();
        _nudge.Nudge(Reconcile);
        yield return Accepted;
        yield return LookReply.Of(await look.WaitAsync(cancellationToken).ConfigureAwait(false)).ToLine();
    }
}
