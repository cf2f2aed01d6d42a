using Reconciler.Adapters.Store.Sqlite.Health;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Testing.State;

namespace Reconciler.Adapters.Tests.Store;

/// <summary>Superseded private keys leave every file of the state folder, and nothing else does.</summary>
public sealed class KeyDestructionTests : IDisposable
{
    private static readonly byte[] First = [.. Enumerable.Range(1, 180).Select(value => (byte)(value * 7 % 251))];
    private static readonly byte[] Second = [.. Enumerable.Range(1, 180).Select(value => (byte)(value * 11 % 251))];

    private readonly StateFolderBench _state = new();

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => _state.Dispose();

    [Fact(DisplayName = "KEY-02 A destroyed key is in no file of the state any more, copies of former databases included; its certificate and the audit log stay")]
    public async Task Gone_from_every_file()
    {
        await RenewAsync();
        File.Copy(_state.Database, Path.Combine(_state.Folder, "state.v3.db"));
        Assert.Equal(2, FilesWith(First).Count);

        await using (var writer = await _state.Store().OpenWriterAsync(TimeSpan.Zero, None))
        {
            var due = Assert.Single(await writer.ReadSupersededKeysAsync(_state.Time.GetUtcNow().AddDays(7), 10, None));
            Assert.Equal((StateSamples.CertificateId(1), 1), (due.Id, due.KeyVersion));
            await writer.CommitAsync([new StateChange.DestroyKey(due.Id, due.KeyVersion), _state.Entry(1)]);
            Assert.Empty(FilesWith(First));
            Assert.Empty(await writer.ReadSupersededKeysAsync(_state.Time.GetUtcNow().AddYears(1), 10, None));
        }

        Assert.Empty(FilesWith(First));
        Assert.NotEmpty(FilesWith(Second));
        Assert.Equal(2, (await _state.Store().ReadAsync(None)).Certificates.Single().Value.Versions.Length);
        Assert.Equal(2L, _state.Scalar("SELECT count(*) FROM certificate_ders"));
        Assert.True((await _state.Log().VerifyAsync(None)).IsWhole);
    }

    [Fact(DisplayName = "KEY-02 A key that the current version has is neither marked nor destroyed")]
    public async Task Needed_key_stays()
    {
        await RenewAsync();

        var refused = await Assert.ThrowsAsync<ReconcilerException>(() => _state.CommitAsync(new StateChange.DestroyKey(StateSamples.CertificateId(1), 2)));

        Assert.Contains("is needed", refused.Message, StringComparison.Ordinal);
        Assert.NotEmpty(FilesWith(Second));
    }

    [Fact(DisplayName = "A superseded key that should be gone for more than a day is told by the look at the state's health")]
    public async Task Overdue_is_told()
    {
        await RenewAsync();
        string[] Words() => [.. new StateHealth(_state.Folder, _state.Time).Look(None).Findings.Select(finding => finding.Word)];

        _state.Time.Set(_state.Time.GetUtcNow().AddDays(8).AddSeconds(-1));
        Assert.DoesNotContain("superseded-key", Words());
        _state.Time.Set(_state.Time.GetUtcNow().AddSeconds(1));
        Assert.Contains("superseded-key", Words());
    }

    private async Task RenewAsync()
    {
        await _state.CommitAsync(Issue(1, First));
        await _state.CommitAsync(Issue(2, Second));
        Assert.Null((await _state.Store().ReadAsync(None)).NextKeyDestruction);
        await _state.CommitAsync(
            new StateChange.SetVersionStatus(StateSamples.CertificateId(1), 1, VersionStatus.Retired, null),
            new StateChange.SupersedeKeys(StateSamples.CertificateId(1), _state.Time.GetUtcNow().AddDays(7)));
        Assert.Equal(_state.Time.GetUtcNow().AddDays(7), (await _state.Store().ReadAsync(None)).NextKeyDestruction);
    }

    private static StateChange[] Issue(int number, byte[] key) =>
        [
            new StateChange.PutCertificate(StateSamples.Certificate(1)),
            StateSamples.Begin(1, number) with { Key = new(key) },
            StateSamples.Issued(1, number),
            new StateChange.PutCertificate(StateSamples.Certificate(1)),
        ];

    private List<string> FilesWith(byte[] bytes) =>
        [.. Directory.GetFiles(_state.Folder, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "lock" && File.ReadAllBytes(path).AsSpan().IndexOf(bytes.AsSpan(20, 100)) >= 0)];
}
