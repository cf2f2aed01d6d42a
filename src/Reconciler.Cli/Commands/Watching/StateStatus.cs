using Reconciler.Cli.Composition;
using Reconciler.Core.Actual;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Commands.Watching;

/// <summary>A status of the state itself; what failed is told by the audit log.</summary>
internal sealed class StateStatus(StatePlace place, IActualStore store, TimeProvider time) : IStatusSource
{
    public Task<StateMark> ReadMarkAsync(CancellationToken cancellationToken) => store.ReadMarkAsync(cancellationToken);

    public async Task<StatusBoard> ReadAsync(CancellationToken cancellationToken)
    {
        var actual = await store.ReadAsync(cancellationToken).ConfigureAwait(false);
        var failures = new ChangeFailures();
        if (place.Folder is not null) await place.OpenAuditLog().ReadAsync(new(ChangesOnly: true), failures.Add, cancellationToken).ConfigureAwait(false);
        var board = StatusBoard.Of(actual, time.GetUtcNow(), failures.Standing(actual));
        return place.Folder is null ? board : board.With(await place.OpenOutbox(time).ReadSubscribersAsync(cancellationToken).ConfigureAwait(false));
    }
}
