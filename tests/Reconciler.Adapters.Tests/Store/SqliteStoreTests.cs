using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Reconciler.Adapters.Keys;
using Reconciler.Adapters.Store.Sqlite;
using Reconciler.Adapters.Store.Sqlite.Health;
using Reconciler.Adapters.Store.Sqlite.Reading;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Testing;
using Reconciler.Testing.State;

namespace Reconciler.Adapters.Tests.Store;

public sealed class SqliteStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new(ManualTime.Start);
    private readonly CountingEntropy _entropy = new();

    private static CancellationToken None => CancellationToken.None;

    private string StateFolder => _folder.Combine("state");

    private string Database => _folder.Combine("state", "state.db");

    public void Dispose() => _folder.Dispose();

    [Fact(DisplayName = "The state folder is made by the first writer alone, for its owner alone, hidden from Git")]
    public async Task Folder_is_made_by_the_writer()
    {
        await Store().ReadAsync(None);
        Assert.False(Directory.Exists(StateFolder));

        await CommitAsync(new StateChange.PutFirstRegion("default", "local"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(StateFolder));
        Assert.Equal("*\n", await File.ReadAllTextAsync(_folder.Combine("state", ".gitignore")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Database));
        Assert.Equal("wal", Scalar("PRAGMA journal_mode"));
    }

    [Fact(DisplayName = "KEY-02 A database alone shows no key: neither PKCS#8 nor the private scalar is in any file outside kek/")]
    public async Task Database_shows_no_key()
    {
        using var vault = new KeyVault(StateFolder, new Dictionary<string, string>(), _entropy);
        vault.Prepare("default", "local", stateHoldsKeys: false, null);
        var secrets = new List<byte[]>();
        var changes = new List<StateChange>();
        for (var number = 0; number < 20; number++)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var pkcs8 = key.ExportPkcs8PrivateKey();
            secrets.Add(pkcs8);
            secrets.Add(key.ExportParameters(includePrivateParameters: true).D!);
            var begun = StateSamples.Begin(number, 1);
            var context = new KeyContext(Crn.Of(begun.Id, StateSamples.Uuid(begun.Id)), 1, begun.KeyHash);
            changes.Add(new StateChange.PutCertificate(StateSamples.Certificate(number) with { Intent = begun.Intent }));
            changes.Add(begun with { Key = vault.Seal(context, pkcs8) });
        }

        await using var writer = await Store().OpenWriterAsync(TimeSpan.Zero, None);
        await writer.CommitAsync(changes);
        string[] files = [.. Directory.GetFiles(StateFolder, "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/kek/", StringComparison.Ordinal) && new FileInfo(file).Length > 0)];

        Assert.Contains(files, file => file.EndsWith("state.db-wal", StringComparison.Ordinal));
        foreach (var file in files)
        {
            var content = await ReadSharedAsync(file);
            Assert.All(secrets, secret => Assert.Equal(-1, content.AsSpan().IndexOf(secret)));
            Assert.All(secrets, secret => Assert.Equal(-1, content.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret)))));
        }
    }

    [Fact(DisplayName = "What is due is found by index, and never by passing over what is not")]
    public async Task Due_uses_the_index()
    {
        await CommitAsync(new StateChange.PutCertificate(StateSamples.Certificate(1)));

        var plan = ExplainQueryPlan(DueRows.Select.Replace("?1", "1", StringComparison.Ordinal).Replace("?2", "10", StringComparison.Ordinal));

        Assert.Contains(plan, step => step.Contains("INDEX certificates_due (next_due<?)", StringComparison.Ordinal));
        Assert.Contains(plan, step => step.Contains("INDEX authorities_due (next_due<?)", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    [Fact(DisplayName = "A writer that lost the state to another one writes nothing more")]
    public async Task Fencing()
    {
        await using var writer = await Store().OpenWriterAsync(TimeSpan.Zero, None);
        await writer.CommitAsync([new StateChange.PutCertificate(StateSamples.Certificate(1))]);
        Execute("UPDATE state SET serial = serial + 1");

        var refused = await Assert.ThrowsAsync<ReconcilerException>(
            () => writer.CommitAsync([new StateChange.PutCertificate(StateSamples.Certificate(2))]));

        Assert.Equal(FailureKind.Locked, refused.Kind);
        Assert.Single((await Store().ReadAsync(None)).Certificates);
    }

    [Fact(DisplayName = "A lock whose holder is gone is taken at once, whatever its file says")]
    public async Task Dead_holder_is_passed_over()
    {
        await CommitAsync(new StateChange.PutFirstRegion("default", "local"));
        await File.WriteAllTextAsync(
            _folder.Combine("state", "lock.json"), """{"owner":"somebody","host":"elsewhere","processId":4194304,"since":"2026-01-01T00:00:00Z"}""");

        await using var writer = await Store().OpenWriterAsync(TimeSpan.Zero, None);
        var refused = await Assert.ThrowsAsync<ReconcilerException>(() => Store().OpenWriterAsync(TimeSpan.Zero, None));

        Assert.Contains(
            $"{Environment.UserName} on {Environment.MachineName}, process {Environment.ProcessId}, since 2026-01-15T12:00:00Z",
            refused.Message,
            StringComparison.Ordinal);
    }

    [Theory(DisplayName = "Who is refused the lock reads its holder's owner, host and process, and how long it is held")]
    [InlineData("owner", "somebody on ")]
    [InlineData("host", " on elsewhere, ")]
    [InlineData("process", "process 4194304, ")]
    [InlineData("instant", "since 2026-01-15T11:59:00Z ")]
    [InlineData("age", "(60 seconds ago)")]
    public async Task Holder_is_named(string what, string words)
    {
        await using var writer = await Store().OpenWriterAsync(TimeSpan.Zero, None);
        await File.WriteAllTextAsync(
            _folder.Combine("state", "lock.json"), """{"owner":"somebody","host":"elsewhere","processId":4194304,"since":"2026-01-15T11:59:00Z"}""");

        var refused = await Assert.ThrowsAsync<ReconcilerException>(() => Store().OpenWriterAsync(TimeSpan.Zero, None));

        Assert.True(refused.Message.Contains(words, StringComparison.Ordinal), $"{what} is missing: {refused.Message}");
        Assert.Equal(FailureKind.Locked, refused.Kind);
    }

    [Theory(DisplayName = "A damaged state is named, with what to do, wherever the damage is")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Damaged_state_is_named(int kind)
    {
        await CommitAsync([.. Enumerable.Range(0, 50).Select(number => new StateChange.PutCertificate(StateSamples.Certificate(number)))]);
        if (kind == 0) await File.WriteAllTextAsync(Database, "this is no database, and long enough to be looked at as one");
        if (kind == 1) await OverwriteAsync(Database, from: 4096);
        if (kind == 3) await File.WriteAllBytesAsync(Database, []);
        if (kind == 2) Execute("UPDATE certificates SET spec = '{}'");

        var refused = await Assert.ThrowsAsync<ReconcilerException>(() => Store().ReadAsync(None));

        Assert.Equal(FailureKind.Environment, refused.Kind);
        Assert.Contains(Database, refused.Message, StringComparison.Ordinal);
        Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(refused.Remedy);
        Assert.Equal(kind == 2, await IsWritableAsync());
    }

    [Fact(DisplayName = "After a run that was cut off a damaged state is refused before anything is written, again and again; restored, it is written to")]
    public async Task Looked_over_after_a_crash()
    {
        await CommitAsync([.. Enumerable.Range(0, 50).Select(number => new StateChange.PutCertificate(StateSamples.Certificate(number)))]);
        var whole = await File.ReadAllBytesAsync(Database);
        await DamagePageOfAsync("certificates");
        var mark = _folder.Write("state/lock.json", """{"owner":"somebody","host":"elsewhere","processId":4194304,"since":"2026-01-01T00:00:00Z"}""");

        for (var run = 0; run < 2; run++)
        {
            var refused = await Assert.ThrowsAsync<ReconcilerException>(() => Store().OpenWriterAsync(TimeSpan.Zero, None));
            Assert.Contains($"the state {Database} is damaged", refused.Message, StringComparison.Ordinal);
            Assert.True(File.Exists(mark));
        }

        await File.WriteAllBytesAsync(Database, whole);
        await CommitAsync(new StateChange.PutFirstRegion("default", "local"));
        Assert.False(File.Exists(mark));
    }

    [Fact(DisplayName = "A whole database is found whole, a damaged one is named with the remedy, an absent one is no damage; a look can be broken off")]
    public async Task Looked_over()
    {
        var check = new DatabaseCheck(_folder.Combine("state"));
        Assert.Null(check.Look(None));
        await CommitAsync([.. Enumerable.Range(0, 50).Select(number => new StateChange.PutCertificate(StateSamples.Certificate(number)))]);
        Assert.Null(check.Look(None));
        Assert.ThrowsAny<OperationCanceledException>(() => check.Look(new CancellationToken(canceled: true)));

        await DamagePageOfAsync("certificates");
        Assert.Contains($"the database {Database} is damaged: ", check.Look(None), StringComparison.Ordinal);
    }

    /// <summary>A page that opening the state for writing does not read.</summary>
    private async Task DamagePageOfAsync(string table)
    {
        var page = (long)StateFolderBench.ScalarOf(Database, $"SELECT rootpage FROM sqlite_schema WHERE name = '{table}'")!;
        var size = (long)StateFolderBench.ScalarOf(Database, "PRAGMA page_size")!;
        await using var file = new FileStream(Database, FileMode.Open, FileAccess.Write);
        file.Position = (page - 1) * size;
        await file.WriteAsync(Enumerable.Repeat((byte)0xff, (int)size).ToArray());
    }

    private async Task<bool> IsWritableAsync()
    {
        try
        {
            await using var writer = await Store().OpenWriterAsync(TimeSpan.Zero, None);
            return true;
        }
        catch (ReconcilerException)
        {
            return false;
        }
    }

    [Fact(DisplayName = "A state folder that cannot be made is named, with what to do")]
    public async Task Unusable_folder_is_named()
    {
        var store = new SqliteStore(_folder.Write("file", "") + "/state", _time, _entropy);

        var refused = await Assert.ThrowsAsync<ReconcilerException>(() => store.OpenWriterAsync(TimeSpan.Zero, None));

        Assert.Equal(FailureKind.Environment, refused.Kind);
        Assert.Contains(store.Place, refused.Message, StringComparison.Ordinal);
        Assert.NotNull(refused.Remedy);
        Assert.False(store.Exists);
    }

    [Fact(DisplayName = "A database that is a folder is named, with what to do")]
    public async Task Unusable_database_is_named()
    {
        await CommitAsync(new StateChange.PutFirstRegion("default", "local"));
        File.Delete(Database);
        Directory.CreateDirectory(Database);

        var refused = await Assert.ThrowsAsync<ReconcilerException>(() => Store().OpenWriterAsync(TimeSpan.Zero, None));

        Assert.Contains(StateFolder, refused.Message, StringComparison.Ordinal);
        Assert.NotNull(refused.Remedy);
    }

    [Fact(DisplayName = "KEY-04 The audit log is kept with the serial of its commit, and can be neither changed nor cut")]
    public async Task Audit_is_append_only()
    {
        var entry = new AuditEntry(_time.GetUtcNow(), "tester", "key.sign", "default/local/certificate/www", "issue", "abc");
        await CommitAsync(new StateChange.Audit(entry));

        Assert.Equal("1 tester key.sign default/local/certificate/www issue abc",
            Scalar("SELECT state_serial || ' ' || actor || ' ' || action || ' ' || subject || ' ' || detail || ' ' || revision FROM audit"));
        Assert.Throws<SqliteException>(() => Execute("DELETE FROM audit"));
        Assert.Throws<SqliteException>(() => Execute("UPDATE audit SET actor = 'nobody'"));
    }

    [Fact(DisplayName = "Two states have two lineages")]
    public async Task Lineages_differ()
    {
        await CommitAsync(new StateChange.PutFirstRegion("default", "local"));
        var other = new SqliteStore(_folder.Combine("other"), _time, _entropy);
        await (await other.OpenWriterAsync(TimeSpan.Zero, None)).DisposeAsync();

        Assert.NotEqual((await Store().ReadAsync(None)).Lineage, (await other.ReadAsync(None)).Lineage);
    }

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        using var content = new MemoryStream();
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        await file.CopyToAsync(content);
        return content.ToArray();
    }

    private static async Task OverwriteAsync(string path, long from)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        file.Position = from;
        await file.WriteAsync(Enumerable.Repeat((byte)0xee, (int)(file.Length - from)).ToArray());
    }

    private SqliteStore Store() => new(StateFolder, _time, _entropy);

    private async Task CommitAsync(params StateChange[] changes)
    {
        await using var writer = await Store().OpenWriterAsync(TimeSpan.Zero, None);
        await writer.CommitAsync(changes);
    }

    private List<string> ExplainQueryPlan(string sql)
    {
        using var connection = Open(Database);
        using var command = connection.CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {sql}";
        using var reader = command.ExecuteReader();
        var steps = new List<string>();
        while (reader.Read()) steps.Add(reader.GetString(3));
        return steps;
    }

    private void Execute(string sql)
    {
        using var connection = Open(Database);
        StateDatabase.Execute(connection, sql);
    }

    private object? Scalar(string sql)
    {
        using var connection = Open(Database);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(string.Create(CultureInfo.InvariantCulture, $"Data Source={path};Pooling=False"));
        connection.Open();
        return connection;
    }
}
