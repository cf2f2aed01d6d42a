using System.Text;
using System.Text.RegularExpressions;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying;
using Reconciler.Core.Cycle.Loop;
using Reconciler.Core.Planning;
using Reconciler.Core.Reporting;
using Reconciler.Core.Tests.Applying;
using Reconciler.Testing;
using Reconciler.Testing.Cycle;

namespace Reconciler.Core.Tests.Reporting;

public sealed partial class MetricsTextTests
{
    private static readonly LoopState Loop = new()
    {
        Started = ManualTime.Start,
        Revision = "0123",
        RevisionTime = ManualTime.Start,
        Refused = new("4567", "no", ManualTime.Start),
        LastCycle = ManualTime.Start.AddMinutes(1),
        LastSuccess = ManualTime.Start,
        Cycles = 3,
        Done = 12,
        Failed = 1,
    };

    private static readonly LoopFigures Figures = new(
        Durations.None.With(TimeSpan.FromSeconds(1.5)).With(TimeSpan.FromHours(1)), LoopFigures.None.Steps.Add("issue", Durations.None.With(TimeSpan.FromMilliseconds(5))), 7);

    [Fact(DisplayName = "OBS-02 Ends of certificates, ages and ends of authorities and CRLs, and counts by kind and status, by documented names")]
    public void OfTheState()
    {
        var state = AppliedState.Of(Worlds.Private().Deployed("a").Build(), ManualTime.Start).Build();
        var text = Text(state, ManualTime.Start.AddHours(1));
        var end = state.Certificates[Worlds.Id("a")].Current!.NotAfter.ToUnixTimeSeconds();
        Assert.Contains($"reconciler_certificate_expiration_timestamp_seconds{{account=\"default\",region=\"local\",name=\"a\"}} {end}\n", text, StringComparison.Ordinal);
        Assert.Contains("reconciler_objects{kind=\"certificate\",status=\"ISSUED\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("reconciler_objects{kind=\"authority\",status=\"ACTIVE\"} ", text, StringComparison.Ordinal);
        foreach (var authority in state.Authorities.Values.Where(authority => authority.Crl is not null))
        {
            var labels = $"{{account=\"default\",region=\"local\",name=\"{authority.Id.Name}\"}}";
            Assert.Contains($"reconciler_authority_issued_timestamp_seconds{labels} {authority.Current!.NotBefore.ToUnixTimeSeconds()}\n", text, StringComparison.Ordinal);
            Assert.Contains($"reconciler_authority_expiration_timestamp_seconds{labels} {authority.Current.NotAfter.ToUnixTimeSeconds()}\n", text, StringComparison.Ordinal);
            Assert.Contains($"reconciler_crl_this_update_timestamp_seconds{labels} {authority.Crl!.ThisUpdate.ToUnixTimeSeconds()}\n", text, StringComparison.Ordinal);
            Assert.Contains($"reconciler_crl_next_update_timestamp_seconds{labels} {authority.Crl.NextUpdate.ToUnixTimeSeconds()}\n", text, StringComparison.Ordinal);
        }
    }

    [Fact(DisplayName = "OBS-02 What the loop does: changes, queue, cycles and steps by their length, last success, age of the commit, whether it is refused")]
    public void OfTheLoop()
    {
        var text = Encoding.UTF8.GetString(LoopMetrics.Render(Loop, Figures, ManualTime.Start.AddHours(1)));
        string[] expected =
        [
            "reconciler_changes_done_total 12\n", "reconciler_queue_changes 7\n", "reconciler_commit_age_seconds 3600\n", "reconciler_commit_refused 1\n", "reconciler_ready 1\n",
            $"reconciler_last_success_timestamp_seconds {ManualTime.Start.ToUnixTimeSeconds()}\n",
            "reconciler_cycle_duration_seconds_bucket{le=\"1\"} 0\nreconciler_cycle_duration_seconds_bucket{le=\"2.5\"} 1\n", "reconciler_cycle_duration_seconds_bucket{le=\"900\"} 1\nreconciler_cycle_duration_seconds_bucket{le=\"+Inf\"} 2\n",
            "reconciler_cycle_duration_seconds_sum 3601.5\nreconciler_cycle_duration_seconds_count 2\n", "reconciler_step_duration_seconds_bucket{verb=\"issue\",le=\"0.005\"} 1\n",
        ];
        Assert.All(expected, line => Assert.Contains(line, text, StringComparison.Ordinal));
    }

    [Fact(DisplayName = "OBS-02 Backoff is told: how many changes are tried again, when the first is, and how many need a person")]
    public void Backoff()
    {
        var state = With(AppliedState.Of(Worlds.Private().Deployed("a").Build(), ManualTime.Start).Build(), new()
        {
            ["a#deploy"] = Retry(ManualTime.Start.AddMinutes(3)),
            ["b#deploy"] = Retry(ManualTime.Start.AddMinutes(2)),
            ["c#issue"] = Retry(null),
        });
        var text = Text(state, ManualTime.Start);
        Assert.Contains("reconciler_backoff_changes{state=\"scheduled\"} 2\nreconciler_backoff_changes{state=\"stalled\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains($"reconciler_backoff_next_try_timestamp_seconds {ManualTime.Start.AddMinutes(2).ToUnixTimeSeconds()}\n", text, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "GEN-05 Tags are metrics to join with; whatever they hold, a line stays a line")]
    public void Tags()
    {
        var state = AppliedState.Of(Worlds.Private().Deployed("a").Build(), ManualTime.Start).Build();
        var certificate = state.Certificates[Worlds.Id("a")];
        certificate = certificate with { Tags = certificate.Tags.Clear().Add("team", "a\"b\\c\nd\u00e9") };
        var text = Text(With(state, [], certificate), ManualTime.Start);
        Assert.Contains("reconciler_certificate_tag_info{account=\"default\",region=\"local\",name=\"a\",key=\"team\",value=\"a\\\"b\\\\c\\nd\u00e9\"} 1\n", text, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "OBS-02 What was rendered for a serial holds until something in it ends, and then counts it as expired")]
    public void Holds()
    {
        var state = AppliedState.Of(Worlds.Private().Deployed("a").Build(), ManualTime.Start).Build();
        var end = state.Certificates.Values.Select(certificate => certificate.Current!.NotAfter).Concat(state.Authorities.Values.Select(authority => authority.Current!.NotAfter)).Min();
        var metrics = StateMetrics.Of(state, ManualTime.Start);
        Assert.Equal(end, metrics.HoldsUntil);
        Assert.True(metrics.Holds(StateMark.Of(state), end.AddSeconds(-1)));
        Assert.False(metrics.Holds(StateMark.Of(state), end));
        Assert.False(metrics.Holds(new(state.Lineage, state.Serial + 1), ManualTime.Start));
        Assert.Contains("reconciler_objects{kind=\"certificate\",status=\"EXPIRED\"} 1\n", Text(state, end), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "OBS-02 Every line is of the text format, every family is described once and before its samples")]
    public void Format()
    {
        foreach (var state in new[] { ActualState.Empty, AppliedState.Of(Worlds.Private().Build(), ManualTime.Start).Build() })
        {
            var described = new HashSet<string>(StringComparer.Ordinal);
            foreach (var line in (Encoding.UTF8.GetString(LoopMetrics.Render(Loop, Figures, ManualTime.Start)) + Text(state, ManualTime.Start)).TrimEnd('\n').Split('\n'))
            {
                Assert.Matches(Line(), line);
                if (line.StartsWith("# TYPE ", StringComparison.Ordinal)) Assert.True(described.Add(line.Split(' ')[2]), line);
                else if (!line.StartsWith('#')) Assert.Contains(Suffix().Replace(line.Split('{', ' ')[0], ""), described);
            }
        }
    }

    [Fact(DisplayName = "OBS-02 A step is timed once for each verb of its batch, and the queue shrinks with every outcome")]
    public void Meter()
    {
        var time = new Stopped();
        var meter = new LoopMeter(time);
        var changes = SamplePlans.Everything().Changes.ToList();
        meter.Planned(changes.Count);
        meter.Started(changes);
        time.Timestamp += 2;
        foreach (var change in changes) meter.Ended(ActionOutcome.Done(change, "done"));
        Assert.Equal(changes.Select(change => change.Verb.Word()).Distinct().Order(StringComparer.Ordinal), meter.Figures.Steps.Keys);
        Assert.All(meter.Figures.Steps.Values, durations => Assert.Equal((1, 2.0), (durations.Counts.Sum(), durations.Total)));
        Assert.Equal(0, meter.Figures.Queue);
    }

    /// <summary>Its timestamps count seconds.</summary>
    private sealed class Stopped : TimeProvider
    {
        public long Timestamp { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Timestamp;
    }

    private static string Text(ActualState state, DateTimeOffset now) => Encoding.UTF8.GetString(StateMetrics.Of(state, now).Text.Span);

    private static RetryState Retry(DateTimeOffset? next) => new(2, "refused", next) { Wanted = "", Since = ManualTime.Start };

    private static ActualState With(ActualState state, Dictionary<string, RetryState> retries, params ActualCertificate[] changed)
    {
        var certificates = new Dictionary<Core.Domain.ResourceId, ActualCertificate>(state.Certificates);
        foreach (var certificate in changed) certificates[certificate.Id] = certificate;
        return new()
        {
            Lineage = state.Lineage,
            Serial = state.Serial,
            Authorities = state.Authorities,
            Certificates = certificates,
            Deployments = state.Deployments,
            Records = state.Records,
            FirstRegions = state.FirstRegions,
            Retries = retries,
        };
    }

    [GeneratedRegex("^(# HELP [a-z_]+ .+\\.|# TYPE [a-z_]+ (gauge|counter|histogram)|[a-z_]+(\\{[a-z]+=\"[^\"\\n]*\"(,[a-z]+=\"[^\"\\n]*\")*\\})? [0-9.E+]+)$")]
    private static partial Regex Line();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();
}
