using System.Text;
using System.Text.Unicode;
using Reconciler.Core.Desired.Rules;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Desired;

/// <summary>
/// Derives what must be proved, renders the records by the templates of their methods and compares what came out with what was meant (row DNS-07). A line
/// that was rendered before from the same template for the same record is not rendered again.
/// </summary>
[DiagnosticCodes]
internal sealed class RecordRendering(ISourceTree tree, IRecordTemplates templates, DeclaredObjects declared, DesiredLoad? before)
{
    public static readonly DiagnosticCode TemplateMissing = new(
        "C091",
        Severity.Error,
        "record template cannot be read",
        "record of a ValidationMethod is a built-in name, or the path of a UTF-8 text file of at most 1 MiB in the repository, relative to its root.");

    public static readonly DiagnosticCode TemplateFailed = new(
        "C092",
        Severity.Error,
        "record template failed",
        "A record template is a Scriban template over name, target, ttl, domain, zone and account. An unknown variable is an error, never an empty text.");

    public static readonly DiagnosticCode RenderedDiffers = new(
        "C093",
        Severity.Error,
        "rendered record is not the record meant",
        "What a record template renders is read again as one RFC 1035 line and compared with the record that validation asks for: owner, type CNAME, target, and the TTL where it is written. Names must be absolute, with the dot at their end.");

    private const int MaxTemplate = 1 << 20;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>Text of each template that was read, by path.</summary>
    public IReadOnlyDictionary<string, string> Texts => _texts;

    /// <summary>Of each template that fails, the first record that shows it is reported.</summary>
    public RecordSet Render(DiagnosticBag problems)
    {
        if (declared.Before is not { } known || known.WasReported([ValidationNeeds.NoZone]) || !before!.Known!.Templates.All(IsUnchanged))
            return new(Render(ValidationNeeds.Collect(declared, problems), problems));
        foreach (var (template, text) in before.Known.Templates) _texts.TryAdd(template, text);
        var records = known.State.RecordSet;
        var keys = known.Removed.Concat(known.Added).SelectMany(certificate => ValidationNeeds.KeysOf(certificate, declared)).ToHashSet();
        var needing = keys.SelectMany(key => records.Find(key)?.NeededBy ?? []).Concat(known.Added.Select(certificate => certificate.Id)).ToHashSet();
        var certificates = needing.Order().Select(id => declared.TryFind<Certificate>(id, out var certificate) ? certificate : null).OfType<Certificate>();
        return records.Replace(keys, Render(ValidationNeeds.Collect(declared, [.. certificates], keys, problems), problems));
    }

    private List<WantedRecord> Render(IReadOnlyList<ValidationNeed> needs, DiagnosticBag problems)
    {
        var records = new List<WantedRecord>(needs.Count);
        foreach (var group in needs.GroupBy(need => need.Method))
        {
            if (TryReadTemplate(group.Key, problems, out var text)) RenderMethod(group.Key, text, [.. group], records, problems);
        }

        return records;
    }

    private void RenderMethod(ValidationMethod method, string? text, ValidationNeed[] needs, List<WantedRecord> records, DiagnosticBag problems)
    {
        var salt = SaltOf(method.Id.Account, declared.Account(method.Id.Account));
        var rendered = IsRenderedAlike(method, text, salt) ? before!.State!.RecordSet : RecordSet.None;
        var outcomes = new (WantedRecord? Record, Diagnostic? Problem)[needs.Length];
        bool Step(int i) => (outcomes[i] = Known(rendered, method, needs[i]) is { } known ? (known, null) : RenderOne(method, text, salt, needs[i])).Record is not null;

        // The first alone: most broken templates break at once, and then cost one run.
        var end = Step(0) ? EveryCore.MapWhile(needs.Length - 1, i => Step(i + 1)) + 1 : 0;
        if (end < needs.Length) problems.Add(outcomes[end].Problem!);
        else records.AddRange(outcomes.Select(outcome => outcome.Record!));
    }

    private static string SaltOf(string account, AccountSpec? spec) => spec?.ValidationSalt ?? account;

    private bool IsUnchanged(KeyValuePair<string, string> template) => tree.TryRead(template.Key) is { } content && content.Span.SequenceEqual(Encoding.UTF8.GetBytes(template.Value));

    /// <summary>The lines of the method's account and zone were rendered before from what they would be rendered from now.</summary>
    private bool IsRenderedAlike(ValidationMethod method, string? text, string salt) =>
        before?.State!.ValidationMethods.FirstOrDefault(other => other.Id.Account == method.Id.Account && other.Spec.Zone == method.Spec.Zone) is { } leading
        && leading.Spec.Record == method.Spec.Record
        && leading.Spec.Ttl == method.Spec.Ttl
        && before.Known!.Templates.GetValueOrDefault(method.Spec.Record) == text
        && SaltOf(method.Id.Account, before.State.AccountSpecs.GetValueOrDefault(method.Id.Account)) == salt;

    private static WantedRecord? Known(RecordSet rendered, ValidationMethod method, ValidationNeed need)
    {
        if (rendered.Find(new(method.Id.Account, method.Spec.Zone, need.Domain)) is not { } record) return null;
        return record.Method == method.Id && record.NeededBy.SequenceEqual(need.Certificates) ? record : record with { Method = method.Id, NeededBy = [.. need.Certificates] };
    }

    private (WantedRecord? Record, Diagnostic? Problem) RenderOne(ValidationMethod method, string? text, string salt, ValidationNeed need)
    {
        var (account, spec) = (method.Id.Account, method.Spec);
        var (owner, target) = ValidationTokens.Derive(salt, account, spec.Zone, need.Domain);
        var rendering = templates.RenderRecord(spec.Record, text, new(owner, target, spec.Ttl, need.Domain, spec.Zone, account));
        if (!rendering.IsOk(out var rendered, out var failure)) return (null, Failed(method, text, failure));
        var line = rendered.Text.TrimEnd('\r', '\n');
        var meant = RecordLine.Cname(owner, spec.Ttl, target);
        return Difference(line, meant) is { } difference
            ? (null, Differs(method, need.Domain, line, meant, difference))
            : (SameAsBefore(new(account, need.Domain, owner, target, spec.Ttl, spec.Zone, method.Id, line, [.. need.Certificates])), null);
    }

    private WantedRecord SameAsBefore(WantedRecord record) =>
        before?.State!.RecordSet.Find(RecordKey.Of(record)) is { } known && known.NeededBy.SequenceEqual(record.NeededBy) && known == record with { NeededBy = known.NeededBy } ? known : record;

    private static string? Difference(string line, RecordLine meant)
    {
        if (!RecordLine.Parse(line).IsOk(out var read, out var problem)) return $"column {problem.Column}: {problem.Reason}";
        if (read.Type != meant.Type) return "the type differs";
        if (read.Owner != meant.Owner) return "the owner differs";
        if (read.Value != meant.Value) return "the target differs";
        return read.Ttl is null || read.Ttl == meant.Ttl ? null : "the TTL differs";
    }

    private bool TryReadTemplate(ValidationMethod method, DiagnosticBag problems, out string? text)
    {
        text = null;
        var template = method.Spec.Record;
        if (!IsPath(template)) return true;
        var reason = tree.TryRead(template) switch
        {
            null => "does not exist",
            { Length: > MaxTemplate } => "is larger than 1 MiB",
            { } content when !Utf8.IsValid(content.Span) => "is not UTF-8 text",
            { } content => Keep(template, content, out text),
        };
        if (reason is not null) problems.Add(TemplateMissing, $"template \"{template}\" {reason}", method.Places.Of("record"), Underlined(method), "write acm-cname, or the path of a file relative to the repository's root");
        return reason is null;
    }

    /// <summary>Templates are kept parsed by the identity of their text.</summary>
    private string? Keep(string template, ReadOnlyMemory<byte> content, out string text)
    {
        text = Encoding.UTF8.GetString(content.Span);
        if (_texts.TryGetValue(template, out var same) && same == text) text = same;
        _texts[template] = text;
        return null;
    }

    /// <summary>Built-in names are single words; whatever holds a dot or a slash is a file.</summary>
    private static bool IsPath(string template) => template.AsSpan().ContainsAny('.', '/');

    private static Diagnostic Failed(ValidationMethod method, string? text, TemplateFailure failure)
    {
        var field = method.Places.Of("record");
        var message = $"template \"{method.Spec.Record}\": {failure.Message}";
        return text is null || failure.Line < 1
            ? new(TemplateFailed, message, field, Underlined(method))
            : new(TemplateFailed, message, new(method.Spec.Record, failure.Line, Math.Max(1, failure.Column)), 0, null, [new(field, "used here")]);
    }

    private static Diagnostic Differs(ValidationMethod method, string domain, string line, RecordLine meant, string difference) => new(
        RenderedDiffers,
        $"template \"{method.Spec.Record}\" rendered \"{Shown(line)}\" for \"{domain}\", but meant is \"{meant}\": {difference}",
        method.Places.Of("record"),
        Underlined(method),
        "let the template write name and target with a dot at their end, ttl, IN and CNAME on one line");

    private static int Underlined(ValidationMethod method) => method.Places.Underlined("record", method.Spec.Record.Length);

    private static string Shown(string line)
    {
        const int most = 300;
        var text = line.Length > most ? string.Concat(line.AsSpan(0, most), "…") : line;
        return string.Concat(text.Select(letter => char.IsControl(letter) ? '␤' : letter));
    }
}
