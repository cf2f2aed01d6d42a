using System.Text.Json;
using Microsoft.Data.Sqlite;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Store.Sqlite;

/// <summary>Turns what the database reports into named failures; no other exception leaves this folder for a state that is damaged or out of reach.</summary>
internal static class StoreFailures
{
    /// <summary>Runs work on the database. SQLite works on the caller's thread, so the task that is returned has ended.</summary>
    public static Task<T> RunAsync<T>(StateFolder folder, Func<T> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        try
        {
            return Task.FromResult(work());
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }
        catch (Exception failure)
        {
            return Task.FromException<T>(Name(folder, failure));
        }
    }

    /// <summary>The named form of a failure; what is none of the world's doing stays as it is.</summary>
    public static Exception Name(StateFolder folder, Exception failure) => failure switch
    {
        SqliteException error => Name(folder.Database, error),
        FormatException or JsonException => Damaged(folder.Database, failure),
        IOException or UnauthorizedAccessException => OutOfReach(folder.Database, failure),
        _ => failure,
    };

    private static ReconcilerException Damaged(string path, Exception inner) => new(
        FailureKind.Environment,
        $"the state {path} is damaged: {inner.Message}",
        "put back the newest good copy of the state folder; nothing was changed",
        inner);

    private static ReconcilerException OutOfReach(string path, Exception inner) => new(
        FailureKind.Environment,
        $"the state {path} cannot be opened or written: {inner.Message}",
        "give the user that runs this the right to read and write the state folder and what is in it",
        inner);

    // Result codes: https://www.sqlite.org/rescode.html
    private static ReconcilerException Name(string path, SqliteException error) => error.SqliteErrorCode switch
    {
        11 or 26 => Damaged(path, error),
        5 or 6 => new(FailureKind.Locked, $"the state {path} is in use by another program", "wait until it has ended", error),
        3 or 8 or 14 or 23 => OutOfReach(path, error),
        10 or 13 => new(
            FailureKind.Environment,
            $"the disk that holds the state {path} failed or is full: {error.Message}",
            "make room or repair the disk, then run again; what was not committed is not in the state",
            error),
        19 => Refusal.Because($"it does not fit what the state {path} holds: {error.Message}", error),
        _ => new(FailureKind.Environment, $"the state {path} cannot be used: {error.Message}", "look at the message; nothing was changed", error),
    };
}
