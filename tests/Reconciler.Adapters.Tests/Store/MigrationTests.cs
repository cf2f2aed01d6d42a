using Microsoft.Data.Sqlite;
using Reconciler.Adapters.Store.Sqlite;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Testing;
using Reconciler.Testing.State;

namespace Reconciler.Adapters.Tests.Store;

/// <summary>States that other versions of the program wrote.</summary>
public sealed class MigrationTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new(ManualTime.Start);

    private static CancellationToken None => CancellationToken.None;

    private string Database => _folder.Combine("state", "state.db");

    public void Dispose() => _folder.Dispose();

    [Fact(DisplayName = "A state written by version 1 is read and goes on")]
    public async Task Version_1()
    {
        Directory.CreateDirectory(_folder.Combine("state"));
        Execute(await FixtureAsync("version-1.sql"));
        var store = Store(Schema.Embedded);

        var state = await store.ReadAsync(None);
        await using var writer = await store.OpenWriterAsync(TimeSpan.Zero, None);

        Assert.Equal(3, state.Serial);
        var issued = state.Certificates[StateSamples.CertificateId(1)];
        Assert.Equal(["www-000001.example.com", "*.www-000001.example.com"], issued.Applied.Domains.Select(name => name.Value));
        Assert.Equal("default/local/authority/issuing", Assert.Single(issued.Applied.Authorities).Text);
        Assert.Equal("395d", issued.Applied.Validity.Text);
        Assert.Equal(ManualTime.Start.AddDays(395).AddSeconds(-1), issued.Current!.NotAfter);
        Assert.Equal("CAA_ERROR", state.Certificates[StateSamples.CertificateId(2)].Condition!.Code);
        Assert.Equal(1, state.Certificates[StateSamples.CertificateId(2)].Intent!.Generation);
        Assert.Equal((1L, "10y"), (state.Authorities[StateSamples.Root].Crl!.Number, state.Authorities[StateSamples.Root].Applied.Validity.Text));
        Assert.Equal(5, Assert.Single(state.Deployments).Value.Content.Files.Length);
        Assert.Equal("example.com", Assert.Single(state.Records).Value.Domain);
        Assert.Equal(4, await writer.CommitAsync([StateSamples.Issued(2, 1), new StateChange.PutCertificate(StateSamples.Certificate(2))]));
    }

    [Fact(DisplayName = "A state of an older version is read without a change, and brought up to date by the writer, which keeps a copy")]
    public async Task Older_version_is_migrated()
    {
        await CommitAsync(new StateChange.PutCertificate(StateSamples.Certificate(1)), StateSamples.Issued(1, 1));
        var store = Store(Next("ALTER TABLE certificates ADD COLUMN note TEXT;"));

        var before = await store.ReadAsync(None);
        Assert.Equal(Schema.Embedded.Latest, Version(Database));
        await using (var writer = await store.OpenWriterAsync(TimeSpan.Zero, None))
        {
            Assert.Equal(2, await writer.CommitAsync([new StateChange.PutCertificate(StateSamples.Certificate(2))]));
        }

        var after = await store.ReadAsync(None);
        var copy = _folder.Combine("state", $"state.v{Schema.Embedded.Latest}.db");
        Assert.Equal(Schema.Embedded.Latest + 1, Version(Database));
        Assert.Equal(1, NoteColumns());
        Assert.Equal(before.Lineage, after.Lineage);
        Assert.Equal(Description.Of(before.Certificates[StateSamples.CertificateId(1)]), Description.Of(after.Certificates[StateSamples.CertificateId(1)]));
        Assert.Equal(Schema.Embedded.Latest, Version(copy));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(copy));
    }

    [Fact(DisplayName = "A state of an older version in which a row refers to one that is gone is not brought up to date")]
    public async Task Stray_row()
    {
        Directory.CreateDirectory(_folder.Combine("state"));
        Execute(await FixtureAsync("version-1.sql"));
        Execute("PRAGMA foreign_keys = OFF; DELETE FROM certificates");

        var failed = await Assert.ThrowsAsync<ReconcilerException>(() => Store(Schema.Embedded).OpenWriterAsync(TimeSpan.Zero, None));

        Assert.Contains("a row refers to one that is not there", failed.Message, StringComparison.Ordinal);
        Assert.Equal(1, Version(Database));
    }

    [Fact(DisplayName = "Tables that a migration made anew are still what others refer to")]
    public async Task References_are_kept()
    {
        Directory.CreateDirectory(_folder.Combine("state"));
        Execute(await FixtureAsync("version-1.sql"));
        await using (await Store(Schema.Embedded).OpenWriterAsync(TimeSpan.Zero, None))
        {
        }

        var refused = Assert.Throws<SqliteException>(() => Execute("PRAGMA foreign_keys = ON; INSERT INTO certificate_ders (certificate, number, der) VALUES ('nobody', 1, x'00')"));

        Assert.Contains("FOREIGN KEY", refused.Message, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "A migration that fails, wherever it does, leaves the state at its old version")]
    [InlineData("ALTER TABLE certificates ADD COLUMN note TEXT; INSERT INTO missing VALUES (1);")]
    [InlineData("ALTER TABLE certificates ADD COLUMN note TEXT; SELECT 1; INSERT INTO missing VALUES (1);")]
    [InlineData("this is no SQL")]
    public async Task Failed_migration_changes_nothing(string script)
    {
        await CommitAsync(new StateChange.PutCertificate(StateSamples.Certificate(1)));

        var failed = await Assert.ThrowsAsync<ReconcilerException>(() => Store(Next(script)).OpenWriterAsync(TimeSpan.Zero, None));

        Assert.Contains($"from version {Schema.Embedded.Latest} to {Schema.Embedded.Latest + 1}", failed.Message, StringComparison.Ordinal);
        Assert.Equal(Schema.Embedded.Latest, Version(Database));
        Assert.Equal(0, NoteColumns());
        Assert.Single((await Store(Schema.Embedded).ReadAsync(None)).Certificates);
    }

    [Fact(DisplayName = "A state of a newer version is refused by name, for reading and for writing, and stays as it is")]
    public async Task Newer_version_is_refused()
    {
        await CommitAsync(new StateChange.PutFirstRegion("default", "local"));
        Execute("PRAGMA user_version = 99");

        var reading = await Assert.ThrowsAsync<ReconcilerException>(() => Store(Schema.Embedded).ReadAsync(None));
        var writing = await Assert.ThrowsAsync<ReconcilerException>(() => Store(Schema.Embedded).OpenWriterAsync(TimeSpan.Zero, None));

        Assert.Contains(Database, reading.Message, StringComparison.Ordinal);
        Assert.Contains("version 99", reading.Message, StringComparison.Ordinal);
        Assert.Equal(reading.Message, writing.Message);
        Assert.Equal(99, Version(Database));
    }

    private static Schema Next(string script) =>
        new([.. Schema.Embedded.Scripts, new SchemaScript("9999-test.sql", $"{script}\nPRAGMA user_version = {Schema.Embedded.Latest + 1};")]);

    internal static async Task<string> FixtureAsync(string name)
    {
        var assembly = typeof(MigrationTests).Assembly;
        var resource = Assert.Single(assembly.GetManifestResourceNames(), candidate => candidate.EndsWith(name, StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return await reader.ReadToEndAsync();
    }

    private SqliteStore Store(Schema schema) => new(_folder.Combine("state"), _time, new CountingEntropy(), schema);

    private async Task CommitAsync(params StateChange[] changes)
    {
        await using var writer = await Store(Schema.Embedded).OpenWriterAsync(TimeSpan.Zero, None);
        await writer.CommitAsync(changes);
    }

    private long NoteColumns() => Scalar(Database, "SELECT count(*) FROM pragma_table_info('certificates') WHERE name = 'note'");

    private void Execute(string sql)
    {
        using var connection = Open(Database);
        StateDatabase.Execute(connection, sql);
    }

    private static long Version(string path) => Scalar(path, "PRAGMA user_version");

    private static long Scalar(string path, string sql)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }
}
