using System.Globalization;
using Reconciler.Core.Applying;
using Reconciler.Core.Planning;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Output;

/// <summary>
/// Progress on stderr: a line for each step; where there are many, a bar with every few hundred and a line for everything that is not done. A step that
/// takes long says so every ten seconds.
/// </summary>
internal sealed class Progress : IReportSink, IDisposable
{
    /// <summary>Above this many steps only every <see cref="Stride"/>th is told, and everything that is not done.</summary>
    private const int LineLimit = 200;

    private const int Stride = 500;
    private const int BarWidth = 30;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private readonly TextWriter _writer;
    private readonly Ink _ink;
    private readonly TimeProvider _time;
    private readonly int _total;
    private readonly bool _isQuiet;
    private readonly long _start;
    private readonly ITimer _heartbeat;
    private readonly Lock _lock = new();
    private int _ended;
    private string? _inHand;

    public Progress(TextWriter writer, Ink ink, TimeProvider time, int total, bool isQuiet)
    {
        (_writer, _ink, _time, _total, _isQuiet) = (writer, ink, time, total, isQuiet);
        _start = time.GetTimestamp();
        _heartbeat = time.CreateTimer(_ => Beat(), null, Heartbeat, Heartbeat);
    }

    public void Started(IReadOnlyList<PlanAction> batch)
    {
        lock (_lock)
        {
            _inHand = batch.Count == 1 ? $"{batch[0].Id} {batch[0].Verb.Word()}" : string.Create(CultureInfo.InvariantCulture, $"{batch[0].Verb.Word()} of {batch.Count}");
            if (!_isQuiet && _total > LineLimit) _writer.WriteLine($"{Bar()} {_inHand}");
        }
    }

    public void Ended(ActionOutcome outcome)
    {
        lock (_lock)
        {
            _ended++;
            var isGood = outcome.Kind == OutcomeKind.Done;
            if (_isQuiet && isGood) return;
            if (isGood && _total > LineLimit)
            {
                if (_ended % Stride == 0 || _ended == _total) _writer.WriteLine($"{Bar()} {Elapsed()}");
                return;
            }

            var number = string.Create(CultureInfo.InvariantCulture, $"[{_ended}/{_total}]");
            _writer.WriteLine($"{number} {outcome.Action.Id}  {outcome.Action.Verb.Word()}  {Word(outcome.Kind)} {Elapsed()}  {outcome.Detail}");
        }
    }

    public void Note(string sentence)
    {
        lock (_lock) _writer.WriteLine($"{_ink.Yellow("note")}: {sentence}");
    }

    public void Dispose() => _heartbeat.Dispose();

    private void Beat()
    {
        lock (_lock)
        {
            if (!_isQuiet && _inHand is not null && _ended < _total) _writer.WriteLine($"still at {_inHand} [{Elapsed()} elapsed]");
        }
    }

    private string Bar()
    {
        var filled = _total == 0 ? BarWidth : (int)((long)_ended * BarWidth / _total);
        return string.Create(CultureInfo.InvariantCulture, $"[{new string('#', filled)}{new string('.', BarWidth - filled)}] {_ended}/{_total}");
    }

    private string Word(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Done => _ink.Green("done"),
        OutcomeKind.Waiting => _ink.Yellow("waiting"),
        OutcomeKind.Skipped => _ink.Yellow("skipped"),
        OutcomeKind.Failed => _ink.Red("FAILED"),
        OutcomeKind.Stalled => _ink.Red("FAILED"),
    };

    private string Elapsed() => string.Create(CultureInfo.InvariantCulture, $"{_time.GetElapsedTime(_start).TotalSeconds:0.0}s");
}
