using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Testing.State;

/// <summary>What every store keeps to. A store's test class inherits it.</summary>
public abstract partial class StoreContract
{
    protected ManualTime Time { get; } = new(ManualTime.Start);

    private static CancellationToken None => CancellationToken.None;

    /// <summary>The store under test; each call of one test gives the same state, as another process would see it.</summary>
    protected abstract IActualStore Open();

    [Fact(DisplayName = "A state that nothing was applied to is empty, does not exist and is not made by reading")]
    public async Task Reading_makes_nothing()
    {
        var store = Open();

        var state = await store.ReadAsync(None);

        Assert.Equal("", state.Lineage);
        Assert.Equal(0, state.Serial);
        Assert.Equal(StateMark.Of(state), await store.ReadMarkAsync(None));
        Assert.Empty(state.Certificates);
        Assert.Empty(await store.DueBeforeAsync(DateTimeOffset.MaxValue, 10, None));
        Assert.Empty(await store.ReadZoneRecordsAsync(None));
        Assert.Empty(await store.ReadEvidenceAsync(None));
        Assert.Empty(await store.ReadAuthorityCertificatesAsync(None));
        Assert.False(store.Exists);
    }

    [Fact(DisplayName = "Each commit raises the serial by one and keeps the lineage")]
    public async Task Serial_counts_commits()
    {
        await using var writer = await Open().OpenWriterAsync(TimeSpan.Zero, None);

        Assert.Equal(1, await writer.CommitAsync([Put(1)]));
        var first = await Open().ReadAsync(None);
        Assert.Equal(2, await writer.CommitAsync([Put(2)]));
        var second = await Open().ReadAsync(None);

        Assert.Equal((1, 2), (first.Serial, second.Serial));
        Assert.Equal(StateMark.Of(second), await Open().ReadMarkAsync(None));
        Assert.Equal(first.Lineage, second.Lineage);
        Assert.NotEmpty(first.Lineage);
        Assert.True(Open().Exists);
    }

    [Fact(DisplayName = "What was stored comes back to the last field")]
    public async Task Everything_comes_back()
    {
        var certificate = StateSamples.Certificate(1) with
        {
            Tags = StateSamples.Certificate(1).Tags.Add("team", "web").Add("Zone", "ä\n\"x\""),
            Protect = true,
            Trust = Core.Desired.Trust.Public,
            Condition = new("CAA_ERROR", "refused", ManualTime.Start.AddTicks(7), ManualTime.Start.AddHours(1), 3),
            NextDue = ManualTime.Start.AddTicks(12345),
        };
        var authority = StateSamples.Authority(StateSamples.Issuing, StateSamples.Root);
        var version = StateSamples.AuthorityVersion(StateSamples.Issuing, StateSamples.Root);
        var crl = StateSamples.Crl(1, ManualTime.Start);
        await CommitAsync(
            new StateChange.PutAuthority(authority),
            new StateChange.PutAuthorityVersion(authority.Id, version, [1, 2]),
            new StateChange.PutCrl(authority.Id, crl, [3]),
            new StateChange.PutCertificate(certificate),
            StateSamples.Issued(1, 1),
            new StateChange.PutDeployment(StateSamples.Deployment(1, 1)),
            new StateChange.PutRecord(StateSamples.Record("_a.example.com")),
            new StateChange.PutFirstRegion("default", "local"));

        var state = await Open().ReadAsync(None);

        Assert.Equal(
            Description.Of(certificate with { Versions = [StateSamples.Version(1, 1)] }), Description.Of(Assert.Single(state.Certificates).Value));
        Assert.Equal(Description.Of(authority with { Versions = [version], Crl = crl }), Description.Of(Assert.Single(state.Authorities).Value));
        Assert.Equal(Description.Of(StateSamples.Deployment(1, 1)), Description.Of(state.Deployments[StateSamples.Deployment(1, 1).Id]));
        Assert.Equal(Description.Of(StateSamples.Record("_a.example.com")), Description.Of(state.Records["default/record/_a.example.com"]));
        Assert.Equal("local", state.FirstRegions["default"]);
        var der = Assert.Single(await Open().ReadAuthorityCertificatesAsync(None));
        Assert.Equal(((authority.Id, 1), "0102"), (der.Key, Convert.ToHexString(der.Value)));
    }

    [Fact(DisplayName = "What was removed is gone")]
    public async Task Removed_is_gone()
    {
        await CommitAsync(
            Put(1), new StateChange.PutDeployment(StateSamples.Deployment(1, 1)), new StateChange.PutRecord(StateSamples.Record("_a.example.com")));

        await CommitAsync(
            new StateChange.RemoveDeployment(StateSamples.Deployment(1, 1).Id), new StateChange.RemoveRecord(StateSamples.Record("_a.example.com").Id));

        var state = await Open().ReadAsync(None);
        Assert.Empty(state.Deployments);
        Assert.Empty(state.Records);
        Assert.Single(state.Certificates);
    }

    [Fact(DisplayName = "A commit becomes true as a whole or not at all, and the writer goes on after a refused one")]
    public async Task Commits_are_atomic()
    {
        await using var writer = await Open().OpenWriterAsync(TimeSpan.Zero, None);
        await writer.CommitAsync([Put(1)]);

        var refused = await Assert.ThrowsAsync<ReconcilerException>(() => writer.CommitAsync(
            [Put(2), new StateChange.SetVersionStatus(StateSamples.CertificateId(1), 9, VersionStatus.Retired, null)]));
        Assert.Equal(2, await writer.CommitAsync([Put(3)]));

        var state = await Open().ReadAsync(None);
        Assert.Contains("no version 9", refused.Message, StringComparison.Ordinal);
        Assert.Equal([StateSamples.CertificateId(1), StateSamples.CertificateId(3)], state.Certificates.Keys.Order());
    }

    [Fact(DisplayName = "The changes of one commit may come in any order, but may not name what is not there in the end")]
    public async Task Order_within_a_commit_is_free()
    {
        await CommitAsync(StateSamples.Begin(1, 1), StateSamples.Issued(1, 1), Put(1));

        await using var writer = await Open().OpenWriterAsync(TimeSpan.Zero, None);
        await Assert.ThrowsAsync<ReconcilerException>(() => writer.CommitAsync([StateSamples.Issued(2, 1)]));
        await Assert.ThrowsAsync<ReconcilerException>(() => writer.CommitAsync([StateSamples.Begin(1, 2) with { Key = null }]));
        Assert.Single((await writer.ReadAsync(None)).Certificates);
    }

    [Fact(DisplayName = "There is one writer; who comes second is told who holds the state and gets it afterwards")]
    public async Task One_writer_at_a_time()
    {
        var store = Open();
        var first = await store.OpenWriterAsync(TimeSpan.Zero, None);

        var refused = await Assert.ThrowsAsync<ReconcilerException>(() => Open().OpenWriterAsync(TimeSpan.Zero, None));
        var second = Open().OpenWriterAsync(TimeSpan.FromSeconds(30), None);
        await first.DisposeAsync();
        await using var writer = await second;

        Assert.Equal(FailureKind.Locked, refused.Kind);
        Assert.Contains(store.Place, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await writer.CommitAsync([Put(1)]));
    }

    [Fact(DisplayName = "The next instant at which something is due, and at which something is tried again, are the earliest after the one given")]
    public async Task Next_instants()
    {
        var at = ManualTime.Start;
        RetryState Tried(DateTimeOffset? next) => new(2, "refused", next) { Wanted = "00", Since = at, LastTry = at };
        Assert.Equal(new(null, null), await Open().ReadNextAsync(DateTimeOffset.MinValue, None));
        await CommitAsync(
            new StateChange.PutCertificate(StateSamples.Certificate(1) with { NextDue = at.AddHours(3) }),
            new StateChange.PutCertificate(StateSamples.Certificate(2) with { NextDue = at.AddHours(1) }),
            new StateChange.PutAuthority(StateSamples.Authority(StateSamples.Issuing, null) with { NextDue = at.AddHours(2) }),
            new StateChange.PutRetry("a#issue", Tried(at.AddMinutes(5))),
            new StateChange.PutRetry("b#issue", Tried(at.AddMinutes(7))),
            new StateChange.PutRetry("c#issue", Tried(null)));
        var store = Open();

        Assert.Equal(new(at.AddHours(1), at.AddMinutes(5)), await store.ReadNextAsync(at, None));
        Assert.Equal(new(at.AddHours(2), at.AddMinutes(7)), await store.ReadNextAsync(at.AddHours(1), None) with { Try = at.AddMinutes(7) });
        Assert.Equal(new(null, null), await store.ReadNextAsync(at.AddHours(3), None));
        Assert.Equal(Tried(at.AddMinutes(7)), (await store.ReadAsync(None)).Retries["b#issue"]);
    }

    [Fact(DisplayName = "DNS-09 how a validation record was last seen is kept: its loss, its return, and nothing once nobody needs it")]
    public async Task Sightings()
    {
        var at = ManualTime.Start;
        var seen = new RecordSighting { Account = "default", Owner = "_a.shop.example", Domain = "shop.example", Zone = "validations.example.net", AskedAt = at, SeenAt = at };
        var lost = seen with { AskedAt = at.AddDays(1), LostSince = at.AddDays(1), Detail = "there is no CNAME record" };
        await CommitAsync(new StateChange.PutSighting(seen), new StateChange.PutSighting(seen with { Owner = "_b.shop.example" }));
        Assert.Equal(seen, (await Open().ReadAsync(None)).Sightings[seen.Id]);
        await CommitAsync(new StateChange.ValidationLost(lost, [new(StateSamples.CertificateId(1), at.AddDays(30), at.AddDays(60))]));
        Assert.Equal(lost, (await Open().ReadAsync(None)).Sightings[seen.Id]);
        await CommitAsync(new StateChange.ValidationFound(seen, [StateSamples.CertificateId(1)]), new StateChange.RemoveSighting("default", "_b.shop.example"));
        Assert.Equal(seen, Assert.Single((await Open().ReadAsync(None)).Sightings).Value);
    }

    [Fact(DisplayName = "What is due before an instant comes earliest first, up to the limit, certificates and authorities together")]
    public async Task Due_in_order()
    {
        var due = ManualTime.Start;
        await CommitAsync(
            new StateChange.PutCertificate(StateSamples.Certificate(1) with { NextDue = due.AddHours(3) }),
            new StateChange.PutCertificate(StateSamples.Certificate(2) with { NextDue = due.AddHours(1) }),
            new StateChange.PutCertificate(StateSamples.Certificate(3) with { NextDue = null }),
            new StateChange.PutCertificate(StateSamples.Certificate(4) with { NextDue = due.AddHours(4) }),
            new StateChange.PutAuthority(StateSamples.Authority(StateSamples.Issuing, null) with { NextDue = due.AddHours(2) }));
        var store = Open();

        var all = await store.DueBeforeAsync(due.AddHours(4), 10, None);
        var two = await store.DueBeforeAsync(due.AddHours(4), 2, None);

        Assert.Equal([StateSamples.CertificateId(2), StateSamples.Issuing, StateSamples.CertificateId(1)], all);
        Assert.Equal([StateSamples.CertificateId(2), StateSamples.Issuing], two);
    }

    [Fact(DisplayName = "Evidence is kept, one for each domain and zone of an account, in their order")]
    public async Task Evidence_replaces()
    {
        var proof = new ProofEvidence("default", "b.example", "validations.example.net", ManualTime.Start.AddTicks(7), "old", "dns-txt");
        await CommitAsync(new StateChange.PutEvidence(proof), new StateChange.PutEvidence(proof with { Domain = "a.example" }));
        await CommitAsync(new StateChange.PutEvidence(proof with { Value = "new" }));

        Assert.Equal([proof with { Domain = "a.example" }, proof with { Value = "new" }], await Open().ReadEvidenceAsync(None));
    }

    [Fact(DisplayName = "DNS-06 A zone record replaces the one of its owner and type, and no other")]
    public async Task Zone_records_replace()
    {
        await CommitAsync(
            new StateChange.PutZoneRecord(new("b.example.net", "TXT", "old", 60)),
            new StateChange.PutZoneRecord(new("a.example.net", "CNAME", "c.example.net", 300)),
            new StateChange.PutZoneRecord(new("c.example.net", "TXT", "gone", 60)));
        await CommitAsync(
            new StateChange.PutZoneRecord(new("b.example.net", "TXT", "new", 30)),
            new StateChange.RemoveZoneRecord("c.example.net", "TXT"),
            new StateChange.RemoveZoneRecord("a.example.net", "TXT"));

        Assert.Equal(
            [new ZoneRecord("a.example.net", "CNAME", "c.example.net", 300), new ZoneRecord("b.example.net", "TXT", "new", 30)],
            await Open().ReadZoneRecordsAsync(None));
    }

    [Fact(DisplayName = "A snapshot from before, with what changed since read again, is the state as it is")]
    public async Task Parts_make_the_whole()
    {
        var at = ManualTime.Start;
        var seen = new RecordSighting { Account = "default", Owner = "_a.shop.example", Domain = "shop.example", Zone = "validations.example.net", AskedAt = at, SeenAt = at };
        await CommitAsync(
            new StateChange.PutAuthority(StateSamples.Authority(StateSamples.Issuing, StateSamples.Root)),
            new StateChange.PutCertificate(StateSamples.Certificate(1)),
            StateSamples.Issued(1, 1),
            new StateChange.PutCertificate(StateSamples.Certificate(2)),
            StateSamples.Issued(2, 1),
            new StateChange.PutDeployment(StateSamples.Deployment(1, 1)),
            new StateChange.PutRecord(StateSamples.Record("_a.example.com")),
            new StateChange.PutRecord(StateSamples.Record("_b.example.com")),
            new StateChange.PutSighting(seen),
            new StateChange.PutRetry("a#issue", new(2, "refused", at) { Wanted = "00", Since = at }));
        var before = await Open().ReadAsync(None);
        StateChange[] changes =
        [
            new StateChange.PutAuthorityVersion(StateSamples.Issuing, StateSamples.AuthorityVersion(StateSamples.Issuing, StateSamples.Root), [1]),
            new StateChange.PutCrl(StateSamples.Issuing, StateSamples.Crl(1, at), [3]),
            new StateChange.PutCertificate(StateSamples.Certificate(3)),
            StateSamples.Issued(1, 2),
            new StateChange.RemoveDeployment(StateSamples.Deployment(1, 1).Id),
            new StateChange.PutDeployment(StateSamples.Deployment(2, 1)),
            new StateChange.RemoveRecord("default/record/_a.example.com"),
            new StateChange.PutSighting(seen with { AskedAt = at.AddDays(1) }),
            new StateChange.PutFirstRegion("default", "local"),
            new StateChange.RemoveRetry("a#issue"),
            new StateChange.PutRetry("b#issue", new(2, "refused", at) { Wanted = "00", Since = at }),
        ];
        await CommitAsync(changes);
        var subjects = new StateSubjects();
        foreach (var change in changes) change.Accept(subjects);

        await using var writer = await Open().OpenWriterAsync(TimeSpan.Zero, None);
        var after = (await writer.ReadAsync(subjects, None)).Over(before);

        Assert.Equal(DescriptionOf(await writer.ReadAsync(None)), DescriptionOf(after));
        Assert.Equal(StateMark.Of(after), await writer.ReadMarkAsync(None));
        Assert.Same(before.Certificates[StateSamples.CertificateId(2)], after.Certificates[StateSamples.CertificateId(2)]);
    }

    private static string DescriptionOf(ActualState state) => string.Join('\n',
    [
        $"{state.Lineage} {state.Serial} {state.NextKeyDestruction}",
        Description.Of(state.Authorities.ToDictionary()),
        Description.Of(state.Certificates.ToDictionary()),
        Description.Of(state.Deployments.ToDictionary()),
        Description.Of(state.Records.ToDictionary()),
        Description.Of(state.FirstRegions.ToDictionary()),
        Description.Of(state.Retries.ToDictionary()),
        Description.Of(state.Sightings.ToDictionary()),
    ]);

    [Fact(DisplayName = "A snapshot stays as it was read while the writer goes on")]
    public async Task Snapshots_stand_still()
    {
        await using var writer = await Open().OpenWriterAsync(TimeSpan.Zero, None);
        await writer.CommitAsync([Put(1)]);
        var before = await Open().ReadAsync(None);

        await writer.CommitAsync([Put(2), new StateChange.PutFirstRegion("default", "local")]);

        Assert.Equal((1, 1, 0), (before.Serial, before.Certificates.Count, before.FirstRegions.Count));
        Assert.Equal(2, (await Open().ReadAsync(None)).Certificates.Count);
    }

    protected static StateChange.PutCertificate Put(int number) => new(StateSamples.Certificate(number));

    /// <summary>One commit by a writer of its own.</summary>
    protected async Task CommitAsync(params StateChange[] changes)
    {
        await using var writer = await Open().OpenWriterAsync(TimeSpan.Zero, None);
        await writer.CommitAsync(changes);
    }

    private async Task<IReadOnlyList<RevokedEntry>> RevokedAsync(DateTimeOffset now)
    {
        await using var writer = await Open().OpenWriterAsync(TimeSpan.Zero, None);
        return await writer.ReadRevokedAsync(StateSamples.Issuing, now, None);
    }
}
