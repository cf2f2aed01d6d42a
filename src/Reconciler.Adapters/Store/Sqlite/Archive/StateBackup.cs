using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Store.Sqlite.Archive;

/// <summary>
/// Writes the state into one file while runs go on: what is in it is one serial. Private keys stay encrypted; the key-encryption keys and the
/// passphrases they are made of are left out, so that the file alone reveals none.
/// </summary>
public sealed class StateBackup(string stateFolder)
{
    private const string NewFileSuffix = ".new";

    private readonly StateFolder _folder = new(stateFolder);

    /// <summary>The file appears whole, mode 0600, or not at all. One that is there is not written over.</summary>
    public Task<BackupReport> WriteAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        return StoreFailures.RunAsync(_folder, () => Write(Path.GetFullPath(path)), cancellationToken);
    }

    private BackupReport Write(string path)
    {
        if (Path.Exists(path))
            throw new ReconcilerException(FailureKind.Usage, $"{path} is there already, and a backup is not written over", "name another file");
        using var connection = new StateDatabase(_folder, Schema.Embedded).OpenAsItIs()
            ?? throw new ReconcilerException(FailureKind.Usage, $"there is no state in {_folder.Path}", "name its folder with --state, or apply first");
        var temporary = path + NewFileSuffix;
        try
        {
            File.Delete(temporary);
            DatabaseFile.Copy(connection, temporary);
            var report = Complete(temporary);
            DatabaseFile.Flush(temporary);
            File.Move(temporary, path, overwrite: false);
            DurableFolder.Flush(Path.GetDirectoryName(path)!);
            return report;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ReconcilerException(FailureKind.Environment, $"the backup {path} cannot be written: {failure.Message}", "name a file in a folder that you may write to", failure);
        }
        finally
        {
            if (File.Exists(temporary)) File.Delete(temporary);
        }
    }

    /// <summary>By the copy, not the state, which may have moved on.</summary>
    private BackupReport Complete(string path)
    {
        using var copy = DatabaseFile.Open(path);
        using var statements = new Statements(copy);
        var (lineage, serial) = DatabaseFile.Identity(statements, path);
        var regions = PassphraseParameters.Save(_folder, copy, DatabaseFile.Regions(statements));
        return new(lineage, serial, new FileInfo(path).Length, [.. regions]);
    }
}
