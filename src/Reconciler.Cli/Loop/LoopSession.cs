using Reconciler.Cli.Commands;
using Reconciler.Cli.Composition;
using Reconciler.Core.Actual;

namespace Reconciler.Cli.Loop;

/// <summary>
/// The session of the configuration in force: its zones, and the ports on which they are answered. A new configuration gets one of its own where it wants
/// others; where not, no port is closed and no question goes unanswered.
/// </summary>
internal sealed class LoopSession(Invocation invocation) : IAsyncDisposable
{
    private CycleSession? _session;
    private Workspace? _workspace;

    /// <summary>Null until a configuration was opened.</summary>
    public IActualStore? Store => _session?.Store;

    /// <summary>True where another configuration was opened than is open already.</summary>
    public async Task<bool> OpenAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(_workspace, workspace)) return false;
        if (_session?.Serves(workspace, workspace.Load.State!) == true)
        {
            await _session.LoadZonesAsync(cancellationToken).ConfigureAwait(false);
            _workspace = workspace;
            return true;
        }

        await DisposeAsync().ConfigureAwait(false);
        _session = await CycleSession.OpenAsync(workspace, workspace.Load.State!, invocation, cancellationToken).ConfigureAwait(false);
        await _session.ListenAsync(cancellationToken).ConfigureAwait(false);
        _workspace = workspace;
        return true;
    }

    public CycleSession Open => _session ?? throw new InvalidOperationException("no configuration is open");

    public async ValueTask DisposeAsync()
    {
        if (_session is not null) await _session.DisposeAsync().ConfigureAwait(false);
        (_session, _workspace) = (null, null);
    }
}
