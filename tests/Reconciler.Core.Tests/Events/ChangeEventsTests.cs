using Reconciler.Core.Actual;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;
using Reconciler.Testing;
using Reconciler.Testing.State;

namespace Reconciler.Core.Tests.Events;

public sealed class ChangeEventsTests
{
    private static readonly DateTimeOffset Now = ManualTime.Start;

    [Fact(DisplayName = "OBS-01 A first version is available, and nothing else")]
    public void Issued()
    {
        var told = Assert.Single(Tell(Before(), Put(1, 1)));
        Assert.Equal((EventKind.Available, "issued", 1), (told.Kind, told.Reason, told.Version));
        Assert.Equal("certificate/www-000001 was issued: the new one ends at 2027-02-14T11:59:59Z", told.Sentence);
        Assert.Equal("reconciler.certificate.available", told.Type);
        Assert.Equal(["www-000001.example.com", "*.www-000001.example.com"], told.Names.AsEnumerable());
        Assert.StartsWith("crn:default:local:certificate/", told.Crn, StringComparison.Ordinal);
        Assert.Null(told.Remedy);
    }

    [Fact(DisplayName = "OBS-01 A renewal with a new key is available and rotated; one that keeps its key is available alone")]
    public void Renewed()
    {
        Assert.Equal([(EventKind.Available, "renewed"), (EventKind.Rotated, null)], Tell(Before(Have(1, 1)), Put(1, 2)).Select(told => (told.Kind, told.Reason)));
        var kept = StateSamples.Issued(1, 2);
        kept = kept with { Version = kept.Version with { KeyHash = StateSamples.KeyHash(1, 1) } };
        Assert.Equal([EventKind.Available], Tell(Before(Have(1, 1)), [kept, new StateChange.PutCertificate(Have(1, 2))]).Select(told => told.Kind));
    }

    [Fact(DisplayName = "RNW-03 Who exported the version before is told that the new one is ready to fetch, and how")]
    public void Exported()
    {
        var exported = Have(1, 1) with { Versions = [StateSamples.Version(1, 1) with { ExportedAt = Now.AddDays(-30) }] };
        var told = Tell(Before(exported), Put(1, 2))[0];
        Assert.EndsWith("and is ready to fetch: the one before was exported", told.Sentence, StringComparison.Ordinal);
        Assert.Equal("fetch it with: reconciler export default/local/certificate/www-000001", told.Remedy);
    }

    [Fact(DisplayName = "OBS-01 A revocation is told once for all versions that it takes, with its reason and their serial numbers")]
    public void Revoked()
    {
        var have = Have(1, 1) with { Versions = [StateSamples.Version(1, 2), StateSamples.Version(1, 1) with { Status = VersionStatus.Superseded }] };
        var revocation = new Revocation(Now, RevocationReason.KeyCompromise);
        var told = Assert.Single(Tell(
            Before(have),
            [
                new StateChange.SetVersionStatus(have.Id, 2, VersionStatus.Revoked, revocation),
                new StateChange.SetVersionStatus(have.Id, 1, VersionStatus.Revoked, revocation),
                new StateChange.PutCertificate(have with { Status = CertificateStatus.Revoked }),
            ]));
        Assert.Equal((EventKind.Revoked, "keyCompromise", 2), (told.Kind, told.Reason, told.Version));
        Assert.Equal([StateSamples.Version(1, 2).Serial.Hex, StateSamples.Version(1, 1).Serial.Hex], told.Serials.AsEnumerable());
        Assert.Empty(Tell(Before(have), [new StateChange.SetVersionStatus(have.Id, 1, VersionStatus.Retired, null)]));
    }

    [Fact(DisplayName = "DNS-09 A lost validation record is told of each certificate that it hinders, with the date on which renewal will fail; being asked for again tells nothing")]
    public void Validation_lost()
    {
        var have = Have(1, 1);
        var gone = new RecordSighting { Account = "default", Owner = "_t.www-000001.example.com", Domain = "www-000001.example.com", Zone = "validation.example", AskedAt = Now, SeenAt = Now.AddDays(-1), LostSince = Now, Detail = "there is no CNAME record" };
        var told = Assert.Single(Tell(Before(have), [new StateChange.ValidationLost(gone, [new(have.Id, Now.AddDays(30), Now.AddDays(60))])]));

        Assert.Equal((EventKind.ValidationLost, Now.AddDays(30), "there is no CNAME record"), (told.Kind, told.RenewalFailsAt, told.Reason));
        Assert.Equal("put _t.www-000001.example.com back as reconciler records shows it", told.Remedy);
        Assert.Contains($"renewal will fail at {Instants.Format(Now.AddDays(30))}", told.Sentence, StringComparison.Ordinal);
        Assert.Empty(Tell(Before(have), [new StateChange.PutSighting(gone with { AskedAt = Now.AddHours(1) })]));
    }

    [Fact(DisplayName = "OBS-01 A version is deployed once: files that are repaired or looked at again tell nothing")]
    public void Deployed()
    {
        var put = new StateChange.PutDeployment(StateSamples.Deployment(1, 1));
        var told = Assert.Single(Tell(Before(Have(1, 1)), [put]));
        Assert.Equal((EventKind.Deployed, "edge", "version 1 of certificate/www-000001 is in place on target/edge"), (told.Kind, told.Target, told.Sentence));
        Assert.Empty(Tell(Before([StateSamples.Deployment(1, 1)], Have(1, 1)), [put]));
        Assert.Single(Tell(Before([StateSamples.Deployment(1, 0)], Have(1, 1)), [put]));
    }

    [Fact(DisplayName = "OBS-01 Authorities are told of as certificates are")]
    public void Authority()
    {
        var row = StateSamples.Authority(StateSamples.Issuing, StateSamples.Root);
        var told = Assert.Single(Tell(Before(), [new StateChange.PutAuthorityVersion(row.Id, StateSamples.AuthorityVersion(row.Id, StateSamples.Root), [1]), new StateChange.PutAuthority(row)]));
        Assert.Equal(("reconciler.authority.available", "issued"), (told.Type, told.Reason));
    }

    [Fact(DisplayName = "OBS-01 Each happening has a key and an id of its own, always the same")]
    public void Keys()
    {
        var once = Tell(Before(Have(1, 1)), [.. Put(1, 2), new StateChange.PutDeployment(StateSamples.Deployment(1, 2))]);
        var again = Tell(Before(Have(1, 1)), [.. Put(1, 2), new StateChange.PutDeployment(StateSamples.Deployment(1, 2))]);
        Assert.Equal(3, once.Select(told => told.Id).Distinct().Count());
        Assert.Equal(once.Select(told => told.Id), again.Select(told => told.Id));
        Assert.All(once, told => Assert.Matches("^[0-9a-f]{32}$", told.Id));
    }

    private static StateChange[] Put(int number, int version) => [StateSamples.Issued(number, version), new StateChange.PutCertificate(Have(number, version))];

    private static ActualCertificate Have(int number, int version) => StateSamples.Certificate(number) with { Versions = [StateSamples.Version(number, version)] };

    private static ActualState Before(params ActualCertificate[] certificates) => Before([], certificates);

    private static ActualState Before(ActualDeployment[] deployments, params ActualCertificate[] certificates) => new()
    {
        Lineage = "memory",
        Serial = 1,
        Authorities = new Dictionary<ResourceId, ActualAuthority>(),
        Certificates = certificates.ToDictionary(certificate => certificate.Id),
        Deployments = deployments.ToDictionary(deployment => deployment.Id),
        Records = new Dictionary<string, ActualRecord>(),
        FirstRegions = new Dictionary<string, string>(),
    };

    private static IReadOnlyList<CertificateEvent> Tell(ActualState before, IReadOnlyList<StateChange> changes) => new ChangeEvents(before, before.Certificates).Of(changes, Now);
}
