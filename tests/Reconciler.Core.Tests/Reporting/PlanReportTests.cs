using System.Text;
using System.Text.Json;
using Reconciler.Core.Applying;
using Reconciler.Core.Planning;
using Reconciler.Core.Reporting;
using Reconciler.Core.Tests.Planning;
using Snapshooter.Xunit;

namespace Reconciler.Core.Tests.Reporting;

public class PlanReportTests
{
    private const char Escape = '\u001b';

    [Fact(DisplayName = "GIT-03 A plan as text says what, why, where and what changes")]
    public void Text() => Snapshot.Match(PlanText.Render(SamplePlans.Everything(), Ink.Off), "plan.txt");

    [Fact(DisplayName = "GIT-03 Colour adds escapes and not a word")]
    public void Colour()
    {
        var coloured = PlanText.Render(SamplePlans.Everything(), new Ink(true));
        Assert.Contains(Escape, coloured);
        Assert.Equal(PlanText.Render(SamplePlans.Everything(), Ink.Off), System.Text.RegularExpressions.Regex.Replace(coloured, "\u001b\\[[0-9]+m", "").Replace(" \n", "\n", StringComparison.Ordinal));
        Snapshot.Match(coloured.Replace(Escape, '^'), "plan-coloured.txt");
    }

    [Fact(DisplayName = "GIT-03 A plan as JSON lists every effect")]
    public void Json() => Snapshot.Match(Encoding.UTF8.GetString(PlanJson.Render(SamplePlans.Everything())), "plan.json.txt");

    [Fact(DisplayName = "GIT-03 A plan without changes is one line and a digest; what waits stands before it with the records to copy")]
    public void NoChanges()
    {
        Assert.EndsWith("\nNo changes. digest sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n", PlanText.Render(SamplePlans.Nothing(), Ink.Off), StringComparison.Ordinal);
        Snapshot.Match(PlanText.Render(SamplePlans.NothingButWaiting(), Ink.Off), "plan-waiting.txt");
    }

    [Fact(DisplayName = "GIT-06 What is blocked stands first")]
    public void Blocked() => Assert.Equal(
        "blocked  the manifest of authority/old is gone while the authority is ACTIVE; it is kept. Declare it again with state: disabled, apply, then remove it",
        PlanText.Render(SamplePlans.Blocked(), Ink.Off).Split('\n')[3]);

    [Theory(DisplayName = "GIT-03 Up to fifty alike are listed, more are counted")]
    [InlineData(50, 50, false)]
    [InlineData(51, 0, true)]
    public void Alike(int count, int listed, bool isCounted)
    {
        var text = PlanText.Render(SamplePlans.Many(count), Ink.Off);
        Assert.Equal(listed, text.Split('\n').Count(line => line.Contains("certificate/host-", StringComparison.Ordinal) && line.Contains("  issue", StringComparison.Ordinal)));
        Assert.Equal(isCounted, text.Contains("51 x certificate  issue, deploy\n      it is new (create_new): certificate/host-000, certificate/host-001, certificate/host-002 and 48 more; --format json lists each\n", StringComparison.Ordinal));
    }

    [Fact(DisplayName = "Plain text holds no escape byte")]
    public void NoEscape()
    {
        foreach (var plan in (Plan[])[SamplePlans.Everything(), SamplePlans.Nothing(), SamplePlans.NothingButWaiting(), SamplePlans.Blocked(), SamplePlans.Many(60)])
            Assert.DoesNotContain(Escape, PlanText.Render(plan, Ink.Off));
    }

    [Fact(DisplayName = "JSON of a plan has the documented fields, and actions by verb")]
    public void JsonFields()
    {
        using var json = JsonDocument.Parse(PlanJson.Render(SamplePlans.Everything()));
        Assert.Equal("1.0", json.RootElement.GetProperty("format_version").GetString());
        var changes = json.RootElement.GetProperty("changes").EnumerateArray().ToList();
        Assert.All(changes, change => Assert.Equal(
            ["id", "actions", "verb", "reason", "sentence", "origin", "before", "after", "after_unknown", "requires", "irreversible"],
            change.EnumerateObject().Select(field => field.Name)));
        var actions = changes.Select(change => $"{change.GetProperty("verb")} {string.Join('+', change.GetProperty("actions").EnumerateArray())}").Distinct().Order();
        Assert.Equal(
            [
                "create create", "deploy create", "deploy update", "issue create", "publish create", "rekey update", "replace create+delete", "retire delete", "retract delete",
                "revoke update", "undeploy delete", "update update",
            ],
            actions);
    }

    [Fact(DisplayName = "The summary lines have one grammar, all counts always")]
    public void Summaries()
    {
        var plan = SamplePlans.Everything();
        Assert.Matches(
            "^Plan: [0-9]+ to add, [0-9]+ to renew, [0-9]+ to replace, [0-9]+ to revoke, [0-9]+ to remove, [0-9]+ to change; [0-9]+ waiting\\. digest sha256:[0-9a-f]{64}$",
            SummaryText.Of(plan));
        var outcomes = plan.Changes.Select(change => Short(change) switch
        {
            "deploy certificate/www@edge" => new ActionOutcome(change, OutcomeKind.Skipped, ""),
            "issue certificate/www" => ActionOutcome.Waiting(change, ""),
            "replace certificate/grows" => ActionOutcome.Failed(change, ""),
            "deploy certificate/grows@edge" => ActionOutcome.Stalled(change, ""),
            _ => ActionOutcome.Done(change, ""),
        }).ToList();
        var expected = plan.Summary;
        Assert.Equal(
            $"Applied: {expected.Add - 1} added, {expected.Renew} renewed, 0 replaced, {expected.Revoke} revoked, {expected.Remove} removed, {expected.Change - 2} changed, 2 failed; {expected.Waiting + 2} waiting",
            SummaryText.Of(plan, outcomes));
        Assert.EndsWith(" 1 waiting. digest " + SamplePlans.NothingButWaiting().Digest, SummaryText.Of(SamplePlans.NothingButWaiting()), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Identities are shortened only where that is unique")]
    public void ShortNames()
    {
        var ids = new ShortIds(["default/local/certificate/www", "shop/eu/certificate/www", "default/local/certificate/db", "default/record/_a.shop.example"]);
        Assert.Equal(
            ["default/local/certificate/www", "shop/eu/certificate/www", "certificate/db", "record/_a.shop.example", "certificate/never-shown"],
            [ids["default/local/certificate/www"], ids["shop/eu/certificate/www"], ids["default/local/certificate/db"], ids["default/record/_a.shop.example"], ids["certificate/never-shown"]]);
    }

    private static string Short(PlanAction change) => Plans.Short(change);

    [Fact(DisplayName = "GIT-03 On a terminal the plan keeps to its width, but for records to copy and the summary")]
    public void Width()
    {
        var records = SamplePlans.Everything().Waiting.SelectMany(entry => entry.Records).Select(record => record.Rendered).ToList();
        var lines = PlanText.Render(SamplePlans.Everything(), Ink.Off, 64).Split('\n');
        Assert.All(lines, line => Assert.True(
            line.Length <= 64 || !line.Trim().Contains(' ', StringComparison.Ordinal) || records.Contains(line.Trim()) || line.StartsWith("Plan: ", StringComparison.Ordinal), line));
        Assert.Contains(lines, line => line.Length > 64 && records.Contains(line.Trim()));
    }
}
