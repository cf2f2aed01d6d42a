using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Testing;
using Reconciler.Testing.State;

namespace Reconciler.Adapters.Tests.Store;

public sealed class AuditLogTests : IDisposable
{
    private const string Unlock = "DROP TRIGGER audit_kept; DROP TRIGGER audit_unchanged; ";

    private readonly StateFolderBench _state = new();

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => _state.Dispose();

    [Fact(DisplayName = "OBS-03 A log that nobody touched is whole, over several commits and writers")]
    public async Task Untouched_log_is_whole()
    {
        await FillAsync();

        var verdict = await _state.Log().VerifyAsync(None);

        Assert.True(verdict.IsWhole, verdict.Fault);
        Assert.Equal(9, verdict.Head.Count);
        Assert.Equal((await _state.EntriesAsync())[^1].Hash, verdict.Head.Hash);
    }

    [Fact(DisplayName = "OBS-03 A state that nothing was applied to has an empty log")]
    public async Task Absent_log_is_empty()
    {
        Assert.True((await _state.Log().VerifyAsync(None)).IsWhole);
        Assert.Empty(await _state.EntriesAsync());
        Assert.False(Directory.Exists(_state.Folder));
    }

    [Theory(DisplayName = "OBS-03 An edited, removed, moved or added entry is found, and the first bad one is named")]
    [InlineData("UPDATE audit SET actor = 'nobody' WHERE id = 4", 4)]
    [InlineData("UPDATE audit SET action = 'key.open' WHERE id = 1", 1)]
    [InlineData("UPDATE audit SET subject = 'x' WHERE id = 5", 5)]
    [InlineData("UPDATE audit SET detail = detail || ' ' WHERE id = 9", 9)]
    [InlineData("UPDATE audit SET revision = NULL WHERE id = 2", 2)]
    [InlineData("UPDATE audit SET serials = '' WHERE id = 3", 3)]
    [InlineData("UPDATE audit SET at = at + 1 WHERE id = 6", 6)]
    [InlineData("UPDATE audit SET state_serial = 99 WHERE id = 7", 7)]
    [InlineData("UPDATE audit SET hash = zeroblob(32) WHERE id = 8", 8)]
    [InlineData("DELETE FROM audit WHERE id = 1", 1)]
    [InlineData("DELETE FROM audit WHERE id = 4", 4)]
    [InlineData("DELETE FROM audit WHERE id = 9", 9)]
    [InlineData("DELETE FROM audit WHERE id >= 7", 7)]
    [InlineData("DELETE FROM audit", 1)]
    [InlineData("DELETE FROM audit WHERE id = 4; UPDATE audit SET id = id - 1 WHERE id > 4", 4)]
    [InlineData("UPDATE audit SET id = -4 WHERE id = 4; UPDATE audit SET id = 4 WHERE id = 5; UPDATE audit SET id = 5 WHERE id = -4", 4)]
    [InlineData("INSERT INTO audit SELECT 10, state_serial, at, actor, action, subject, detail, revision, serials, hash FROM audit WHERE id = 9", 10)]
    [InlineData("UPDATE state SET audit_count = 8", 9)]
    [InlineData("UPDATE state SET audit_hash = zeroblob(32)", 9)]
    [InlineData("UPDATE state SET lineage = 'another'", 1)]
    public async Task Tampering_is_found(string sql, long firstBad)
    {
        await FillAsync();
        _state.Execute(Unlock + sql);

        var verdict = await _state.Log().VerifyAsync(None);

        Assert.False(verdict.IsWhole);
        Assert.Equal(firstBad, verdict.FirstBad);
        Assert.NotNull(verdict.Fault);
    }

    [Fact(DisplayName = "OBS-03 An entry that is written anew, with its hash and all after it, no longer leads to the head")]
    public async Task Rewritten_chain_misses_the_head()
    {
        await FillAsync();
        var entries = await _state.EntriesAsync();
        var hash = entries[6].Hash;
        _state.Execute(Unlock);
        foreach (var stored in entries.Skip(7))
        {
            var forged = stored.Entry with { Actor = "nobody" };
            hash = AuditChain.Next(hash, stored.Number, stored.StateSerial, forged);
            _state.Execute($"UPDATE audit SET actor = 'nobody', hash = x'{Convert.ToHexString(hash)}' WHERE id = {stored.Number}");
        }

        var verdict = await _state.Log().VerifyAsync(None);

        Assert.Equal(9, verdict.FirstBad);
        Assert.Contains("does not end with the hash", verdict.Fault, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "OBS-03 A commit that is refused leaves the chain where it was")]
    public async Task Refused_commit_leaves_the_chain()
    {
        await _state.CommitAsync(_state.Entry(1), new StateChange.PutCertificate(StateSamples.Certificate(1)));
        var other = StateSamples.Certificate(1) with { Uuid = StateSamples.Uuid(StateSamples.Root) };
        await using (var writer = await _state.Store().OpenWriterAsync(TimeSpan.Zero, None))
        {
            await Assert.ThrowsAsync<ReconcilerException>(() => writer.CommitAsync([_state.Entry(2), new StateChange.PutCertificate(other)]));
            await writer.CommitAsync([_state.Entry(3)]);
        }

        var verdict = await _state.Log().VerifyAsync(None);

        Assert.True(verdict.IsWhole, verdict.Fault);
        Assert.Equal(["detail 1", "detail 3"], (await _state.EntriesAsync()).Select(stored => stored.Entry.Detail));
    }

    [Fact(DisplayName = "OBS-03 No text can move from one field of an entry to the next, and an absent one is not an empty one")]
    public void Fields_are_told_apart()
    {
        var entry = new AuditEntry(ManualTime.Start, "ab", "c", "", "", null);
        AuditEntry[] entries = [entry, entry with { Actor = "a", Action = "bc" }, entry with { Subject = "c", Action = "" }, entry with { Revision = "" }];

        var hashes = entries.Select(candidate => Convert.ToHexString(AuditChain.Next(AuditChain.Start("x"), 1, 1, candidate))).Distinct();

        Assert.Equal(entries.Length, hashes.Count());
    }

    [Fact(DisplayName = "OBS-03 What version 1 logged is chained as it stands, and the chain goes on from it")]
    public async Task Former_log_is_chained()
    {
        Directory.CreateDirectory(_state.Folder);
        _state.Execute(await MigrationTests.FixtureAsync("version-1.sql"));

        Assert.True((await _state.Log().VerifyAsync(None)).IsWhole);
        await _state.CommitAsync(_state.Entry(2));

        var verdict = await _state.Log().VerifyAsync(None);
        Assert.True(verdict.IsWhole, verdict.Fault);
        Assert.Equal(2, verdict.Head.Count);
        Assert.Equal(["issue", "detail 2"], (await _state.EntriesAsync()).Select(stored => stored.Entry.Detail));
    }

    [Fact(DisplayName = "OBS-03 The log is searched by object, with what hangs on it, and by time")]
    public async Task Log_is_searched()
    {
        string[] subjects = ["default/local/certificate/www", "default/local/certificate/www@edge", "default/local/certificate/www2", "default/local/authority/www", "run"];
        await _state.CommitAsync([.. subjects.Select((subject, i) =>
            new StateChange.Audit(new(ManualTime.Start.AddHours(i), "tester", "x", subject, "", null, "4c01")))]);

        Assert.Equal(subjects[..2], await FoundAsync(new(null, "default/local/certificate/www")));
        Assert.Equal(subjects[..2], await FoundAsync(new(null, "certificate/www")));
        Assert.Equal([subjects[0], subjects[1], subjects[3]], await FoundAsync(new(null, "www")));
        Assert.Equal(subjects[2..], await FoundAsync(new(ManualTime.Start.AddHours(2))));
        Assert.Empty(await FoundAsync(new(null, "%")));
        Assert.Empty(await FoundAsync(new(Subject: "none", Serials: [])));
        Assert.Empty(await FoundAsync(new(Subject: "none", Serials: ["4c0", "c01"])));
        Assert.Equal(subjects, await FoundAsync(new(Subject: "none", Serials: ["beef", "4c01"])));
        Assert.Equal("4c01", (await _state.EntriesAsync())[0].Entry.Serials);
    }

    private async Task<IEnumerable<string>> FoundAsync(AuditFilter filter) => (await _state.EntriesAsync(filter)).Select(stored => stored.Entry.Subject);

    private async Task FillAsync()
    {
        for (var commit = 0; commit < 3; commit++)
            await _state.CommitAsync([.. Enumerable.Range((commit * 3) + 1, 3).Select(_state.Entry)]);
    }
}
