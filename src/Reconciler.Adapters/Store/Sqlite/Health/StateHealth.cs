using Microsoft.Data.Sqlite;
using Reconciler.Adapters.Store.Sqlite.Archive;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Store.Sqlite.Health;

/// <summary>Looks a state folder over and changes nothing in it: rights, disk, lock, and what the database holds.</summary>
public sealed class StateHealth(string stateFolder, TimeProvider time)
{
    private readonly StateFolder _folder = new(stateFolder);

    /// <summary>An absent state is in good health.</summary>
    public HealthReport Look(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        try
        {
            if (!_folder.HasDatabase()) return new(false, [], []);
            findings.AddRange(FolderChecks.Look(_folder));
        }
        catch (UnauthorizedAccessException failure)
        {
            return new(false, [Unusable(failure)], []);
        }

        var readable = LookAtDatabase(findings, cancellationToken, out var samples);
        return new(readable, findings, samples);
    }

    private bool LookAtDatabase(List<Finding> findings, CancellationToken cancellationToken, out IReadOnlyList<KeySample> samples)
    {
        samples = [];
        try
        {
            var database = new StateDatabase(_folder, Schema.Embedded);
            if (Fault(database) is { } fault)
            {
                findings.Add(Damaged(fault));
                return false;
            }

            var found = database.Read<(IReadOnlyList<Finding>, IReadOnlyList<KeySample>)>(
                ([], []), statements => (ContentChecks.Look(statements, time.GetUtcNow(), cancellationToken), KeySamples.Read(statements)));
            findings.AddRange(found.Item1);
            samples = found.Item2;
            return true;
        }
        catch (ReconcilerException newer)
        {
            findings.Add(new("schema-newer", newer.Message, newer.Remedy ?? ""));
        }
        catch (Exception failure) when (StoreFailures.Name(_folder, failure) is ReconcilerException)
        {
            findings.Add(failure is SqliteException { SqliteErrorCode: 11 or 26 } or FormatException
                ? Damaged(failure.Message)
                : Unusable(failure));
        }

        return false;
    }

    private static string? Fault(StateDatabase database)
    {
        using var connection = database.OpenAsItIs();
        return connection is null ? null : DatabaseFile.Fault(connection);
    }

    private Finding Unusable(Exception failure) =>
        new("database-unusable", $"the database {_folder.Database} cannot be read: {failure.Message}", "give the user that runs this the right to the state folder and what is in it");

    private Finding Damaged(string why) =>
        new("database-damaged", $"the database {_folder.Database} is damaged: {why}", "put the newest backup back with the verb restore and --force, which keeps a copy of what is there");
}

/// <param name="IsReadable">The database is there and sound.</param>
/// <param name="Samples">One private key of each region, to prove its key-encryption key with.</param>
public sealed record HealthReport(bool IsReadable, IReadOnlyList<Finding> Findings, IReadOnlyList<KeySample> Samples);

public sealed record KeySample(KeyContext Context, SealedKey Key);
