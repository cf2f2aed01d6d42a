using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Store.Sqlite;

/// <summary>A change that would break a promise of the state: a serial taken twice, a CRL number that goes back. The whole commit is undone.</summary>
internal static class Refusal
{
    public static ReconcilerException Because(string why, Exception? inner = null) => new(
        FailureKind.Environment, $"the change was not stored: {why}", "nothing of the commit was stored; run again, and report it should it stay", inner);
}
