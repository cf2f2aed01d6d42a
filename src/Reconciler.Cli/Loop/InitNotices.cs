using Microsoft.Extensions.Hosting;
using Reconciler.Adapters.Systemd;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Loop;

/// <summary>
/// Keeps the init system told: ready once the first look is over and the loop goes on, a status line after every look, that it stops, and signs of life,
/// twice within the time that they are waited for, only while the loop itself is alive.
/// </summary>
internal sealed class InitNotices : BackgroundService
{
    private readonly NotifySocket _socket;
    private readonly Pulse _pulse;
    private readonly TimeProvider _time;
    private readonly LoopLog _log;

    public InitNotices(NotifySocket socket, Looks looks, Pulse pulse, TimeProvider time, LoopLog log)
    {
        (_socket, _pulse, _time, _log) = (socket, pulse, time, log);
        // That it is ready may be said again and changes nothing.
        looks.Ended += look => Tell($"READY=1\nSTATUS={LoopText.Line(look.State)}");
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        Tell("STOPPING=1\nSTATUS=finishing the step in hand");
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_socket.Watchdog is not { } patience) return;
        using var timer = new PeriodicTimer(patience / 2, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            if (_pulse.IsAlive(patience)) Tell("WATCHDOG=1");
            else _log.Once("error", "watchdog", "the loop does not get on; the init system is left to act");
        }
    }

    private void Tell(string state)
    {
        if (!_socket.TrySend(state)) _log.Once("warning", "init", "the init system cannot be told how the daemon is: its socket takes nothing");
    }
}
