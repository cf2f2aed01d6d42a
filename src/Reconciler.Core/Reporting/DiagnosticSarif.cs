using System.Text.Encodings.Web;
using System.Text.Json;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Reporting;

/// <summary>
/// What a check found as a SARIF 2.1.0 log, for code scanning. Only the rules that were broken are described; a result names its rule by index.
/// </summary>
/// <param name="folder">What stands in front of every path so that it starts from the checkout's root; empty, or ending in a slash.</param>
public sealed class DiagnosticSarif(string version, string folder)
{
    private const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    /// <summary>Root that paths are relative to; the reader of the log knows where it is.</summary>
    private const string RootId = "SRCROOT";

    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public byte[] Render(IReadOnlyCollection<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        DiagnosticCode[] rules = [.. diagnostics.Select(diagnostic => diagnostic.Code).Distinct().OrderBy(code => code.Id, StringComparer.Ordinal)];
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Layout))
        {
            writer.WriteStartObject();
            writer.WriteString("$schema", Schema);
            writer.WriteString("version", "2.1.0");
            writer.WriteStartArray("runs");
            writer.WriteStartObject();
            Tool(writer, rules);
            writer.WriteString("columnKind", "utf16CodeUnits");
            writer.WriteStartArray("results");
            foreach (var diagnostic in diagnostics) Result(writer, diagnostic, Array.IndexOf(rules, diagnostic.Code));
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static string Level(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
    };

    private void Tool(Utf8JsonWriter writer, DiagnosticCode[] rules)
    {
        writer.WriteStartObject("tool");
        writer.WriteStartObject("driver");
        writer.WriteString("name", "reconciler");
        writer.WriteString("version", version);
        writer.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            writer.WriteStartObject();
            writer.WriteString("id", rule.Id);
            Text(writer, "shortDescription", rule.Title);
            Text(writer, "fullDescription", rule.Explanation);
            Text(writer, "help", $"{rule.Explanation} See also: reconciler explain {rule.Id}");
            writer.WriteStartObject("defaultConfiguration");
            writer.WriteString("level", Level(rule.Severity));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void Result(Utf8JsonWriter writer, Diagnostic diagnostic, int rule)
    {
        writer.WriteStartObject();
        writer.WriteString("ruleId", diagnostic.Code.Id);
        writer.WriteNumber("ruleIndex", rule);
        writer.WriteString("level", Level(diagnostic.Code.Severity));
        Text(writer, "message", diagnostic.Help is { } help ? $"{diagnostic.Message} ({help})" : diagnostic.Message);
        writer.WriteStartArray("locations");
        Location(writer, diagnostic.Location, diagnostic.Length, null);
        writer.WriteEndArray();
        if (diagnostic.Related is { Count: > 0 } related)
        {
            writer.WriteStartArray("relatedLocations");
            foreach (var place in related) Location(writer, place.Location, 0, place.Note);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private void Location(Utf8JsonWriter writer, SourceLocation place, int length, string? note)
    {
        writer.WriteStartObject();
        if (note is not null) Text(writer, "message", note);
        writer.WriteStartObject("physicalLocation");
        writer.WriteStartObject("artifactLocation");
        writer.WriteString("uri", string.Join('/', (folder + place.File).Split('/').Select(Uri.EscapeDataString)));
        writer.WriteString("uriBaseId", RootId);
        writer.WriteEndObject();
        writer.WriteStartObject("region");
        writer.WriteNumber("startLine", place.Line);
        writer.WriteNumber("startColumn", place.Column);
        // Exclusive (SARIF 2.1.0, section 3.30.8).
        if (length > 0) writer.WriteNumber("endColumn", place.Column + length);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter writer, string name, string text)
    {
        writer.WriteStartObject(name);
        writer.WriteString("text", text);
        writer.WriteEndObject();
    }
}
