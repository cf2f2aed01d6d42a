using Microsoft.Data.Sqlite;
using Reconciler.Adapters.Store.Sqlite.Archive;
using Reconciler.Core.Diagnostics;
using SQLitePCL;

namespace Reconciler.Adapters.Store.Sqlite.Health;

/// <summary>Looks a whole database over, beside whoever reads and writes it; works on the caller's thread for as long as reading all of it takes.</summary>
public sealed class DatabaseCheck(string stateFolder)
{
    private readonly StateFolder _folder = new(stateFolder);

    /// <summary>What is wrong with it, one sentence; null for a whole one and an absent one. Throws <see cref="ReconcilerException"/> for one that is out of reach.</summary>
    public string? Look(CancellationToken cancellationToken)
    {
        try
        {
            using var connection = new StateDatabase(_folder, Schema.Embedded).OpenAsItIs();
            if (connection is null) return null;
            cancellationToken.ThrowIfCancellationRequested();
            using var stop = cancellationToken.Register(() => raw.sqlite3_interrupt(connection.Handle));
            return DatabaseFile.Fault(connection) is { } fault ? Sentence(fault) : null;
        }
        catch (SqliteException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB)
        {
            return Sentence(failure.Message);
        }
        catch (Exception failure) when (StoreFailures.Name(_folder, failure) is ReconcilerException named && failure is not ReconcilerException)
        {
            throw named;
        }
    }

    private string Sentence(string fault) => $"the database {_folder.Database} is damaged: {fault}; put the newest backup back with the verb restore and --force, which keeps a copy of what is there";
}
