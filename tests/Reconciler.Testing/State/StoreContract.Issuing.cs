using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Testing.State;

/// <summary>What is issued and revoked: intents, keys, versions, serials, CRLs.</summary>
public abstract partial class StoreContract
{
    [Fact(DisplayName = "An open intent outlives its writer with its serial, key and bytes, and is closed by its certificate")]
    public async Task Intents_survive()
    {
        var begun = StateSamples.Begin(1, 1);
        await CommitAsync(new StateChange.PutCertificate(StateSamples.Certificate(1) with { Intent = begun.Intent }), begun);

        await using (var writer = await Open().OpenWriterAsync(TimeSpan.Zero, None))
        {
            var open = Assert.Single(await writer.ReadIntentsAsync([begun.Id, StateSamples.CertificateId(2)], None));
            var key = Assert.Single(await writer.ReadKeysAsync([(begun.Id, 1), (begun.Id, 2)], None));
            Assert.Equal(Description.Of(new StoredIntent(begun.Intent, begun.ToBeSigned, 1, begun.KeyHash)), Description.Of(open.Value));
            Assert.Equal(begun.Key!.Bytes, key.Value.Bytes);
            Assert.Equal(begun.Intent, (await writer.ReadAsync(None)).Certificates[begun.Id].Intent);

            await writer.CommitAsync([StateSamples.Issued(1, 1), Put(1)]);

            Assert.Empty(await writer.ReadIntentsAsync([begun.Id], None));
        }

        Assert.Null((await Open().ReadAsync(None)).Certificates[begun.Id].Intent);
    }

    [Fact(DisplayName = "An intent closed as unknown keeps its serial, loses its key, and is listed as revoked until its end")]
    public async Task Unknown_outcomes()
    {
        var begun = StateSamples.Begin(1, 1);
        begun = begun with { Intent = begun.Intent with { Issuer = StateSamples.Issuing, NotAfter = ManualTime.Start.AddDays(3) } };
        var next = StateSamples.Begin(1, 2);
        var revocation = new Revocation(ManualTime.Start.AddHours(1), RevocationReason.Superseded);
        await CommitAsync(new StateChange.PutAuthority(StateSamples.Authority(StateSamples.Issuing, null)), Put(1), begun);
        var open = (await Open().ReadAsync(None)).Certificates[begun.Id].Intent;

        await CommitAsync(new StateChange.CloseIntent(begun.Id, open!, revocation), next);

        await using (var writer = await Open().OpenWriterAsync(TimeSpan.Zero, None))
        {
            Assert.Equal(next.Intent, Assert.Single(await writer.ReadIntentsAsync([begun.Id], None)).Value.Intent);
            Assert.Equal((begun.Id, 2), Assert.Single(await writer.ReadKeysAsync([(begun.Id, 1), (begun.Id, 2)], None)).Key);
            await Assert.ThrowsAsync<ReconcilerException>(() => writer.CommitAsync([new StateChange.CloseIntent(begun.Id, open!, revocation)]));
            await Assert.ThrowsAsync<ReconcilerException>(() => writer.CommitAsync([StateSamples.Begin(1, 3) with { Intent = StateSamples.Intent(1, 3) with { Serial = open!.Serial } }]));
        }

        Assert.Equal([new RevokedEntry(begun.Intent.Serial, revocation)], await RevokedAsync(ManualTime.Start.AddHours(2)));
        await CommitAsync(new StateChange.PutCrl(StateSamples.Issuing, StateSamples.Crl(1, ManualTime.Start.AddDays(4)), [1]));
        Assert.Empty(await RevokedAsync(ManualTime.Start.AddDays(30)));
    }

    [Fact(DisplayName = "The serial of a certificate that was issued is never closed as unknown")]
    public async Task Issued_is_known()
    {
        var begun = StateSamples.Begin(1, 1);
        await CommitAsync(Put(1), begun, StateSamples.Issued(1, 1));
        await using var writer = await Open().OpenWriterAsync(TimeSpan.Zero, None);

        await Assert.ThrowsAsync<ReconcilerException>(
            () => writer.CommitAsync([new StateChange.CloseIntent(begun.Id, begun.Intent, new(ManualTime.Start, RevocationReason.Superseded))]));

        Assert.Single(await writer.ReadKeysAsync([(begun.Id, 1)], None));
    }

    [Fact(DisplayName = "An authority's intent is closed by its version")]
    public async Task Authority_intents()
    {
        var version = StateSamples.AuthorityVersion(StateSamples.Root, null);
        var intent = new OpenIntent(1, "hash", version.Serial, "create");
        await using var writer = await Open().OpenWriterAsync(TimeSpan.Zero, None);
        await writer.CommitAsync(
            [
                new StateChange.PutAuthority(StateSamples.Authority(StateSamples.Root, null)),
                new StateChange.BeginAuthority(StateSamples.Root, intent, StateSamples.Key(0, 1), 1, version.KeyHash, [7]),
            ]);
        Assert.Equal(intent, Assert.Single(await writer.ReadIntentsAsync([StateSamples.Root], None)).Value.Intent);

        await writer.CommitAsync([new StateChange.PutAuthorityVersion(StateSamples.Root, version, [8])]);

        Assert.Empty(await writer.ReadIntentsAsync([StateSamples.Root], None));
        var stored = Assert.Single(await writer.ReadCertificatesAsync([(StateSamples.Root, 1)], None)).Value;
        Assert.Equal((8, 1), (Assert.Single(stored.Der), stored.KeyVersion));
    }

    [Fact(DisplayName = "A new version takes the place of the current one, which stays until it is retired")]
    public async Task Versions_are_superseded()
    {
        await CommitAsync(Put(1), StateSamples.Issued(1, 1));
        await CommitAsync(StateSamples.Issued(1, 2));

        var both = (await Open().ReadAsync(None)).Certificates[StateSamples.CertificateId(1)];
        await CommitAsync(new StateChange.SetVersionStatus(both.Id, 1, VersionStatus.Retired, null));
        var later = (await Open().ReadAsync(None)).Certificates[both.Id];

        Assert.Equal([(2, VersionStatus.Current), (1, VersionStatus.Superseded)], both.Versions.Select(version => (version.Number, version.Status)));
        Assert.Equal([(2, VersionStatus.Current), (1, VersionStatus.Retired)], later.Versions.Select(version => (version.Number, version.Status)));
    }

    [Fact(DisplayName = "RNW-02 An export is remembered with its version; the next version was not exported")]
    public async Task Exports_are_remembered()
    {
        await CommitAsync(Put(1), StateSamples.Issued(1, 1));
        await CommitAsync(new StateChange.MarkExported(StateSamples.CertificateId(1), 1, ManualTime.Start.AddTicks(5)));
        await CommitAsync(StateSamples.Issued(1, 2));

        var versions = (await Open().ReadAsync(None)).Certificates[StateSamples.CertificateId(1)].Versions;

        Assert.Equal([(2, null), (1, ManualTime.Start.AddTicks(5))], versions.Select(version => (version.Number, version.ExportedAt)));
        await Assert.ThrowsAsync<ReconcilerException>(() => CommitAsync(new StateChange.MarkExported(StateSamples.CertificateId(1), 9, ManualTime.Start)));
    }

    [Fact(DisplayName = "A version that ended long ago leaves the snapshot, but not the store")]
    public async Task Old_versions_leave_the_snapshot()
    {
        await CommitAsync(Put(1), StateSamples.Issued(1, 1, ManualTime.Start.AddDays(1)), StateSamples.Issued(1, 2));
        await CommitAsync(new StateChange.SetVersionStatus(StateSamples.CertificateId(1), 1, VersionStatus.Retired, null));
        Time.Advance(TimeSpan.FromDays(9));
        var atTheEdge = (await Open().ReadAsync(None)).Certificates[StateSamples.CertificateId(1)];
        Time.Advance(TimeSpan.FromTicks(1));
        var beyond = (await Open().ReadAsync(None)).Certificates[StateSamples.CertificateId(1)];

        await using var writer = await Open().OpenWriterAsync(TimeSpan.Zero, None);
        var stored = await writer.ReadCertificatesAsync([(StateSamples.CertificateId(1), 1)], None);

        Assert.Equal([2, 1], atTheEdge.Versions.Select(version => version.Number));
        Assert.Equal([2], beyond.Versions.Select(version => version.Number));
        Assert.Equal(Description.Of(new StoredCertificate(StateSamples.Der(1, 1), 1)), Description.Of(Assert.Single(stored).Value));
    }

    [Fact(DisplayName = "GEN-04 The uuid of a certificate stays through new versions, and one that would change is refused")]
    public async Task Uuid_is_kept()
    {
        await CommitAsync(Put(1), StateSamples.Issued(1, 1));
        await CommitAsync(Put(1), StateSamples.Issued(1, 2));
        var other = StateSamples.Certificate(1) with { Uuid = StateSamples.Uuid(StateSamples.Root) };

        await using var writer = await Open().OpenWriterAsync(TimeSpan.Zero, None);
        await Assert.ThrowsAsync<ReconcilerException>(() => writer.CommitAsync([new StateChange.PutCertificate(other)]));

        Assert.Equal(StateSamples.Certificate(1).Uuid, (await writer.ReadAsync(None)).Certificates[other.Id].Uuid);
    }

    [Fact(DisplayName = "GEN-07 A serial once taken is never taken again, by whomever, and no generation takes two")]
    public async Task Serials_are_taken_once()
    {
        var begun = StateSamples.Begin(1, 1);
        await CommitAsync(Put(1), Put(2), begun);
        await CommitAsync(Put(1));
        StateChange[] again =
        [
            begun,
            StateSamples.Begin(1, 2) with { Intent = StateSamples.Intent(1, 2) with { Serial = begun.Intent.Serial } },
            StateSamples.Begin(2, 1) with { Intent = StateSamples.Intent(2, 1) with { Serial = begun.Intent.Serial } },
            new StateChange.PutVersion(StateSamples.CertificateId(2), StateSamples.Version(2, 1) with { Serial = begun.Intent.Serial }, 1, [1]),
            begun with { Intent = begun.Intent with { Serial = StateSamples.Serial(77) } },
        ];

        await using var writer = await Open().OpenWriterAsync(TimeSpan.Zero, None);
        foreach (var change in again)
        {
            var refused = await Assert.ThrowsAsync<ReconcilerException>(() => writer.CommitAsync([change]));
            Assert.Contains("taken before", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(3, await writer.CommitAsync([StateSamples.Begin(2, 1)]));
    }

    [Fact(DisplayName = "GEN-07 A key is made once: another one for the same version is refused")]
    public async Task Keys_are_stored_once()
    {
        await CommitAsync(Put(1), StateSamples.Begin(1, 1));

        await using var writer = await Open().OpenWriterAsync(TimeSpan.Zero, None);
        await Assert.ThrowsAsync<ReconcilerException>(
            () => writer.CommitAsync([StateSamples.Begin(1, 2) with { KeyVersion = 1, Key = StateSamples.Key(5, 5) }]));
        await writer.CommitAsync([StateSamples.Begin(1, 2) with { KeyVersion = 1, Key = null }]);

        var key = Assert.Single(await writer.ReadKeysAsync([(StateSamples.CertificateId(1), 1)], None));
        Assert.Equal(StateSamples.Key(1, 1).Bytes, key.Value.Bytes);
        Assert.True(await writer.HoldsKeysAsync("default", "local", None));
        Assert.False(await writer.HoldsKeysAsync("default", "elsewhere", None));
    }

    [Fact(DisplayName = "The generation of a certificate never goes back")]
    public async Task Generation_only_grows()
    {
        await CommitAsync(Put(1), StateSamples.Begin(1, 1));
        await CommitAsync(StateSamples.Begin(1, 2));
        await CommitAsync(Put(1));

        Assert.Equal(2, (await Open().ReadAsync(None)).Certificates[StateSamples.CertificateId(1)].Generation);
    }

    [Fact(DisplayName = "PCA-04 The CRL number of an authority never goes back")]
    public async Task Crl_number_only_grows()
    {
        var authority = StateSamples.Authority(StateSamples.Issuing, null);
        var crl = StateSamples.Crl(5, ManualTime.Start);
        await CommitAsync(new StateChange.PutAuthority(authority), new StateChange.PutCrl(authority.Id, crl, [5]));
        StateChange[] back =
        [
            new StateChange.PutCrl(authority.Id, StateSamples.Crl(5, ManualTime.Start.AddDays(1)), [5]),
            new StateChange.PutCrl(authority.Id, StateSamples.Crl(4, ManualTime.Start.AddDays(1)), [4]),
            new StateChange.PutAuthority(authority with { Crl = StateSamples.Crl(4, ManualTime.Start) }),
        ];

        await using (var writer = await Open().OpenWriterAsync(TimeSpan.Zero, None))
        {
            foreach (var change in back) await Assert.ThrowsAsync<ReconcilerException>(() => writer.CommitAsync([change]));
            await writer.CommitAsync([new StateChange.PutAuthority(authority)]);
        }

        Assert.Equal(crl, (await Open().ReadAsync(None)).Authorities[authority.Id].Crl);
    }

    [Fact(DisplayName = "A revoked certificate is listed until a CRL signed after its end has shown it, and stays revoked")]
    public async Task Revoked_is_listed_long_enough()
    {
        var revocation = new Revocation(ManualTime.Start.AddHours(1), RevocationReason.KeyCompromise);
        var end = ManualTime.Start.AddDays(3);
        var subordinate = StateSamples.AuthorityVersion(StateSamples.Root, StateSamples.Issuing) with { NotAfter = end };
        await CommitAsync(
            new StateChange.PutAuthority(StateSamples.Authority(StateSamples.Issuing, null)),
            new StateChange.PutAuthority(StateSamples.Authority(StateSamples.Root, StateSamples.Issuing)),
            new StateChange.PutAuthorityVersion(StateSamples.Root, subordinate, [1]),
            Put(1),
            Put(2),
            StateSamples.Issued(1, 1, end),
            StateSamples.Issued(2, 1, end));
        await CommitAsync(
            new StateChange.SetVersionStatus(StateSamples.CertificateId(1), 1, VersionStatus.Revoked, revocation),
            new StateChange.SetVersionStatus(StateSamples.Root, 1, VersionStatus.Revoked, revocation));
        await CommitAsync(new StateChange.SetVersionStatus(StateSamples.CertificateId(1), 1, VersionStatus.Retired, null));
        RevokedEntry[] expected = [.. new[] { StateSamples.Serial(101), subordinate.Serial }
            .OrderBy(serial => serial.Hex, StringComparer.Ordinal).Select(serial => new RevokedEntry(serial, revocation))];

        Assert.Equal(expected, await RevokedAsync(ManualTime.Start.AddHours(2)));
        await CommitAsync(new StateChange.PutCrl(StateSamples.Issuing, StateSamples.Crl(1, end), [1]));
        Assert.Equal(expected, await RevokedAsync(end.AddDays(30)));
        await CommitAsync(new StateChange.PutCrl(StateSamples.Issuing, StateSamples.Crl(2, end.AddTicks(1)), [2]));
        Assert.Equal(expected, await RevokedAsync(end));
        Assert.Empty(await RevokedAsync(end.AddDays(30)));
    }
}
