using System.Text;
using Microsoft.Data.Sqlite;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Store.Sqlite.Archive;

/// <summary>
/// The files beside a state that make key-encryption keys of passphrases. They hold nothing secret, but without them no passphrase opens anything, so a
/// backup carries them, in a table that no state has.
/// </summary>
internal static class PassphraseParameters
{
    /// <summary>Octets of such a file; a longer one is none.</summary>
    private const int Longest = 1024;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const string CreateTable = "CREATE TABLE passphrase_parameters (account TEXT NOT NULL, region TEXT NOT NULL, line TEXT NOT NULL, PRIMARY KEY (account, region)) STRICT";
    private const string DropTable = "DROP TABLE passphrase_parameters";
    private const string SelectTable = "SELECT 1 FROM sqlite_schema WHERE name = 'passphrase_parameters'";
    private const string Insert = "INSERT INTO passphrase_parameters (account, region, line) VALUES (?1, ?2, ?3)";

    // Names go into paths, and a backup may come from anywhere.
    private const string SelectAll = """
        SELECT account, region, line FROM passphrase_parameters
        WHERE account NOT GLOB '*[^a-z0-9-]*' AND region NOT GLOB '*[^a-z0-9-]*' ORDER BY account, region
        """;

    /// <summary>Puts what lies in <paramref name="folder"/> into a copy of the state; returns the regions, those of passphrases marked.</summary>
    public static List<KeyRegion> Save(StateFolder folder, SqliteConnection copy, List<KeyRegion> regions)
    {
        StateDatabase.Execute(copy, CreateTable);
        using var statements = new Statements(copy);
        foreach (var region in regions)
        {
            if (Read(Path.Combine(folder.Path, region.PassphraseFile)) is { } line) statements.Run(Insert, region.Account, region.Region, line);
        }

        return regions.ConvertAll(region => Mark(folder, region));
    }

    /// <summary>Takes them out of a copy of a backup; none where a version wrote it that did not carry them.</summary>
    public static List<(KeyRegion Region, string Line)> Take(SqliteConnection restored)
    {
        List<(KeyRegion Region, string Line)> taken = [];
        using (var statements = new Statements(restored))
        {
            if (!Holds(statements)) return taken;
            using var row = statements.Query(SelectAll);
            while (row.Read()) taken.Add((new(row.Text(0), row.Text(1)), row.Text(2)));
        }

        StateDatabase.Execute(restored, DropTable);
        return taken;
    }

    /// <summary>Refuses where a file with other content is: the keys in the backup were encrypted with another key than the one that it makes.</summary>
    public static void Check(StateFolder folder, List<(KeyRegion Region, string Line)> taken)
    {
        foreach (var (region, line) in taken)
        {
            var path = Path.Combine(folder.Path, region.PassphraseFile);
            if (Read(path) is not { } there || there == line) continue;
            throw new ReconcilerException(
                FailureKind.Usage,
                $"{path} is there already and makes another key of a passphrase than the one that the backup needs",
                "move it away if nothing needs it; nothing was changed");
        }
    }

    /// <summary>Places them beside the state, durable before this returns; returns the regions, those of passphrases marked.</summary>
    public static IEnumerable<KeyRegion> Place(StateFolder folder, List<(KeyRegion Region, string Line)> taken, IEnumerable<KeyRegion> regions)
    {
        foreach (var (region, line) in taken) Place(Path.Combine(folder.Path, region.PassphraseFile), line);
        return regions.Select(region => Mark(folder, region));
    }

    /// <summary>A key that is there as a file is used before a passphrase is asked for.</summary>
    private static KeyRegion Mark(StateFolder folder, KeyRegion region) => region with
    {
        IsPassphrase = File.Exists(Path.Combine(folder.Path, region.PassphraseFile)) && !File.Exists(Path.Combine(folder.Path, region.KeyFile)),
    };

    private static bool Holds(Statements statements)
    {
        using var table = statements.Query(SelectTable);
        return table.Read();
    }

    private static string? Read(string path)
    {
        if (!File.Exists(path)) return null;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return file.Length <= Longest ? new StreamReader(file, Encoding.ASCII).ReadToEnd() : throw new IOException($"{path} holds more than {Longest} octets");
    }

    private static void Place(string path, string line)
    {
        if (File.Exists(path)) return;
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder, OwnerOnly);
        var temporary = path + ".new";
        File.Delete(temporary);
        DatabaseFile.Create(temporary);
        using (var file = new FileStream(temporary, FileMode.Open, FileAccess.Write))
        {
            file.Write(Encoding.ASCII.GetBytes(line));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: false);
        DurableFolder.Flush(folder);
    }
}
