using System.Globalization;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Events;

/// <summary>
/// What the changes of one commit tell: pure. Only what is different from the state before them is told, so that a change that is written down again, a
/// refreshed stat value or a repaired file, tells nothing.
/// </summary>
/// <param name="before">The state as it was before the run.</param>
/// <param name="certificates">The certificates as they are now, where the commit itself does not say.</param>
public sealed class ChangeEvents(ActualState before, IReadOnlyDictionary<ResourceId, ActualCertificate> certificates)
{
    public IReadOnlyList<CertificateEvent> Of(IReadOnlyList<StateChange> changes, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(changes);
        List<CertificateEvent> events = [];
        List<StateChange.SetVersionStatus> revoked = [];
        var written = new Rows(changes, certificates);
        foreach (var change in changes)
        {
            switch (change)
            {
                case StateChange.PutVersion put when written.Certificate(put.Id) is { } certificate:
                    Issued(certificate, put.Version, now, events);
                    break;
                case StateChange.PutAuthorityVersion put when written.Authority(put.Id) is { } authority:
                    Issued(authority, put.Version, now, events);
                    break;
                case StateChange.SetVersionStatus { Status: VersionStatus.Revoked, Revocation: not null } set:
                    revoked.Add(set);
                    break;
                case StateChange.PutDeployment put when written.Certificate(put.Deployment.Certificate) is { } certificate:
                    Deployed(certificate, put.Deployment, now, events);
                    break;
                case StateChange.ValidationLost lost:
                    Lost(lost, written, events);
                    break;
            }
        }

        foreach (var group in revoked.GroupBy(set => set.Id)) Revoked(group.Key, [.. group], written, events);
        return events;
    }

    private void Issued(ActualCertificate certificate, CertificateVersion version, DateTimeOffset now, List<CertificateEvent> events)
    {
        var old = before.Certificates.GetValueOrDefault(certificate.Id);
        var former = old?.Current ?? old?.Versions.FirstOrDefault();
        var isExported = old?.Current?.ExportedAt is not null;
        events.Add(CertificateEvent.Of(certificate, version, EventKind.Available, "available", now, Sentence(certificate.Id, former is not null, isExported, version.NotAfter)) with
        {
            Reason = former is null ? "issued" : "renewed",
            Remedy = isExported ? $"fetch it with: reconciler export {certificate.Id.Text}" : null,
        });
        if (former is not null && former.KeyHash != version.KeyHash)
            events.Add(CertificateEvent.Of(certificate, version, EventKind.Rotated, "rotated", now, Rotated(certificate.Id)));
    }

    private void Issued(ActualAuthority authority, AuthorityVersion version, DateTimeOffset now, List<CertificateEvent> events)
    {
        var former = before.Authorities.GetValueOrDefault(authority.Id)?.Current;
        events.Add(CertificateEvent.Of(authority, version, EventKind.Available, "available", now, Sentence(authority.Id, former is not null, isExported: false, version.NotAfter)) with
        {
            Reason = former is null ? "issued" : "renewed",
        });
        if (former is not null && former.KeyHash != version.KeyHash)
            events.Add(CertificateEvent.Of(authority, version, EventKind.Rotated, "rotated", now, Rotated(authority.Id)));
    }

    /// <summary>Row RNW-03: who fetched the one before must fetch this one.</summary>
    private static string Sentence(ResourceId id, bool isRenewed, bool isExported, DateTimeOffset end) =>
        $"{id.Short} was {(isRenewed ? "renewed" : "issued")}: the new one ends at {Instants.Format(end)}{(isExported ? ", and is ready to fetch: the one before was exported" : "")}";

    private static string Rotated(ResourceId id) => $"{id.Short} has a new key pair";

    private void Deployed(ActualCertificate certificate, ActualDeployment deployment, DateTimeOffset now, List<CertificateEvent> events)
    {
        if (before.Deployments.GetValueOrDefault(deployment.Id)?.Version == deployment.Version) return;
        if (certificate.Versions.FirstOrDefault(version => version.Number == deployment.Version) is not { } version) return;
        var sentence = string.Create(CultureInfo.InvariantCulture, $"version {version.Number} of {certificate.Id.Short} is in place on {deployment.Target.Short}");
        events.Add(CertificateEvent.Of(certificate, version, EventKind.Deployed, string.Create(CultureInfo.InvariantCulture, $"deployed@{deployment.Target.Name}/{now.ToUnixTimeMilliseconds()}"), now, sentence) with { Target = deployment.Target.Name });
    }

    /// <summary>Row DNS-09: told of each certificate that cannot be renewed without the record, once for each loss.</summary>
    private static void Lost(StateChange.ValidationLost lost, Rows written, List<CertificateEvent> events)
    {
        if (lost.Sighting.LostSince is not { } since) return;
        foreach (var risk in lost.Renewals)
        {
            if (written.Certificate(risk.Certificate) is not { Current: { } version } certificate) continue;
            var what = string.Create(CultureInfo.InvariantCulture, $"validation-lost@{lost.Sighting.Domain}/{since.ToUnixTimeMilliseconds()}");
            var sentence = $"{certificate.Id.Short} cannot be renewed while the validation record of {lost.Sighting.Domain} is missing: renewal will fail at {Instants.Format(risk.Due)}, and it ends at {Instants.Format(risk.End)}";
            events.Add(CertificateEvent.Of(certificate, version, EventKind.ValidationLost, what, since, sentence) with
            {
                Reason = lost.Sighting.Detail,
                Remedy = $"put {lost.Sighting.Owner} back as reconciler records shows it",
                RenewalFailsAt = risk.Due,
            });
        }
    }

    private static void Revoked(ResourceId id, IReadOnlyList<StateChange.SetVersionStatus> changes, Rows written, List<CertificateEvent> events)
    {
        if (written.Certificate(id) is not { } certificate) return;
        var numbers = changes.Select(change => change.Number).ToHashSet();
        var versions = certificate.Versions.Where(version => numbers.Contains(version.Number)).OrderByDescending(version => version.Number).ToList();
        if (versions.Count == 0) return;
        var revocation = changes[0].Revocation!;
        var reason = revocation.Reason.Word();
        events.Add(CertificateEvent.Of(certificate, versions[0], EventKind.Revoked, "revoked", revocation.At, $"{id.Short} was revoked: {reason}") with
        {
            Reason = reason,
            Serials = [.. versions.Select(version => version.Serial.Hex)],
        });
    }

    /// <summary>Rows as the commit writes them, else as they are.</summary>
    private sealed class Rows(IReadOnlyList<StateChange> changes, IReadOnlyDictionary<ResourceId, ActualCertificate> certificates)
    {
        private readonly Dictionary<ResourceId, ActualCertificate> _certificates =
            changes.OfType<StateChange.PutCertificate>().GroupBy(put => put.Certificate.Id).ToDictionary(group => group.Key, group => group.Last().Certificate);

        private readonly Dictionary<ResourceId, ActualAuthority> _authorities =
            changes.OfType<StateChange.PutAuthority>().GroupBy(put => put.Authority.Id).ToDictionary(group => group.Key, group => group.Last().Authority);

        public ActualCertificate? Certificate(ResourceId id) => _certificates.GetValueOrDefault(id) ?? certificates.GetValueOrDefault(id);

        public ActualAuthority? Authority(ResourceId id) => _authorities.GetValueOrDefault(id);
    }
}
