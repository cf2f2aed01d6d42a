using System.Globalization;
using System.Reflection;
using DbUp;
using DbUp.Engine;
using DbUp.Helpers;
using DbUp.Sqlite.Helpers;
using Microsoft.Data.Sqlite;
using Reconciler.Core.Diagnostics;

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

    /// <summary>Runs the scripts above <paramref name="version"/>, all or none.</summary>
    public void Upgrade(SqliteConnection connection, int version)
    {
        AuditFunctions.Register(connection);
        StateDatabase.Execute(connection, "BEGIN IMMEDIATE");
        try
        {
            if (Run(connection, version) is { } failure) throw Failed(version, failure);
            StateDatabase.Execute(connection, "COMMIT");
        }
        catch
        {
            StateDatabase.Execute(connection, "ROLLBACK");
            throw;
        }
    }

    private Exception? Run(SqliteConnection connection, int version)
    {
        using var shared = new SharedConnection(connection);
        var result = DeployChanges.To.SqliteDatabase(shared)
            .WithScripts(scripts.Skip(version).Select(script => new SqlScript(script.Name, script.Text)))
            .JournalTo(new NullJournal())
            .WithVariablesDisabled()
            .WithoutTransaction()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful) return result.Error;

        // An error behind a statement that gives rows is lost on the way here, but then the script has not come to its last statement.
        return VersionOf(connection) == Latest ? null : new InvalidOperationException("a script was not run to its end");
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

/// <summary>One step from a version to the next. The migration library's own type would load that library at every start.</summary>
internal sealed record SchemaScript(string Name, string Text);
