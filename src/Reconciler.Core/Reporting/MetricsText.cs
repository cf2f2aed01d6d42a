using System.Globalization;
using System.Text;
using Reconciler.Core.Actual;
using Reconciler.Core.Cycle.Loop;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;

namespace Reconciler.Core.Reporting;

/// <summary>Metrics in the Prometheus text format 0.0.4 (row OBS-02). Names follow the conventions: base units, <c>_total</c> for counters.</summary>
public static class MetricsText
{
    /// <param name="subscribers">Of the outbox.</param>
    public static string Render(LoopState loop, ActualState state, DateTimeOffset now, IReadOnlyList<Subscriber>? subscribers = null)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(state);
        var text = new MetricLines();
        text.Family("reconciler_certificate_expiration_timestamp_seconds", "gauge", "End of the newest version of a certificate, seconds since 1970.");
        foreach (var certificate in state.Certificates.Values.OrderBy(certificate => certificate.Id.Text, StringComparer.Ordinal))
        {
            if (certificate.Status is CertificateStatus.Inactive || (certificate.Current ?? certificate.Versions.FirstOrDefault()) is not { } version) continue;
            text.Sample("reconciler_certificate_expiration_timestamp_seconds", version.NotAfter.ToUnixTimeSeconds(), Labels(certificate.Id));
        }

        text.Family("reconciler_authority_expiration_timestamp_seconds", "gauge", "End of an authority's certificate, seconds since 1970.");
        foreach (var authority in Live(state)) text.Sample("reconciler_authority_expiration_timestamp_seconds", authority.Current!.NotAfter.ToUnixTimeSeconds(), Labels(authority.Id));
        text.Family("reconciler_crl_next_update_timestamp_seconds", "gauge", "When the newest CRL of an authority ends, seconds since 1970.");
        foreach (var authority in Live(state).Where(authority => authority.Crl is not null))
            text.Sample("reconciler_crl_next_update_timestamp_seconds", authority.Crl!.NextUpdate.ToUnixTimeSeconds(), Labels(authority.Id));
        text.Family("reconciler_certificates", "gauge", "Certificates by status.");
        foreach (var group in StatusBoard.Of(state, now).Rows.GroupBy(row => (Kind: KindOf(row.Id), row.Status)).Where(group => group.Key.Kind == "certificate").OrderBy(group => group.Key.Status, StringComparer.Ordinal))
            text.Sample("reconciler_certificates", group.Count(), ("status", group.Key.Status));
        Told(text, subscribers ?? []);
        Loop(text, loop, now);
        return text.ToString();
    }

    private static void Told(MetricLines text, IReadOnlyList<Subscriber> subscribers)
    {
        if (subscribers.Count == 0) return;
        text.Family("reconciler_notification_undelivered", "gauge", "Events that a notification has not told yet.");
        foreach (var subscriber in subscribers) text.Sample("reconciler_notification_undelivered", subscriber.Pending, ("account", subscriber.Notification.Account), ("name", subscriber.Notification.Name));
        text.Family("reconciler_notification_given_up_total", "counter", "Events that a notification gave up untold.");
        foreach (var subscriber in subscribers) text.Sample("reconciler_notification_given_up_total", subscriber.GivenUp, ("account", subscriber.Notification.Account), ("name", subscriber.Notification.Name));
    }

    private static void Loop(MetricLines text, LoopState loop, DateTimeOffset now)
    {
        text.Single("reconciler_cycles_total", "counter", "Cycles that planned.", loop.Cycles);
        text.Single("reconciler_changes_done_total", "counter", "Changes done.", loop.Done);
        text.Single("reconciler_changes_failed_total", "counter", "Changes that failed.", loop.Failed);
        text.Single("reconciler_changes_waiting", "gauge", "Changes that wait, of the last cycle.", loop.Waiting);
        text.Single("reconciler_cycle_duration_seconds", "gauge", "How long the last cycle took.", loop.LastDuration.TotalSeconds);
        text.Single("reconciler_last_cycle_timestamp_seconds", "gauge", "End of the last cycle, seconds since 1970; 0 before the first.", loop.LastCycle?.ToUnixTimeSeconds() ?? 0);
        text.Single("reconciler_commit_age_seconds", "gauge", "Age of the commit in force; 0 while there is none.", loop.RevisionTime is { } at ? Math.Max(0, (now - at).TotalSeconds) : 0);
        text.Single("reconciler_commit_refused", "gauge", "1 while the newest commit is not in force.", loop.Refused is null ? 0 : 1);
        text.Single("reconciler_source_reachable", "gauge", "0 while the repository cannot be asked.", loop.SourceFailure is null ? 1 : 0);
        text.Single("reconciler_ready", "gauge", "1 when the first cycle is over and the state can be written.", loop.IsReady ? 1 : 0);
        text.Single("reconciler_standby", "gauge", "1 while another daemon does the work.", loop.IsStandby ? 1 : 0);
    }

    private static IEnumerable<ActualAuthority> Live(ActualState state) => state.Authorities.Values
        .Where(authority => authority.Status is not AuthorityStatus.Deleted && authority.Current is not null)
        .OrderBy(authority => authority.Id.Text, StringComparer.Ordinal);

    private static string KindOf(string id) => ShortIds.Cut(id).Split('/')[0];

    private static (string Name, string Value)[] Labels(ResourceId id) => [("account", id.Account), ("region", id.Region ?? ""), ("name", id.Name)];

    /// <summary>Lines of the format; label values are escaped as it says.</summary>
    private sealed class MetricLines
    {
        private readonly StringBuilder _text = new();

        public void Family(string name, string type, string help) => _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n').Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

        public void Single(string name, string type, string help, double value)
        {
            Family(name, type, help);
            Sample(name, value);
        }

        public void Sample(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
        {
            _text.Append(name);
            for (var i = 0; i < labels.Length; i++)
            {
                _text.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"");
                _text.Append(labels[i].Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('"');
            }

            if (labels.Length > 0) _text.Append('}');
            _text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        }

        public override string ToString() => _text.ToString();
    }
}
