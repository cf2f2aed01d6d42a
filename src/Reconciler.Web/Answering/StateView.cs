using Reconciler.Core.Actual;

namespace Reconciler.Web.Answering;

/// <summary>
/// Something made of the newest state, made once for each serial however many ask. Asking for the serial costs the same whatever the state holds; making
/// happens on the asker's thread, never on the loop's.
/// </summary>
/// <param name="holds">Whether what was made still tells the truth.</param>
internal sealed class StateView<T>(IActualStore store, Func<ActualState, T> make, Func<T, StateMark, bool> holds) : IDisposable
    where T : class
{
    private readonly SemaphoreSlim _making = new(1, 1);
    private volatile T? _made;

    public async Task<T> ReadAsync(CancellationToken cancellationToken)
    {
        var mark = await store.ReadMarkAsync(cancellationToken).ConfigureAwait(false);
        if (_made is { } made && holds(made, mark)) return made;
        await _making.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_made is { } other && holds(other, mark)) return other;
            var fresh = make(await store.ReadAsync(cancellationToken).ConfigureAwait(false));
            _made = fresh;
            return fresh;
        }
        finally
        {
            _making.Release();
        }
    }

    public void Dispose() => _making.Dispose();
}
