using System.Globalization;
using Microsoft.Data.Sqlite;
using Reconciler.Adapters.Store.Sqlite.Changes;
using Reconciler.Adapters.Store.Sqlite.Reading;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Store.Sqlite.Archive;

/// <summary>
/// Puts a backup back into a state folder, under the writer's lock. It is copied, looked over, brought to the latest version and raised to the marks of
/// what happened since, all beside the state that is there; one rename makes it the state.
/// </summary>
/// <param name="readCrl">Reads a published CRL by its path; null when there is none to be read.</param>
public sealed class StateRestore(string stateFolder, TimeProvider time, Func<string, PublishedCrl?> readCrl)
{
    private const string SetSerial = "UPDATE state SET serial = ?1";

    private const string SelectCrls = "SELECT id, account, region, name, crl_path FROM authorities WHERE crl_number IS NOT NULL ORDER BY id";

    private readonly StateFolder _folder = new(stateFolder);

    private string New => _folder.Database + ".restored";

    /// <summary>Where a state is there, only with <paramref name="force"/>, only over the same lineage, and a copy of it is kept.</summary>
    public async Task<RestoreReport> RestoreAsync(string backup, bool force, TimeSpan wait, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(backup);
        var path = Path.GetFullPath(backup);
        if (!File.Exists(path)) throw new ReconcilerException(FailureKind.Usage, $"there is no backup {path}");
        if (new FileInfo(path + "-wal") is { Exists: true, Length: > 0 })
            throw new ReconcilerException(FailureKind.Usage, $"{path} is a state in use, not a backup: part of it is in the log beside it", "make a backup of it with the verb backup");
        var exists = File.Exists(_folder.Database);
        if (exists && !force)
            throw new ReconcilerException(FailureKind.Usage, $"there is a state in {_folder.Path}", "name an empty folder with --state, or put the backup over it with --force, which keeps a copy");
        _folder.Create();
        using var held = await StateLock.TakeAsync(_folder, wait, time, cancellationToken).ConfigureAwait(false);
        return await StoreFailures.RunAsync(_folder, () => Restore(path, File.Exists(_folder.Database)), cancellationToken).ConfigureAwait(false);
    }

    private RestoreReport Restore(string backup, bool exists)
    {
        File.Delete(New);
        try
        {
            CopyIn(backup);
            using var connection = OpenNew(backup);
            var lineage = LineageOf(connection, backup);
            var parameters = PassphraseParameters.Take(connection);
            PassphraseParameters.Check(_folder, parameters);
            var former = exists ? Keep(lineage) : null;
            var report = Raise(connection, Path.GetFileName(backup), former);
            report = report with { Regions = [.. PassphraseParameters.Place(_folder, parameters, report.Regions)] };
            connection.Close();
            DatabaseFile.Flush(New);
            if (exists) RemoveLogs();
            File.Move(New, _folder.Database, overwrite: true);
            DurableFolder.Flush(_folder.Path);
            return report;
        }
        finally
        {
            File.Delete(New);
        }
    }

    private void CopyIn(string backup)
    {
        DatabaseFile.Create(New);
        using var from = new FileStream(backup, FileMode.Open, FileAccess.Read, FileShare.Read);
        using var to = new FileStream(New, FileMode.Open, FileAccess.Write);
        from.CopyTo(to);
    }

    private SqliteConnection OpenNew(string backup)
    {
        var connection = DatabaseFile.Open(New);
        try
        {
            DatabaseFile.Settle(connection);
            if (DatabaseFile.Fault(connection) is { } fault) throw Damaged(backup, fault, null);
            var version = Schema.VersionOf(connection);
            Schema.Embedded.Check(version, backup);
            if (version < Schema.Embedded.Latest) Schema.Embedded.Upgrade(connection, version);
            return connection;
        }
        catch (Exception failure)
        {
            connection.Dispose();
            throw failure is SqliteException or FormatException ? Damaged(backup, failure.Message, failure) : failure;
        }
    }

    private static string LineageOf(SqliteConnection connection, string backup)
    {
        using var statements = new Statements(connection);
        return DatabaseFile.Identity(statements, backup).Lineage;
    }

    /// <summary>Keeps a copy of the state that is there, and refuses another lineage before anything is changed.</summary>
    private KeptState Keep(string lineage)
    {
        var kept = _folder.CopyBefore(time.GetUtcNow());
        try
        {
            using (var connection = DatabaseFile.Open(_folder.Database)) DatabaseFile.Copy(connection, kept);
            using var copy = DatabaseFile.Open(kept);
            using var statements = new Statements(copy);
            if (SnapshotReader.ReadIdentity(statements) is not { } identity || identity.Lineage == lineage) return new(kept, IsReadable: true);
        }
        catch (Exception failure) when (failure is SqliteException or FormatException)
        {
            // It is damaged, which may be why the backup is put back: its files are kept as they are.
            File.Copy(_folder.Database, kept, overwrite: true);
            if (File.Exists(_folder.Database + "-wal")) File.Copy(_folder.Database + "-wal", kept + "-wal", overwrite: true);
            return new(kept, IsReadable: false);
        }

        File.Delete(kept);
        throw new ReconcilerException(
            FailureKind.Usage,
            $"the state in {_folder.Path} is not the one that was saved: their lineages differ",
            "name an empty folder with --state; should this state really go, move it away first");
    }

    private RestoreReport Raise(SqliteConnection connection, string backup, KeptState? former)
    {
        if (former is { IsReadable: true }) Attach(connection, former.Path);
        using var statements = new Statements(connection);
        statements.Run("BEGIN IMMEDIATE");
        var (lineage, saved) = DatabaseFile.Identity(statements, backup);
        var marks = new HighWaterMarks(statements);
        var serial = saved;
        if (former is { IsReadable: true })
        {
            marks.RaiseToFormer();
            serial = Math.Max(serial, FormerSerial(statements));
        }

        foreach (var (authority, published) in PublishedCrls(statements)) marks.RaiseTo(authority, published);
        var audit = new AuditChanges(statements, AuditRows.ReadHead(statements));
        var actor = $"{Environment.UserName}@{Environment.MachineName}";
        audit.Add(new(time.GetUtcNow(), actor, "state.restore", "state", string.Create(CultureInfo.InvariantCulture, $"serial {saved} from {backup}"), null), serial + 1);
        audit.StoreHead();
        statements.Run(SetSerial, serial + 1);
        statements.Run("COMMIT");
        return new(
            lineage, saved, serial + 1, former?.Path, former is { IsReadable: false }, marks.Revoked, [.. marks.Unknown.Distinct()], [.. DatabaseFile.Regions(statements)]);
    }

    private static void Attach(SqliteConnection connection, string path)
    {
        using var attach = connection.CreateCommand();
        attach.CommandText = "ATTACH $path AS former";
        attach.Parameters.AddWithValue("$path", path);
        attach.ExecuteNonQuery();
    }

    private static long FormerSerial(Statements statements)
    {
        using var row = statements.Query("SELECT serial FROM former.state");
        return row.Read() ? row.Long(0) : 0;
    }

    /// <summary>At the path that the state names, and in this folder, should it have moved.</summary>
    private List<(string Authority, PublishedCrl Crl)> PublishedCrls(Statements statements)
    {
        var found = new List<(string Authority, PublishedCrl Crl)>();
        using var row = statements.Query(SelectCrls);
        while (row.Read())
        {
            string[] paths = [row.Text(4), Path.Combine(_folder.Path, "crl", row.Text(1), row.Text(2), row.Text(3) + ".crl")];
            foreach (var path in paths.Distinct(StringComparer.Ordinal))
            {
                if (readCrl(path) is { } crl) found.Add((row.Text(0), crl));
            }
        }

        return found;
    }

    /// <summary>The logs of the state that was there would be taken for those of the one that takes its place. Their content is in the copy.</summary>
    private void RemoveLogs()
    {
        File.Delete(_folder.Database + "-wal");
        File.Delete(_folder.Database + "-shm");
    }

    private static ReconcilerException Damaged(string backup, string why, Exception? inner) => new(
        FailureKind.Environment, $"{backup} is no sound backup: {why}", "take an older one; nothing was changed", inner);

    private sealed record KeptState(string Path, bool IsReadable);
}
