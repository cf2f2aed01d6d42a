using System.Runtime.InteropServices;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Reporting;

/// <summary>The part of the metrics that the state alone tells (row OBS-02): made once for a serial, it holds until something in it ends.</summary>
/// <param name="Mark">Of the state that it tells of.</param>
/// <param name="Text">Prometheus text format 0.0.4.</param>
/// <param name="HoldsUntil">Exclusive: from then on an object has another status, though the serial is the same.</param>
public sealed record StateMetrics(StateMark Mark, ReadOnlyMemory<byte> Text, DateTimeOffset HoldsUntil)
{
    /// <summary>Octets of a certificate's line, with room to spare.</summary>
    private const int LineLength = 160;

    public static StateMetrics Of(ActualState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        var lines = new MetricLines(4096 + (state.Certificates.Count * LineLength));
        Write(lines, state, now);
        return new(StateMark.Of(state), lines.ToArray(), NextEnd(state, now));
    }

    internal static void Write(IMetricWriter lines, ActualState state, DateTimeOffset now)
    {
        var authorities = Sorted(state.Authorities.Values, authority => authority.Id);
        var certificates = Sorted(state.Certificates.Values, certificate => certificate.Id);
        Certificates(lines, certificates);
        Authorities(lines, [.. authorities.Where(authority => authority.Status is not AuthorityStatus.Deleted && authority.Current is not null)]);
        Counts(lines, authorities, certificates, now);
        Retries(lines, state.Retries.Values);
    }

    /// <summary>Whether it still tells the truth.</summary>
    public bool Holds(StateMark mark, DateTimeOffset now) => Mark == mark && now < HoldsUntil;

    private static void Certificates(IMetricWriter lines, List<ActualCertificate> certificates)
    {
        lines.Family("reconciler_certificate_expiration_timestamp_seconds", "gauge", "End of the newest version of a certificate, seconds since 1970.");
        foreach (var certificate in certificates)
        {
            if (certificate.Status is not CertificateStatus.Inactive && StatusBoard.Newest(certificate) is { } version)
                lines.Sample("reconciler_certificate_expiration_timestamp_seconds", version.NotAfter.ToUnixTimeSeconds(), ("account", certificate.Id.Account), ("region", certificate.Id.Region!), ("name", certificate.Id.Name));
        }

        lines.Family("reconciler_certificate_tag_info", "gauge", "Always 1: a tag of a certificate, to be joined on account, region and name.");
        foreach (var certificate in certificates)
        {
            if (certificate.Status is CertificateStatus.Inactive) continue;
            foreach (var (key, value) in certificate.Tags)
                lines.Sample("reconciler_certificate_tag_info", 1, ("account", certificate.Id.Account), ("region", certificate.Id.Region!), ("name", certificate.Id.Name), ("key", key), ("value", value));
        }
    }

    private static void Authorities(IMetricWriter lines, List<ActualAuthority> live)
    {
        void Each(string name, string help, Func<ActualAuthority, DateTimeOffset?> instant)
        {
            lines.Family(name, "gauge", help);
            foreach (var authority in live)
            {
                if (instant(authority) is { } at) lines.Sample(name, at.ToUnixTimeSeconds(), ("account", authority.Id.Account), ("region", authority.Id.Region!), ("name", authority.Id.Name));
            }
        }

        Each("reconciler_authority_issued_timestamp_seconds", "Begin of an authority's certificate, seconds since 1970.", authority => authority.Current!.NotBefore);
        Each("reconciler_authority_expiration_timestamp_seconds", "End of an authority's certificate, seconds since 1970.", authority => authority.Current!.NotAfter);
        Each("reconciler_crl_this_update_timestamp_seconds", "When the newest CRL of an authority was signed, seconds since 1970.", authority => authority.Crl?.ThisUpdate);
        Each("reconciler_crl_next_update_timestamp_seconds", "When the newest CRL of an authority ends, seconds since 1970.", authority => authority.Crl?.NextUpdate);
    }

    private static void Counts(IMetricWriter lines, List<ActualAuthority> authorities, List<ActualCertificate> certificates, DateTimeOffset now)
    {
        lines.Family("reconciler_objects", "gauge", "Objects by kind and status.");
        var counts = new SortedDictionary<(string Kind, string Status), int>();
        foreach (var authority in authorities) counts[("authority", StatusBoard.StatusOf(authority, now).Word())] = counts.GetValueOrDefault(("authority", StatusBoard.StatusOf(authority, now).Word())) + 1;
        var byStatus = new Dictionary<CertificateStatus, int>();
        foreach (var certificate in certificates) CollectionsMarshal.GetValueRefOrAddDefault(byStatus, StatusBoard.StatusOf(certificate, now), out _)++;
        foreach (var (status, count) in byStatus) counts[("certificate", status.Word())] = count;
        foreach (var ((kind, status), count) in counts) lines.Sample("reconciler_objects", count, ("kind", kind), ("status", status));
    }

    private static void Retries(IMetricWriter lines, IEnumerable<RetryState> retries)
    {
        var (scheduled, stalled, next) = (0, 0, DateTimeOffset.MaxValue);
        foreach (var retry in retries)
        {
            if (retry.NextTry is not { } at) stalled++;
            else (scheduled, next) = (scheduled + 1, at < next ? at : next);
        }

        lines.Family("reconciler_backoff_changes", "gauge", "Changes that were tried and are not done: scheduled ones are tried again by themselves, stalled ones need a person.");
        lines.Sample("reconciler_backoff_changes", scheduled, ("state", "scheduled"));
        lines.Sample("reconciler_backoff_changes", stalled, ("state", "stalled"));
        lines.Single("reconciler_backoff_next_try_timestamp_seconds", "gauge", "When the first of them is tried again, seconds since 1970; 0 when none is.", scheduled > 0 ? next.ToUnixTimeSeconds() : 0);
    }

    /// <summary>When the next object ends after <paramref name="now"/>; the greatest instant when none does.</summary>
    public static DateTimeOffset NextEnd(ActualState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        var next = DateTimeOffset.MaxValue;
        foreach (var certificate in state.Certificates.Values)
        {
            if (StatusBoard.Newest(certificate)?.NotAfter is { } end && end > now && end < next) next = end;
        }

        foreach (var authority in state.Authorities.Values)
        {
            if (authority.Current?.NotAfter is { } end && end > now && end < next) next = end;
        }

        return next;
    }

    private static List<T> Sorted<T>(IEnumerable<T> objects, Func<T, ResourceId> id)
    {
        List<T> sorted = [.. objects];
        sorted.Sort((a, b) => id(a).CompareTo(id(b)));
        return sorted;
    }
}
