using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using CsCheck;
using Reconciler.Core.Planning;
using Reconciler.Core.Reporting;
using Reconciler.Core.Tests.Planning;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Reporting;

public sealed partial class PlanMarkdownTests
{
    [Fact(DisplayName = "GIT-07 10 000 different changes keep the limit, cut between constructs, with the command that shows the rest")]
    public void Ten_thousand_changes_keep_the_limit()
    {
        var plan = SmallPlans.From(Many(10_000).Build());
        // 240 kinds of change, so that fewer than are counted together are alike.
        var different = plan with { Changes = [.. plan.Changes.Select(Different)] };
        foreach (var markdown in (string[])[PlanMarkdown.Render(different), PreviewMarkdown.Render(new(new('a', 40), new('b', 40), different, "error[C001]: `x`\n"))])
        {
            Assert.InRange(markdown.Length, 20_000, PlanMarkdown.CommentLimit);
            AssertWhole(markdown);
            Assert.Contains("--format json` shows everything", markdown, StringComparison.Ordinal);
            Assert.Contains("more", markdown, StringComparison.Ordinal);
        }
    }

    [Fact(DisplayName = "GIT-07 10 000 changes alike are counted and need no cut")]
    public void Ten_thousand_alike_are_counted()
    {
        var markdown = PreviewMarkdown.Render(new(new('a', 40), new('b', 40), SmallPlans.From(Many(10_000).Build()), ""));
        Assert.Contains("truncated=false", markdown, StringComparison.Ordinal);
        Assert.Contains("10000 × certificate", markdown, StringComparison.Ordinal);
        Assert.True(markdown.Length < 8_000);
    }

    [Fact(DisplayName = "GIT-07 at no limit is a construct cut")]
    public void No_limit_cuts_a_construct()
    {
        var plan = SmallPlans.From(Many(40).Build());
        for (var limit = 700; limit < 12_000; limit += 97)
        {
            var markdown = PlanMarkdown.Render(plan, limit);
            Assert.True(markdown.Length <= limit);
            AssertWhole(markdown);
        }
    }

    [Fact(DisplayName = "GIT-07 whatever people write, nothing of it is markup, a mention or a line of its own")]
    public void Peoples_text_is_escaped() => Gen.String[Gen.Char, 0, 60].Sample(text =>
    {
        var escaped = MarkdownText.Escape(text);
        Assert.DoesNotMatch("[@<>|*_`\\[\\]\\\\~$\\p{Cc}\\p{Zl}\\p{Zp}]", escaped);
        Assert.DoesNotMatch("&(?!#[0-9]{2,3};)", escaped);
        Assert.Equal(text.Length, WebUtility.HtmlDecode(escaped).Length);
    });

    [Fact(DisplayName = "GIT-07 a long sentence is cut before it is escaped")]
    public void A_cut_is_before_escaping() => Assert.Equal("&#64;&#64;…", MarkdownText.Escape("@@@", 2));

    private static PlanAction Different(PlanAction change, int i) =>
        change with { Facts = change.Facts with { Reason = (ReasonCode)(i % 20), Verb = (PlanVerb)(i / 20 % 12), Sentence = $"why @{i} <b>|" } };

    private static DesiredBuilder Many(int count)
    {
        var builder = SmallPlans.Pki();
        for (var i = 0; i < count; i++) builder.Certificate(string.Create(CultureInfo.InvariantCulture, $"host-{i:d5}"), "issuing", $"host-{i}.example.com");
        return builder;
    }

    private static void AssertWhole(string markdown)
    {
        Assert.Equal(Opening().Count(markdown), Closing().Count(markdown));
        foreach (var line in markdown.Split('\n'))
        {
            if (line.StartsWith("| ", StringComparison.Ordinal)) Assert.Equal(5, line.Count(letter => letter == '|'));
            Assert.Equal(line.Split("<code>").Length, line.Split("</code>").Length);
            Assert.Equal(0, line.Count(letter => letter == '`') % 2);
        }
    }

    [GeneratedRegex("<(details|pre)>")]
    private static partial Regex Opening();

    [GeneratedRegex("</(details|pre)>")]
    private static partial Regex Closing();
}
