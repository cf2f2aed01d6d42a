using System.Diagnostics;
using Reconciler.Adapters.Store.Sqlite;
using Reconciler.Adapters.Store.Sqlite.Archive;
using Reconciler.Adapters.Store.Sqlite.Health;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Testing;
using Reconciler.Testing.State;

namespace Reconciler.Adapters.Tests.Store;

/// <summary>What the disk, other processes and people do to a state folder: named, and nothing that was committed is lost.</summary>
public sealed class HostileDiskTests : IDisposable
{
    private readonly StateFolderBench _state = new();

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => _state.Dispose();

    [SkippableFact(DisplayName = "A disk that is full ends the commit by name; what was committed stays, and with room the same writer goes on")]
    public async Task Full_disk()
    {
        using var disk = SmallDisk.Mount(2048);
        var folder = disk.Combine("state");
        await using var writer = await _state.StoreAt(folder).OpenWriterAsync(TimeSpan.Zero, None);
        await writer.CommitAsync([new StateChange.PutCertificate(StateSamples.Certificate(1)), _state.Entry(1)]);
        var ballast = disk.Fill();

        var refused = await Assert.ThrowsAsync<ReconcilerException>(() => writer.CommitAsync(Many()));
        var during = await _state.StoreAt(folder).ReadAsync(None);
        var full = Words(folder);
        File.Delete(ballast);
        await writer.CommitAsync([new StateChange.PutCertificate(StateSamples.Certificate(2)), _state.Entry(2)]);

        Assert.Equal(FailureKind.Environment, refused.Kind);
        Assert.Contains("is full", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(refused.Remedy);
        Assert.Equal((1, StateSamples.CertificateId(1)), (during.Serial, Assert.Single(during.Certificates).Key));
        Assert.Contains("disk-space", full);
        Assert.Equal((2, 2), ((int)(await _state.StoreAt(folder).ReadAsync(None)).Serial, (await _state.StoreAt(folder).ReadAsync(None)).Certificates.Count));
        Assert.True((await new SqliteAuditLog(folder).VerifyAsync(None)).IsWhole);
    }

    [SkippableFact(DisplayName = "A backup or a restore that finds the disk full leaves nothing behind, and the state as it was")]
    public async Task Full_disk_of_a_backup()
    {
        using var disk = SmallDisk.Mount(4096);
        await _state.CommitAsync([.. Many()]);
        await new StateBackup(_state.Folder).WriteAsync(_state.Combine("saved.db"), None);
        await _state.CommitAtAsync(disk.Combine("state"), new StateChange.PutCertificate(StateSamples.Certificate(1)));
        File.Copy(_state.Combine("saved.db"), disk.Combine("saved.db"));
        var ballast = disk.Fill();

        var backup = await Assert.ThrowsAsync<ReconcilerException>(() => new StateBackup(_state.Folder).WriteAsync(disk.Combine("other.db"), None));
        var restore = await Assert.ThrowsAsync<ReconcilerException>(
            () => new StateRestore(disk.Combine("state"), _state.Time, _ => null).RestoreAsync(disk.Combine("saved.db"), force: true, TimeSpan.Zero, None));
        File.Delete(ballast);

        Assert.All([backup, restore], refused => Assert.Equal(FailureKind.Environment, refused.Kind));
        Assert.False(Path.Exists(disk.Combine("other.db")) || Path.Exists(disk.Combine("other.db.new")));
        Assert.DoesNotContain(Directory.GetFiles(disk.Combine("state")), file => file.EndsWith(".restored", StringComparison.Ordinal));
        Assert.Single((await _state.StoreAt(disk.Combine("state")).ReadAsync(None)).Certificates);
    }

    [SkippableFact(DisplayName = "A state folder that cannot be written is refused by name before anything is touched, and is as it was once it can")]
    public async Task Read_only_folder()
    {
        using var disk = SmallDisk.Mount(4096);
        var folder = disk.Combine("state");
        await _state.CommitAtAsync(folder, new StateChange.PutCertificate(StateSamples.Certificate(1)));
        disk.MakeReadOnly();

        var refused = await Assert.ThrowsAsync<ReconcilerException>(() => _state.StoreAt(folder).OpenWriterAsync(TimeSpan.Zero, None));
        var words = Words(folder);
        disk.MakeWritable();

        Assert.Equal(FailureKind.Environment, refused.Kind);
        Assert.Contains(folder, refused.Message, StringComparison.Ordinal);
        Assert.NotNull(refused.Remedy);
        Assert.Contains("folder-unwritable", words);
        Assert.Single((await _state.StoreAt(folder).ReadAsync(None)).Certificates);
    }

    [SkippableFact(DisplayName = "A state on a read-only disk is read with what is in its log, or not at all")]
    public async Task Read_only_disk()
    {
        using var disk = SmallDisk.Mount(16 * 1024);
        string[] folders = [disk.Combine("folded"), disk.Combine("with-log"), disk.Combine("log-alone")];
        await _state.CommitAsync(new StateChange.PutCertificate(StateSamples.Certificate(1)), _state.Entry(1));
        Copy(folders[0], "state.db");
        await using (var writer = await _state.Store().OpenWriterAsync(TimeSpan.Zero, None))
        {
            await writer.CommitAsync([new StateChange.PutCertificate(StateSamples.Certificate(2)), _state.Entry(2)]);
            Copy(folders[1], "state.db", "state.db-wal", "state.db-shm");
            Copy(folders[2], "state.db", "state.db-wal");
        }

        disk.MakeReadOnly();

        Assert.Single((await _state.StoreAt(folders[0]).ReadAsync(None)).Certificates);
        Assert.True((await new SqliteAuditLog(folders[0]).VerifyAsync(None)).IsWhole);
        Assert.Equal(2, (await _state.StoreAt(folders[1]).ReadAsync(None)).Certificates.Count);
        var refused = await Assert.ThrowsAsync<ReconcilerException>(() => _state.StoreAt(folders[2]).ReadAsync(None));
        Assert.Equal(FailureKind.Environment, refused.Kind);
        Assert.Contains("its log holds changes", refused.Message, StringComparison.Ordinal);
        Assert.Contains("database-unusable", Words(folders[2]));
    }

    [SkippableFact(DisplayName = "A lock that another process holds is free as soon as that process is killed")]
    public async Task Killed_holder()
    {
        await _state.CommitAsync(_state.Entry(1));
        using var holder = Process.Start(new ProcessStartInfo(ExternalPrograms.Require("flock"), ["--no-fork", Path.Combine(_state.Folder, "lock"), "sh", "-c", "echo held; exec sleep 600"])
        {
            RedirectStandardOutput = true,
        })!;
        try
        {
            Assert.Equal("held", await holder.StandardOutput.ReadLineAsync());
            var refused = await Assert.ThrowsAsync<ReconcilerException>(() => _state.Store().OpenWriterAsync(TimeSpan.Zero, None));
            Assert.Equal(FailureKind.Locked, refused.Kind);
            Assert.Single((await _state.EntriesAsync()));
        }
        finally
        {
            holder.Kill();
            await holder.WaitForExitAsync();
        }

        await using var writer = await _state.Store().OpenWriterAsync(TimeSpan.Zero, None);
        Assert.Equal(2, await writer.CommitAsync([_state.Entry(2)]));
    }

    [Fact(DisplayName = "A state folder that was moved goes on at its new place with the same lineage, and the old place stays empty")]
    public async Task Moved_folder()
    {
        await _state.CommitAsync(new StateChange.PutCertificate(StateSamples.Certificate(1)), _state.Entry(1));
        var before = await _state.Store().ReadAsync(None);
        var moved = _state.Combine("moved");
        Directory.Move(_state.Folder, moved);

        await using var writer = await _state.StoreAt(moved).OpenWriterAsync(TimeSpan.Zero, None);
        await writer.CommitAsync([_state.Entry(2)]);
        var after = await writer.ReadAsync(None);

        Assert.Equal((before.Lineage, 2, 1), (after.Lineage, after.Serial, after.Certificates.Count));
        Assert.True((await new SqliteAuditLog(moved).VerifyAsync(None)).IsWhole);
        Assert.False(_state.Store().Exists);
    }

    private void Copy(string to, params string[] files)
    {
        Directory.CreateDirectory(to);
        foreach (var file in files) File.Copy(Path.Combine(_state.Folder, file), Path.Combine(to, file));
    }

    private IEnumerable<string> Words(string folder) => new StateHealth(folder, _state.Time).Look(None).Findings.Select(finding => finding.Word);

    private static StateChange[] Many() => [.. Enumerable.Range(100, 400).Select(number => new StateChange.PutCertificate(StateSamples.Certificate(number)))];
}
