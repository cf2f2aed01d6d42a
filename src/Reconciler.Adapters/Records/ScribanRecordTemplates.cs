using System.Runtime.CompilerServices;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Reconciler.Adapters.Records;

/// <summary>
/// Record templates by Scriban. Each text is parsed once (kept by the identity of the string, so that a large one is not hashed for every record); a
/// rendering is bounded in time, loops and output, and what goes wrong comes back with its place. Thread safe.
/// </summary>
public sealed class ScribanRecordTemplates : IRecordTemplates
{
    /// <summary>Characters that a template may put out (design limit; an error, never a cut). A list may have <see cref="OutputPerRecord"/> for each record where that is more.</summary>
    internal const int MaxOutput = 1 << 20;

    private const int OutputPerRecord = 1024;

    private readonly ConditionalWeakTable<string, Template> _parsed = [];
    private readonly TemplateRun _run = new();

    public Result<RenderedText, TemplateFailure> RenderRecord(string template, string? text, RecordTemplateInput record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Render(BuiltInTemplates.ForRecords, template, text, Model(record), MaxOutput);
    }

    public Result<RenderedText, TemplateFailure> RenderList(string template, string? text, IReadOnlyList<RecordTemplateInput> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        var model = new ScriptObject { ["records"] = new ScriptArray(records.Select(Model)) };
        return Render(BuiltInTemplates.ForLists, template, text, model, Math.Max(MaxOutput, (int)Math.Min(int.MaxValue, (long)records.Count * OutputPerRecord)));
    }

    private Result<RenderedText, TemplateFailure> Render(BuiltInTemplates builtIn, string name, string? text, ScriptObject model, int maxOutput)
    {
        if ((text ?? builtIn.Find(name)) is not { } source) return new TemplateFailure($"there is no built-in template \"{name}\"; there is {builtIn.Names}", 0, 0);
        var template = _parsed.GetValue(source, static text => Template.Parse(text));
        return template.HasErrors ? Failure(template.Messages.First(message => message.Type == ParserMessageType.Error)) : _run.Render(template, model, maxOutput);
    }

    private static TemplateFailure Failure(LogMessage message) => new(message.Message, message.Span.Start.Line + 1, message.Span.Start.Column + 1);

    private static ScriptObject Model(RecordTemplateInput record) => new(6)
    {
        ["name"] = record.Name,
        ["target"] = record.Target,
        ["ttl"] = record.Ttl,
        ["domain"] = record.Domain,
        ["zone"] = record.Zone,
        ["account"] = record.Account,
    };
}
