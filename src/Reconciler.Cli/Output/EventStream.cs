using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reconciler.Core.Applying;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Output;

/// <summary>
/// An apply as newline-delimited JSON on stdout: each line has <c>type</c>, <c>time</c> and <c>message</c>, so that a reader that knows nothing else can
/// show it. The first line is the version of the format; types may be added within 1.x.
/// </summary>
internal sealed class EventStream(TextWriter writer, TimeProvider time) : IReportSink
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _lock = new();

    public void Version() => Write("version", "events of an apply", static json => json.WriteString("format_version", "1.0"));

    public void Diagnosed(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            Write("diagnostic", diagnostic.Message, json =>
            {
                json.WriteString("code", diagnostic.Code.Id);
                json.WriteString("severity", diagnostic.IsError ? "error" : "warning");
                json.WriteString("help", diagnostic.Help);
                json.WriteString("file", diagnostic.Location.File);
                json.WriteNumber("line", diagnostic.Location.Line);
                json.WriteNumber("column", diagnostic.Location.Column);
            });
        }
    }

    /// <summary>The plan; what keeps it from being applied comes before its summary.</summary>
    public void Planned(Plan plan)
    {
        foreach (var change in plan.Changes) Write("planned_change", $"{change.Id} {change.Verb.Word()}: {change.Facts.Sentence}", json => Change(json, change));
        foreach (var entry in plan.Waiting)
        {
            Write("waiting", $"{entry.Id} {entry.Verb.Word()}: {entry.Sentence}", json =>
            {
                json.WriteString("id", entry.Id);
                json.WriteString("verb", entry.Verb.Word());
                json.WriteString("code", entry.Code);
            });
        }

        Diagnosed(plan.Refusals);
        foreach (var notice in plan.Blocked) Write("blocked", notice.Sentence, json => json.WriteString("id", notice.Id));
        Write("plan_summary", SummaryText.Of(plan), json => json.WriteString("digest", plan.Digest));
    }

    public void Started(IReadOnlyList<PlanAction> batch)
    {
        foreach (var action in batch) Write("apply_start", $"{action.Id} {action.Verb.Word()}", json => Change(json, action));
    }

    public void Ended(ActionOutcome outcome) => Write(
        outcome.Kind is OutcomeKind.Failed or OutcomeKind.Stalled ? "apply_errored" : "apply_complete",
        $"{outcome.Action.Id} {outcome.Action.Verb.Word()}: {outcome.Detail}",
        json =>
        {
            Change(json, outcome.Action);
            json.WriteString("outcome", Word(outcome.Kind));
            json.WriteString("detail", outcome.Detail);
        });

    public void Note(string sentence) => Write("note", sentence, static _ => { });

    public void Summary(string line) => Write("apply_summary", line, static _ => { });

    private static string Word(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Done => "done",
        OutcomeKind.Waiting => "waiting",
        OutcomeKind.Skipped => "skipped",
        OutcomeKind.Failed => "failed",
        OutcomeKind.Stalled => "stalled",
    };

    private static void Change(Utf8JsonWriter json, PlanAction action)
    {
        json.WriteString("id", action.Id);
        json.WriteString("verb", action.Verb.Word());
        json.WriteString("reason", action.Facts.Reason.Word());
    }

    private void Write(string type, string message, Action<Utf8JsonWriter> rest)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("time", Instants.Format(time.GetUtcNow()));
            json.WriteString("message", message);
            rest(json);
            json.WriteEndObject();
        }

        // An interruption is told of while a step is.
        lock (_lock) writer.Write(Encoding.UTF8.GetString(stream.ToArray()) + "\n");
    }
}
