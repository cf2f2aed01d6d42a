using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Reconciler.Cli.Composition;
using Reconciler.Cli.Options;
using Reconciler.Cli.Output;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Commands;

/// <summary>Lists the runs of apply: which commit caused which changes and serials (row GIT-10).</summary>
internal sealed class HistoryVerb : IVerb
{
    /// <summary>Serials that text lists before it counts the rest; JSON lists all.</summary>
    private const int ShownSerials = 5;

    private readonly Option<string> _repository = RepositoryArgument.AsOption();

    public string Name => "history";

    public string Description => "Lists the runs of apply, newest first: commit, changes, serials taken and revoked";

    public void Describe(Command command) => command.Options.Add(_repository);

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var place = await StatePlace.FindAsync(invocation.Parsed.GetRequiredValue(_repository), invocation, cancellationToken).ConfigureAwait(false);
        var history = new RunHistory();
        await place.OpenAuditLog().ReadAsync(new(), history.Add, cancellationToken).ConfigureAwait(false);
        var runs = history.Conclude();
        await invocation.Terminal.WriteResultAsync(invocation.Options.Format == OutputFormat.Json ? Json(runs) : Text(runs, invocation.Terminal)).ConfigureAwait(false);
        return ExitCode.Success;
    }

    private static string Text(IReadOnlyList<PastRun> runs, Terminal terminal)
    {
        if (runs.Count == 0) return "Nothing was applied yet.\n";
        var text = new StringBuilder();
        foreach (var run in runs)
        {
            var done = run.Done.IsEmpty ? "nothing done" : string.Join(", ", run.Done.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Value} {entry.Key}")));
            var failed = run.Failed == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {run.Failed} failed");
            text.Append(terminal.Ink.Bold($"{Instants.Format(run.Began)}  {run.Revision}")).Append('\n');
            text.Append(CultureInfo.InvariantCulture, $"    {done}{failed}  by {OneLine.Of(run.Actor)}, state serial {run.StateSerial}{Ending(run)}\n");
            if (run.Override is { } allowed) text.Append(CultureInfo.InvariantCulture, $"    beyond the limits: {string.Join(", ", allowed.Allowed.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key}={entry.Value}")))}; reason: {OneLine.Of(allowed.Reason)}\n");
            Serials(text, "issued", run.Issued);
            Serials(text, "revoked", run.Revoked);
        }

        return text.ToString();
    }

    private static string Ending(PastRun run) => run switch
    {
        { Ended: null } => "; cut off, or still running",
        { Interrupted: true } => "; interrupted",
        _ => "",
    };

    private static void Serials(StringBuilder text, string word, IReadOnlyList<string> serials)
    {
        if (serials.Count == 0) return;
        text.Append(CultureInfo.InvariantCulture, $"    {word} {string.Join(", ", serials.Take(ShownSerials))}");
        if (serials.Count > ShownSerials) text.Append(CultureInfo.InvariantCulture, $" and {serials.Count - ShownSerials} more");
        text.Append('\n');
    }

    private static string Json(IReadOnlyList<PastRun> runs) => ResultJson.Render(json =>
    {
        json.WriteStartArray("runs");
        foreach (var run in runs) Run(json, run);
        json.WriteEndArray();
    });

    private static void Run(Utf8JsonWriter json, PastRun run)
    {
        json.WriteStartObject();
        json.WriteNumber("number", run.Number);
        json.WriteString("began", Instants.Format(run.Began));
        json.WriteString("ended", run.Ended is { } ended ? Instants.Format(ended) : null);
        json.WriteBoolean("interrupted", run.Interrupted);
        json.WriteString("revision", run.Revision);
        json.WriteString("actor", run.Actor);
        json.WriteString("plan", run.PlanDigest);
        json.WriteNumber("state_serial", run.StateSerial);
        Numbers(json, "done", run.Done);
        json.WriteNumber("failed", run.Failed);
        Override(json, run.Override);
        json.Strings("issued", run.Issued);
        json.Strings("revoked", run.Revoked);
        json.WriteEndObject();
    }

    private static void Override(Utf8JsonWriter json, PastOverride? allowed)
    {
        if (allowed is null)
        {
            json.WriteNull("override");
            return;
        }

        json.WriteStartObject("override");
        Numbers(json, "allowed", allowed.Allowed);
        json.WriteString("reason", allowed.Reason);
        json.WriteEndObject();
    }

    private static void Numbers(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, int> numbers)
    {
        json.WriteStartObject(name);
        foreach (var (word, number) in numbers) json.WriteNumber(word, number);
        json.WriteEndObject();
    }
}
