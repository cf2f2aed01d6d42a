using System.Globalization;
using Reconciler.Core.Applying;
using Reconciler.Core.Planning;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Output;

/// <summary>Progress on stderr: a line for each step, a line for each few hundred where there are many.</summary>
internal sealed class Progress(TextWriter writer, Ink ink, TimeProvider time, int total, bool isQuiet) : IReportSink
{
    /// <summary>Above this many steps only every <see cref="Stride"/>th is told, and everything that is not done.</summary>
    private const int LineLimit = 200;

    private const int Stride = 500;
    private readonly long _start = time.GetTimestamp();
    private int _ended;

    public void Started(IReadOnlyList<PlanAction> batch)
    {
        if (isQuiet || total <= LineLimit || batch.Count == 0) return;
        writer.WriteLine($"{Elapsed()} {batch[0].Verb.Word()} {batch.Count} …");
    }

    public void Ended(ActionOutcome outcome)
    {
        _ended++;
        var isGood = outcome.Kind == OutcomeKind.Done;
        if (isQuiet && isGood) return;
        if (isGood && total > LineLimit && _ended % Stride != 0 && _ended != total) return;
        var number = string.Create(CultureInfo.InvariantCulture, $"[{_ended}/{total}]");
        writer.WriteLine($"{number} {outcome.Action.Id}  {outcome.Action.Verb.Word()}  {Word(outcome.Kind)} {Elapsed()}  {outcome.Detail}");
    }

    public void Note(string sentence) => writer.WriteLine($"{ink.Yellow("note")}: {sentence}");

    private string Word(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Done => ink.Green("done"),
        OutcomeKind.Waiting => ink.Yellow("waiting"),
        OutcomeKind.Skipped => ink.Yellow("skipped"),
        OutcomeKind.Failed => ink.Red("FAILED"),
        OutcomeKind.Stalled => ink.Red("FAILED"),
    };

    private string Elapsed() => string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(_start).TotalSeconds:0.0}s");
}
