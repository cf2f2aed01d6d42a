using System.Globalization;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Store.Sqlite;

/// <summary>The folder that holds a state: where its parts are, and how it is made.</summary>
internal sealed class StateFolder(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string Database => System.IO.Path.Combine(Path, "state.db");

    /// <summary>SQLite's own: what is committed and not folded into the database yet.</summary>
    public string Log => Database + "-wal";

    /// <summary>Where a database is made before it takes its place.</summary>
    public string NewDatabase => System.IO.Path.Combine(Path, "state.db.new");

    public string Lock => System.IO.Path.Combine(Path, "lock");

    /// <summary>Who holds the lock; apart from it, since a locked file cannot be read by others.</summary>
    public string LockHolder => System.IO.Path.Combine(Path, "lock.json");

    /// <summary>Held by the process that delivers events.</summary>
    public string DeliveryLock => System.IO.Path.Combine(Path, "delivery.lock");

    /// <summary>Where the database is kept as it was before it was brought from <paramref name="version"/> to a newer one.</summary>
    public string CopyOf(int version) => System.IO.Path.Combine(Path, $"state.v{version}.db");

    /// <summary>Where the database is kept as it was before a backup took its place.</summary>
    public string CopyBefore(DateTimeOffset instant) =>
        System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"state.before-{instant.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}.db"));

    /// <summary>Every database that was kept beside the state's own.</summary>
    public IEnumerable<string> Copies() =>
        Directory.EnumerateFiles(Path, "state.v*.db").Concat(Directory.EnumerateFiles(Path, "state.before-*.db")).Where(copy => new FileInfo(copy).Length > 0);

    /// <summary>Whether there is a state. One that cannot be looked at is not absent: <see cref="UnauthorizedAccessException"/>.</summary>
    public bool HasDatabase()
    {
        try
        {
            File.GetAttributes(Database);
            return true;
        }
        catch (Exception absence) when (absence is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Makes the folder for its owner alone, hidden from Git; one that is there is left as it is.</summary>
    public void Create()
    {
        try
        {
            if (!Directory.Exists(Path)) Directory.CreateDirectory(Path, OwnerOnly);
            var ignore = System.IO.Path.Combine(Path, ".gitignore");
            if (!File.Exists(ignore)) File.WriteAllText(ignore, "*\n");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ReconcilerException(
                FailureKind.Environment,
                $"the state folder {Path} cannot be made or written: {failure.Message}",
                "name another folder for the state, or give the user that runs this the right to write there",
                failure);
        }
    }
}
