using Reconciler.Core.Cycle.Loop;

namespace Reconciler.Cli.Loop;

/// <summary>What came of a look.</summary>
/// <param name="Code">As apply would end.</param>
/// <param name="Done">Changes done by it.</param>
/// <param name="Failed">Changes that failed in it.</param>
internal sealed record LookOutcome(int Code, LoopState State, long Done, long Failed);

/// <summary>
/// The loop's looks for those who follow it from outside. Who asks for one is told what came of the first that begins after the asking, however many
/// others asked too. Thread safe.
/// </summary>
internal sealed class Looks
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<LookOutcome> _asked = New();
    private TaskCompletionSource<LookOutcome>? _begun;
    private (long Done, long Failed) _before;

    /// <summary>After each look, on the loop's own thread, before it waits: handlers are quick and do not throw.</summary>
    public event Action<LookOutcome>? Ended;

    /// <summary>Of the first look that begins from now on. The asker nudges the loop after it.</summary>
    public Task<LookOutcome> NextAsync()
    {
        lock (_lock) return _asked.Task;
    }

    /// <summary>A look begins for everybody who asked until now.</summary>
    public void Begin()
    {
        lock (_lock) (_begun, _asked) = (_asked, New());
    }

    public void End(int code, LoopState state)
    {
        var outcome = new LookOutcome(code, state, state.Done - _before.Done, state.Failed - _before.Failed);
        _before = (state.Done, state.Failed);
        TaskCompletionSource<LookOutcome>? begun;
        lock (_lock) (begun, _begun) = (_begun, null);
        begun?.TrySetResult(outcome);
        Ended?.Invoke(outcome);
    }

    private static TaskCompletionSource<LookOutcome> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
