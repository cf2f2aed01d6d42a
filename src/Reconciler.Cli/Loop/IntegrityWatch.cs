using Microsoft.Extensions.Hosting;
using Reconciler.Adapters.Store.Sqlite.Health;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Cli.Loop;

/// <summary>Looks the whole database over beside the loop: at the start, and then daily. A damaged one is told and shown; the loop goes on with what can be read of it.</summary>
internal sealed class IntegrityWatch(DatabaseCheck check, TimeProvider time, LoopLog log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    private volatile string? _damage;

    /// <summary>What the last look found; null: nothing, or none has ended yet.</summary>
    public string? Damage => _damage;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                Look(stoppingToken);
                await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The daemon ends.
        }
    }

    private void Look(CancellationToken cancellationToken)
    {
        try
        {
            var found = check.Look(cancellationToken);
            if (found is not null) log.Write("error", "integrity", found);
            else if (_damage is not null) log.Write("info", "integrity", "the database is whole again");
            _damage = found;
        }
        catch (ReconcilerException failure)
        {
            log.Write("warning", "integrity", $"the database could not be looked over: {failure.Message}");
        }
    }
}
