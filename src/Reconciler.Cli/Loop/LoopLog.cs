using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Reconciler.Cli.Output;
using Reconciler.Core.Applying;
using Reconciler.Core.Cycle.Loop;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Loop;

/// <summary>One line for each change of state, as text or JSON, on stderr. What stays the same is said once.</summary>
internal sealed class LoopLog(Terminal terminal, TimeProvider time, bool isJson, Pulse pulse) : IReportSink
{
    private readonly Dictionary<string, string> _said = new(StringComparer.Ordinal);

    public LoopMeter Meter { get; } = new(time);

    /// <summary>Called when a change was done.</summary>
    public Action? Changed { get; set; }

    public int Done { get; private set; }

    public int Failed { get; private set; }

    public void Started(IReadOnlyList<PlanAction> batch)
    {
        pulse.Beat();
        Meter.Started(batch);
        Activity.Current?.SetTag("reconciler.verb", batch[0].Verb.Word()).SetTag("reconciler.changes", batch.Count);
    }

    public IDisposable? Step(string name)
    {
        pulse.Beat();
        return Traces.Step(name);
    }

    public void Ended(ActionOutcome outcome)
    {
        pulse.Beat();
        Meter.Ended(outcome);
        if (outcome.Kind == OutcomeKind.Done) Done++;
        else if (outcome.Kind is OutcomeKind.Failed or OutcomeKind.Stalled) Failed++;
        var level = outcome.Kind is OutcomeKind.Failed or OutcomeKind.Stalled ? "error" : "info";
        if (level == "error") Activity.Current?.SetStatus(ActivityStatusCode.Error).AddEvent(new(outcome.Action.Id, tags: new() { ["reason"] = outcome.Detail }));
        if (outcome.Kind == OutcomeKind.Done) Changed?.Invoke();
        Write(level, "change", $"{outcome.Action.Id} {outcome.Action.Verb.Word()}: {outcome.Kind.ToString().ToLowerInvariant()}: {outcome.Detail}");
    }

    public void Note(string sentence) => Write("warning", "note", sentence);

    public void Write(string level, string subject, string sentence)
    {
        var at = Instants.Format(time.GetUtcNow());
        var line = isJson ? Json(at, level, subject, sentence) : string.Create(CultureInfo.InvariantCulture, $"{at} {level,-7} {subject}: {OneLine.Of(sentence)}");
        lock (_said) terminal.Error.WriteLine(line);
    }

    /// <summary>Says it unless it was the last thing said of the subject.</summary>
    public void Once(string level, string subject, string sentence)
    {
        lock (_said)
        {
            if (_said.GetValueOrDefault(subject) == sentence) return;
            _said[subject] = sentence;
        }

        Write(level, subject, sentence);
    }

    private static string Json(string at, string level, string subject, string sentence)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("time", at);
            json.WriteString("level", level);
            json.WriteString("subject", subject);
            json.WriteString("message", sentence);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
