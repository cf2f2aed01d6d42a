using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Reconciler.Core.Diagnostics;
using SQLitePCL;

namespace Reconciler.Adapters.Store.Sqlite;

/// <summary>
/// The versions of the schema: one script each, numbered from 1, in order. A script raises <c>PRAGMA user_version</c> to its number as its last
/// statement, in the same transaction, so a database is of one version or the next, never between.
/// </summary>
internal sealed class Schema(IReadOnlyList<SchemaScript> scripts)
{
    /// <summary>The scripts that this program brings along.</summary>
    public static Schema Embedded { get; } = new([.. ReadEmbedded()]);

    public IReadOnlyList<SchemaScript> Scripts => scripts;

    public int Latest => scripts.Count;

    /// <summary>0 for a database that nothing was put into yet.</summary>
    public static int VersionOf(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Runs the scripts above <paramref name="version"/>, all or none. A table may be made anew under its name: foreign keys are looked at behind it.</summary>
    public void Upgrade(SqliteConnection connection, int version)
    {
        AuditFunctions.Register(connection);
        StateDatabase.Execute(connection, "PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE");
        try
        {
            foreach (var script in scripts.Skip(version)) StateDatabase.Execute(connection, script.Text);

            // An error behind a statement that gives rows is lost on the way here, but then the script has not come to its last statement.
            if (VersionOf(connection) != Latest) throw new InvalidOperationException("a script was not run to its end");
            if (version > 0 && HasStrayRow(connection)) throw new InvalidOperationException("a row refers to one that is not there");
            StateDatabase.Execute(connection, "COMMIT");
        }
        catch (Exception failure) when (failure is SqliteException or InvalidOperationException)
        {
            // A full disk or an I/O error may have ended the transaction already.
            if (raw.sqlite3_get_autocommit(connection.Handle) == 0) StateDatabase.Execute(connection, "ROLLBACK");
            throw Failed(version, failure);
        }
        finally
        {
            StateDatabase.Execute(connection, "PRAGMA foreign_keys = ON");
        }
    }

    private static bool HasStrayRow(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA foreign_key_check";
        return command.ExecuteScalar() is not null;
    }

    private ReconcilerException Failed(int version, Exception failure) => new(
        FailureKind.Environment,
        $"the state cannot be brought from version {version} to {Latest}: {failure.Message}",
        "it is unchanged; go on with the program's former version, and report this",
        failure);

    /// <summary>Refuses a database of a version that this program does not know, and one that holds nothing: none is ever left like that.</summary>
    public void Check(int version, string path)
    {
        if (version == 0) throw new FormatException("it holds nothing");
        if (version <= Latest) return;
        throw new ReconcilerException(
            FailureKind.Environment,
            $"the state {path} is of version {version}; this program knows versions up to {Latest}",
            "use the newer program that wrote it");
    }

    private static IEnumerable<SchemaScript> ReadEmbedded()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var names = assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        foreach (var name in names)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return new(name, reader.ReadToEnd());
        }
    }
}

/// <summary>One step from a version to the next.</summary>
internal sealed record SchemaScript(string Name, string Text);
