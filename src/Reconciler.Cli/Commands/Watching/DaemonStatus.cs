using Reconciler.Adapters.Daemons;
using Reconciler.Core.Actual;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Commands.Watching;

/// <summary>A status as a running daemon tells it.</summary>
internal sealed class DaemonStatus(DaemonClient daemon) : IStatusSource
{
    public async Task<StateMark> ReadMarkAsync(CancellationToken cancellationToken) =>
        StatusJsonReader.ReadMark(await daemon.GetAsync("api/v1/objects?limit=1", cancellationToken).ConfigureAwait(false), daemon.Address);

    public async Task<StatusBoard> ReadAsync(CancellationToken cancellationToken)
    {
        var board = StatusJsonReader.ReadDaemon(await daemon.GetAsync("api/v1/status", cancellationToken).ConfigureAwait(false), daemon.Address);
        List<StatusRow> rows = [.. board.Rows];
        for (var next = board.Next; next is not null;)
        {
            (var page, next) = StatusJsonReader.ReadPage(await daemon.GetAsync(next[1..], cancellationToken).ConfigureAwait(false), daemon.Address);
            rows.AddRange(page);
        }

        return board with { Rows = [.. rows], Next = null };
    }
}
