using System.CommandLine;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Reconciler.Adapters.Store.Snapshots;
using Reconciler.Cli.Commands;
using Reconciler.Cli.Composition;
using Reconciler.Cli.Options;
using Reconciler.Cli.Output;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Planning;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Tests.Snapshots;

/// <summary>Anybody may have edited a snapshot: what is read of it can be planned from and shown, or it is refused by name.</summary>
public sealed partial class DamagedSnapshotTests
{
    private const int Snapshots = 5000;

    private static readonly string[] Values =
    [
        "\"\"", "\"x\"", "0", "-1", "2147483648", "1e9", "true", "null", "{}", "[]", "[\"\"]", "\"\\ud800\"", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59Z\"",
        "\"default/local/authority/corp-root\"", "\"default/local/certificate/www\"", "\"ISSUED\"", "\"ACTIVE\"", "\"10y\"", "\"0d\"", "\"\\u001b[31m\"",
    ];

    private static readonly Gen<(int Kind, int At, int Length, byte Value)> Damage = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 1_000_000], Gen.Int[1, 60], Gen.Byte);

    [Fact(DisplayName = "five thousand damaged snapshots are planned from or refused by name, never anything else")]
    public async Task Damaged()
    {
        using var applied = await AppliedCase.ApplyAsync("target-moved");
        var whole = await File.ReadAllTextAsync(applied.Snapshot);
        var desired = await DesiredAsync(applied);
        var read = 0;
        Damage.Array[1, 3].Sample(
            damages =>
            {
                if (Read(damages.Aggregate(whole, Apply)) is not { } snapshot) return;
                Interlocked.Increment(ref read);
                var plan = Planner.Plan(desired, snapshot.State, Evidence.None, PlanScope.All, ManualTime.Start);
                Assert.NotEmpty(PlanJson.Render(plan));
                Assert.DoesNotContain('\u001b', StatusText.Render(StatusBoard.Of(snapshot.State, ManualTime.Start), Ink.Off));
            },
            iter: Snapshots,
            seed: "0000KKRuWhp8",
            threads: 1);
        Assert.InRange(read, 100, Snapshots);
    }

    private static StateSnapshot? Read(string text)
    {
        try
        {
            return SnapshotFile.Read(Encoding.UTF8.GetBytes(text), "snapshot.json");
        }
        catch (ReconcilerException refusal)
        {
            Assert.StartsWith("the snapshot snapshot.json ", refusal.Message, StringComparison.Ordinal);
            return null;
        }
    }

    /// <summary>An octet changed, a piece cut out, a value replaced (twice as often), a line doubled.</summary>
    private static string Apply(string text, (int Kind, int At, int Length, byte Value) damage)
    {
        if (text.Length == 0) return text;
        var at = damage.At % text.Length;
        switch (damage.Kind)
        {
            case 0:
                return $"{text[..at]}{(char)damage.Value}{text[(at + 1)..]}";
            case 1:
                return text.Remove(at, Math.Min(damage.Length, text.Length - at));
            case 2:
                var lines = text.Split('\n').ToList();
                lines.Insert(at % lines.Count, lines[at % lines.Count]);
                return string.Join('\n', lines);
            default:
                var values = Literal().Matches(text);
                if (values.Count == 0) return text;
                var value = values[damage.At % values.Count].Groups[1];
                return string.Concat(text.AsSpan(0, value.Index), Values[damage.Value % Values.Length], text.AsSpan(value.Index + value.Length));
        }
    }

    private static async Task<DesiredState> DesiredAsync(AppliedCase applied)
    {
        var invocation = new Invocation(
            new RootCommand().Parse([]),
            new RunOptions { Ref = applied.Head },
            new Terminal { Out = TextWriter.Null, Error = TextWriter.Null, In = TextReader.Null },
            new Dictionary<string, string>(),
            new ManualTime(ManualTime.Start));
        return (await Workspace.OpenAsync(applied.Repository, invocation, CancellationToken.None)).Load.State!;
    }

    [GeneratedRegex("""[:\[,]("[^"]*"|[0-9]+|true|false)(?=[,\]}])""")]
    private static partial Regex Literal();
}
