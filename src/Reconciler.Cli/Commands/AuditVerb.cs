using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Reconciler.Cli.Composition;
using Reconciler.Cli.Options;
using Reconciler.Cli.Output;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Commands;

/// <summary>Proves the audit log whole, or searches it (row OBS-03).</summary>
internal sealed class AuditVerb : IVerb
{
    private readonly Argument<string> _question = new("question") { HelpName = "verify|report", Description = "verify: is the log whole; report: what does it say" };
    private readonly Option<string?> _since = new("--since") { Description = "report: entries from this instant on, RFC 3339" };
    private readonly Option<string?> _subject = new("--subject") { Description = "report: entries of one object, for example certificate/www" };
    private readonly Option<string> _repository = RepositoryArgument.AsOption();

    public string Name => "audit";

    public string Description => "Proves that the audit log is whole (verify), or searches it (report)";

    public void Describe(Command command)
    {
        _question.AcceptOnlyFromAmong("verify", "report");
        command.Arguments.Add(_question);
        command.Options.Add(_since);
        command.Options.Add(_subject);
        command.Options.Add(_repository);
    }

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var place = await StatePlace.FindAsync(invocation.Parsed.GetRequiredValue(_repository), invocation, cancellationToken).ConfigureAwait(false);
        var log = place.OpenAuditLog();
        if (invocation.Parsed.GetRequiredValue(_question) == "report") return await ReportAsync(log, invocation, cancellationToken).ConfigureAwait(false);
        var verdict = await log.VerifyAsync(cancellationToken).ConfigureAwait(false);
        await invocation.Terminal.WriteResultAsync(invocation.Options.Format == OutputFormat.Json ? Json(verdict) : Text(verdict)).ConfigureAwait(false);
        return verdict.IsWhole ? ExitCode.Success : ExitCode.Error;
    }

    private static string Text(AuditVerdict verdict)
    {
        var head = Convert.ToHexStringLower(verdict.Head.Hash);
        return verdict.IsWhole
            ? string.Create(CultureInfo.InvariantCulture, $"The audit log is whole: {verdict.Head.Count} entries, head {head}\n")
            : string.Create(CultureInfo.InvariantCulture, $"The audit log is not whole: entry {verdict.FirstBad}: {verdict.Fault}\n");
    }

    private static string Json(AuditVerdict verdict) => ResultJson.Render(json =>
    {
        json.WriteBoolean("whole", verdict.IsWhole);
        json.WriteNumber("entries", verdict.Head.Count);
        json.WriteString("head", Convert.ToHexStringLower(verdict.Head.Hash));
        if (verdict.FirstBad is not { } bad) return;
        json.WriteNumber("first_bad", bad);
        json.WriteString("fault", verdict.Fault);
    });

    private async Task<int> ReportAsync(IAuditLog log, Invocation invocation, CancellationToken cancellationToken)
    {
        var entries = new List<StoredAuditEntry>();
        await log.ReadAsync(new(Since(invocation), invocation.Parsed.GetValue(_subject)), entries.Add, cancellationToken).ConfigureAwait(false);
        await invocation.Terminal.WriteResultAsync(invocation.Options.Format == OutputFormat.Json ? Json(entries) : Text(entries)).ConfigureAwait(false);
        return ExitCode.Success;
    }

    private DateTimeOffset? Since(Invocation invocation)
    {
        if (invocation.Parsed.GetValue(_since) is not { } text) return null;
        return Instants.TryParse(text, out var instant)
            ? instant
            : throw new ReconcilerException(FailureKind.Usage, $"\"{text}\" is no instant for --since", "RFC 3339, for example 2027-01-31T00:00:00Z");
    }

    private static string Text(List<StoredAuditEntry> entries)
    {
        var text = new StringBuilder();
        foreach (var (number, _, entry, _) in entries)
            text.Append(CultureInfo.InvariantCulture, $"{number}  {Instants.Format(entry.At)}  {entry.Action}  {OneLine.Of(entry.Subject)}  {OneLine.Of(entry.Detail)}  by {OneLine.Of(entry.Actor)}\n");
        return text.Append(CultureInfo.InvariantCulture, $"{entries.Count} entries\n").ToString();
    }

    private static string Json(List<StoredAuditEntry> entries) => ResultJson.Render(json =>
    {
        json.WriteStartArray("entries");
        foreach (var entry in entries) Entry(json, entry);
        json.WriteEndArray();
    });

    private static void Entry(Utf8JsonWriter json, StoredAuditEntry stored)
    {
        json.WriteStartObject();
        json.WriteNumber("number", stored.Number);
        json.WriteString("at", Instants.Format(stored.Entry.At));
        json.WriteString("actor", stored.Entry.Actor);
        json.WriteString("action", stored.Entry.Action);
        json.WriteString("subject", stored.Entry.Subject);
        json.WriteString("detail", stored.Entry.Detail);
        json.WriteString("revision", stored.Entry.Revision);
        json.Strings("serials", stored.Entry.Serials?.Split(' ') ?? []);
        json.WriteNumber("state_serial", stored.StateSerial);
        json.WriteString("hash", Convert.ToHexStringLower(stored.Hash));
        json.WriteEndObject();
    }
}
