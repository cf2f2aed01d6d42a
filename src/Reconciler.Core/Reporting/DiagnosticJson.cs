using System.Text.Encodings.Web;
using System.Text.Json;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Reporting;

/// <summary>What a check found as JSON, format_version 1.0: fields may be added within 1.x, readers ignore what they do not know.</summary>
public static class DiagnosticJson
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Diagnostics in the order given.</summary>
    public static byte[] Render(IReadOnlyCollection<Diagnostic> diagnostics, int files, int documents)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Layout))
        {
            var errors = diagnostics.Count(diagnostic => diagnostic.IsError);
            writer.WriteStartObject();
            writer.WriteString("format_version", "1.0");
            writer.WriteNumber("files", files);
            writer.WriteNumber("objects", documents);
            writer.WriteNumber("errors", errors);
            writer.WriteNumber("warnings", diagnostics.Count - errors);
            Array(writer, "diagnostics", diagnostics);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Diagnostics as an array of that name, for documents that hold more.</summary>
    internal static void Array(Utf8JsonWriter writer, string name, IEnumerable<Diagnostic> diagnostics)
    {
        writer.WriteStartArray(name);
        foreach (var diagnostic in diagnostics) One(writer, diagnostic);
        writer.WriteEndArray();
    }

    private static void One(Utf8JsonWriter writer, Diagnostic diagnostic)
    {
        writer.WriteStartObject();
        writer.WriteString("code", diagnostic.Code.Id);
        writer.WriteString("severity", diagnostic.IsError ? "error" : "warning");
        writer.WriteString("title", diagnostic.Code.Title);
        writer.WriteString("message", diagnostic.Message);
        writer.WriteString("help", diagnostic.Help);
        Place(writer, diagnostic.Location);
        writer.WriteNumber("length", diagnostic.Length);
        writer.WriteStartArray("related");
        foreach (var place in diagnostic.Related ?? [])
        {
            writer.WriteStartObject();
            writer.WriteString("note", place.Note);
            Place(writer, place.Location);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Place(Utf8JsonWriter writer, SourceLocation place)
    {
        writer.WriteString("file", place.File);
        writer.WriteNumber("line", place.Line);
        writer.WriteNumber("column", place.Column);
    }
}
