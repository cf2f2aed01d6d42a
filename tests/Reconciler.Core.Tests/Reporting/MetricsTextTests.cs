using System.Text.RegularExpressions;
using Reconciler.Core.Actual;
using Reconciler.Core.Cycle.Loop;
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
        LastDuration = TimeSpan.FromMilliseconds(1500),
        Cycles = 3,
        Done = 12,
        Failed = 1,
    };

    [Fact(DisplayName = "OBS-02 Ends of certificates, authorities and CRLs, counts by status, and what the loop does, by documented names")]
    public void Values()
    {
        var state = AppliedState.Of(Worlds.Private().Deployed("a").Build(), ManualTime.Start).Build();
        var text = MetricsText.Render(Loop, state, ManualTime.Start.AddHours(1));
        var end = state.Certificates[Worlds.Id("a")].Current!.NotAfter.ToUnixTimeSeconds();
        Assert.Contains($"reconciler_certificate_expiration_timestamp_seconds{{account=\"default\",region=\"local\",name=\"a\"}} {end}\n", text, StringComparison.Ordinal);
        Assert.Contains("reconciler_certificates{status=\"ISSUED\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("reconciler_changes_done_total 12\n", text, StringComparison.Ordinal);
        Assert.Contains("reconciler_cycle_duration_seconds 1.5\n", text, StringComparison.Ordinal);
        Assert.Contains("reconciler_commit_age_seconds 3600\n", text, StringComparison.Ordinal);
        Assert.Contains("reconciler_commit_refused 1\n", text, StringComparison.Ordinal);
        Assert.Contains("reconciler_ready 1\n", text, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "OBS-02 Every line is of the text format, every family is described once and before its samples")]
    public void Format()
    {
        var described = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in MetricsText.Render(Loop, ActualState.Empty, ManualTime.Start).TrimEnd('\n').Split('\n').Concat(MetricsText.Render(Loop, AppliedState.Of(Worlds.Private().Build(), ManualTime.Start).Build(), ManualTime.Start).TrimEnd('\n').Split('\n')))
        {
            Assert.Matches(Line(), line);
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal)) described.Add(line.Split(' ')[2]);
            else if (!line.StartsWith('#')) Assert.Contains(line.Split('{', ' ')[0], described);
        }
    }

    [GeneratedRegex("^(# HELP [a-z_]+ .+\\.|# TYPE [a-z_]+ (gauge|counter)|[a-z_]+(\\{[a-z]+=\"[^\"\\n]*\"(,[a-z]+=\"[^\"\\n]*\")*\\})? [0-9.E+]+)$")]
    private static partial Regex Line();
}
