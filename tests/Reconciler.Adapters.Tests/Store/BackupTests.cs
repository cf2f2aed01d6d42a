using Reconciler.Adapters.Store.Sqlite;
using Reconciler.Adapters.Store.Sqlite.Archive;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Testing;
using Reconciler.Testing.State;

namespace Reconciler.Adapters.Tests.Store;

public sealed class BackupTests : IDisposable
{
    private readonly StateFolderBench _state = new();
    private readonly Dictionary<string, PublishedCrl> _published = [];

    private static CancellationToken None => CancellationToken.None;

    private string Saved => _state.Combine("saved.db");

    public void Dispose() => _state.Dispose();

    [Fact(DisplayName = "A backup holds the state of one serial in one file for its owner alone, while a writer goes on")]
    public async Task Backup_is_whole()
    {
        await using var writer = await _state.Store().OpenWriterAsync(TimeSpan.Zero, None);
        await writer.CommitAsync([new StateChange.PutCertificate(StateSamples.Certificate(1)), StateSamples.Begin(1, 1), _state.Entry(1)]);

        var report = await new StateBackup(_state.Folder).WriteAsync(Saved, None);
        await writer.CommitAsync([new StateChange.PutCertificate(StateSamples.Certificate(2))]);

        Assert.Equal((1, new KeyRegion("default", "local")), (report.Serial, Assert.Single(report.Regions)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Saved));
        Assert.Equal(["saved.db", "state"], Directory.GetFileSystemEntries(_state.Combine()).Select(Path.GetFileName).Order());
        Assert.Equal(1L, StateFolderBench.ScalarOf(Saved, "SELECT count(*) FROM certificates"));
    }

    [Fact(DisplayName = "A backup is not written over, and without a state there is none")]
    public async Task Backup_refuses()
    {
        var absent = await Assert.ThrowsAsync<ReconcilerException>(() => new StateBackup(_state.Folder).WriteAsync(Saved, None));
        await _state.CommitAsync(_state.Entry(1));
        await File.WriteAllTextAsync(Saved, "precious");
        var there = await Assert.ThrowsAsync<ReconcilerException>(() => new StateBackup(_state.Folder).WriteAsync(Saved, None));
        var nowhere = await Assert.ThrowsAsync<ReconcilerException>(() => new StateBackup(_state.Folder).WriteAsync(_state.Combine("no", "folder.db"), None));

        Assert.Equal((FailureKind.Usage, FailureKind.Usage, FailureKind.Environment), (absent.Kind, there.Kind, nowhere.Kind));
        Assert.Equal("precious", await File.ReadAllTextAsync(Saved));
        Assert.All([absent, there, nowhere], failure => Assert.NotNull(failure.Remedy));
    }

    [Fact(DisplayName = "What a backup holds comes back into an empty folder to the last field, with lineage, log and a higher serial")]
    public async Task Restore_into_an_empty_folder()
    {
        await FillAsync();
        var before = await _state.Store().ReadAsync(None);
        await SaveAsync();
        var elsewhere = _state.Combine("elsewhere");

        var report = await RestoreAsync(elsewhere);
        var after = await _state.StoreAt(elsewhere).ReadAsync(None);

        Assert.Equal((before.Lineage, before.Serial + 1, null), (after.Lineage, after.Serial, report.KeptCopy));
        Assert.Equal(Description.Of(before.Certificates), Description.Of(after.Certificates));
        Assert.Equal(Description.Of(before.Authorities), Description.Of(after.Authorities));
        var verdict = await new SqliteAuditLog(elsewhere).VerifyAsync(None);
        Assert.True(verdict.IsWhole, verdict.Fault);
        await using var writer = await _state.StoreAt(elsewhere).OpenWriterAsync(TimeSpan.Zero, None);
        Assert.Equal(after.Serial + 1, await writer.CommitAsync([_state.Entry(5)]));
        Assert.Single(await writer.ReadKeysAsync([(StateSamples.CertificateId(1), 1)], None));
        Assert.False(Directory.Exists(Path.Combine(elsewhere, "kek")));
    }

    [Fact(DisplayName = "A state that is there is replaced only by force, and a copy of it is kept")]
    public async Task Restore_over_a_state()
    {
        await FillAsync();
        await SaveAsync();
        await _state.CommitAsync(new StateChange.PutCertificate(StateSamples.Certificate(7)));

        var refused = await Assert.ThrowsAsync<ReconcilerException>(() => RestoreAsync(_state.Folder));
        Assert.Contains(StateSamples.CertificateId(7), (await _state.Store().ReadAsync(None)).Certificates);
        var report = await RestoreAsync(_state.Folder, force: true);

        Assert.Equal(FailureKind.Usage, refused.Kind);
        Assert.DoesNotContain(StateSamples.CertificateId(7), (await _state.Store().ReadAsync(None)).Certificates);
        Assert.Equal(1L, StateFolderBench.ScalarOf(report.KeptCopy!, "SELECT count(*) FROM certificates WHERE name = 'www-000007'"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(report.KeptCopy!));
    }

    [Fact(DisplayName = "Serials, generations, CRL numbers and revocations never go back behind the state that was there")]
    public async Task Marks_of_the_former_state_hold()
    {
        await FillAsync();
        await SaveAsync();
        var revocation = new Revocation(ManualTime.Start.AddHours(1), RevocationReason.KeyCompromise);
        await _state.CommitAsync(
            StateSamples.Begin(1, 2),
            new StateChange.SetVersionStatus(StateSamples.CertificateId(1), 1, VersionStatus.Revoked, revocation),
            new StateChange.PutCrl(StateSamples.Issuing, StateSamples.Crl(9, ManualTime.Start), [9]));
        var lost = await _state.Store().ReadAsync(None);

        var report = await RestoreAsync(_state.Folder, force: true);
        var restored = await _state.Store().ReadAsync(None);

        Assert.Equal((lost.Serial + 1, lost.Serial + 1, 1), (report.Serial, restored.Serial, report.RevokedMeanwhile));
        Assert.Equal(9, restored.Authorities[StateSamples.Issuing].Crl!.Number);
        Assert.Equal(2, restored.Certificates[StateSamples.CertificateId(1)].Generation);
        await using var writer = await _state.Store().OpenWriterAsync(TimeSpan.Zero, None);
        Assert.Equal(new RevokedEntry(StateSamples.Serial(101), revocation), Assert.Single(await writer.ReadRevokedAsync(StateSamples.Issuing, ManualTime.Start, None)));
        await Assert.ThrowsAsync<ReconcilerException>(() => writer.CommitAsync([StateSamples.Begin(1, 2)]));
        await Assert.ThrowsAsync<ReconcilerException>(
            () => writer.CommitAsync([new StateChange.PutAuthority(Authority(StateSamples.Crl(8, ManualTime.Start)))]));
    }

    [Fact(DisplayName = "PCA-04 A CRL that was published raises the number above it; what it revokes is revoked, or named when it is unknown")]
    public async Task Marks_of_the_published_crl_hold()
    {
        await FillAsync();
        await SaveAsync();
        var entry = new RevokedEntry(StateSamples.Serial(101), new(ManualTime.Start, RevocationReason.Superseded));
        var stranger = new RevokedEntry(StateSamples.Serial(999), new(ManualTime.Start, RevocationReason.Superseded));
        _published[StateSamples.Crl(1, ManualTime.Start).Path] = new(77, [entry, stranger]);
        var elsewhere = _state.Combine("elsewhere");

        var report = await RestoreAsync(elsewhere);

        Assert.Equal((1, stranger.Serial.Hex), (report.RevokedMeanwhile, Assert.Single(report.UnknownRevoked)));
        Assert.Equal(77, (await _state.StoreAt(elsewhere).ReadAsync(None)).Authorities[StateSamples.Issuing].Crl!.Number);
        await using var writer = await _state.StoreAt(elsewhere).OpenWriterAsync(TimeSpan.Zero, None);
        Assert.Equal(
            new[] { entry, stranger }.OrderBy(revoked => revoked.Serial.Hex, StringComparer.Ordinal),
            await writer.ReadRevokedAsync(StateSamples.Issuing, ManualTime.Start, None));
        await Assert.ThrowsAsync<ReconcilerException>(() => writer.CommitAsync(
            [StateSamples.Begin(1, 2) with { Intent = StateSamples.Intent(1, 2) with { Serial = stranger.Serial } }]));
    }

    [Fact(DisplayName = "A state of another lineage is not replaced, not even by force")]
    public async Task Another_lineage_is_refused()
    {
        await FillAsync();
        await SaveAsync();
        var other = _state.Combine("other");
        await using (var writer = await new SqliteStore(other, _state.Time, new CountingEntropy(7)).OpenWriterAsync(TimeSpan.Zero, None))
            await writer.CommitAsync([new StateChange.PutCertificate(StateSamples.Certificate(3))]);

        var refused = await Assert.ThrowsAsync<ReconcilerException>(() => RestoreAsync(other, force: true));

        Assert.Contains("lineages differ", refused.Message, StringComparison.Ordinal);
        Assert.Single((await _state.StoreAt(other).ReadAsync(None)).Certificates);
        Assert.DoesNotContain(Directory.GetFiles(other), IsLeftBehind);
    }

    [Fact(DisplayName = "A damaged state is replaced by force; its files are kept as they are")]
    public async Task Damaged_state_is_replaced()
    {
        await FillAsync();
        await SaveAsync();
        await File.WriteAllTextAsync(_state.Database, "this is no database, and long enough to be looked at as one");

        var report = await RestoreAsync(_state.Folder, force: true);

        Assert.True(report.FormerIsDamaged);
        Assert.StartsWith("this is no database", await File.ReadAllTextAsync(report.KeptCopy!), StringComparison.Ordinal);
        Assert.NotEmpty((await _state.Store().ReadAsync(None)).Certificates);
    }

    [Theory(DisplayName = "What is no sound backup is refused by name, and the state that is there stays")]
    [InlineData("text", "no sound backup")]
    [InlineData("torn", "no sound backup")]
    [InlineData("empty", "holds nothing")]
    [InlineData("newer", "version 99")]
    [InlineData("broken reference", "refers to")]
    [InlineData("absent", "there is no backup")]
    public async Task Unsound_backup_is_refused(string kind, string expected)
    {
        await FillAsync();
        if (kind is not ("absent" or "empty" or "text")) await SaveAsync();
        if (kind == "text") await File.WriteAllTextAsync(Saved, "this is no database, and long enough to be looked at as one");
        if (kind == "empty") await File.WriteAllBytesAsync(Saved, []);
        if (kind == "newer") StateFolderBench.ExecuteOn(Saved, "PRAGMA user_version = 99");
        if (kind == "broken reference") StateFolderBench.ExecuteOn(Saved, "PRAGMA foreign_keys = OFF; DELETE FROM serials");
        if (kind == "torn") await File.WriteAllBytesAsync(Saved, (await File.ReadAllBytesAsync(Saved))[..9000]);

        var refused = await Assert.ThrowsAsync<ReconcilerException>(() => RestoreAsync(_state.Folder, force: true));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.Contains(StateSamples.CertificateId(1), (await _state.Store().ReadAsync(None)).Certificates);
        Assert.DoesNotContain(Directory.GetFiles(_state.Folder), IsLeftBehind);
    }

    private static bool IsLeftBehind(string file) => file.Contains("before", StringComparison.Ordinal) || file.EndsWith(".restored", StringComparison.Ordinal);

    private Task<RestoreReport> RestoreAsync(string folder, bool force = false) =>
        new StateRestore(folder, _state.Time, path => _published.GetValueOrDefault(path)).RestoreAsync(Saved, force, TimeSpan.Zero, None);

    private Task SaveAsync() => new StateBackup(_state.Folder).WriteAsync(Saved, None);

    private Task FillAsync() => _state.CommitAsync(
        new StateChange.PutAuthority(StateSamples.Authority(StateSamples.Issuing, null)),
        new StateChange.PutCrl(StateSamples.Issuing, StateSamples.Crl(1, ManualTime.Start), [1]),
        new StateChange.PutCertificate(StateSamples.Certificate(1)),
        StateSamples.Begin(1, 1),
        StateSamples.Issued(1, 1),
        _state.Entry(1));

    private static ActualAuthority Authority(CrlRecord crl) => StateSamples.Authority(StateSamples.Issuing, null) with { Crl = crl };
}
