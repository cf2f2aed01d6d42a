using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reconciler.Adapters.Yaml.Kinds;

namespace Reconciler.Adapters.Yaml.Schemas;

/// <summary>Writes the JSON Schemas (draft 2020-12) and the field reference out of the definitions that the reader reads by (row GIT-02).</summary>
public static class SchemaWriter
{
    /// <summary>Name of the schema of all kinds, as it is written into a repository.</summary>
    public const string AllKindsFile = "reconciler.schema.json";

    // Text for people: quotes and angle brackets stay as they are.
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Kinds as manifests spell them.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. ManifestKinds.All.Select(kind => kind.Name)];

    /// <summary>The schema for documents of every kind.</summary>
    public static string AllKinds() => Text(DocumentSchemas.OfAllKinds());

    /// <summary>The schema for documents of one kind; null for a word that is none.</summary>
    public static string? OfKind(string kind) => ManifestKinds.Find(kind) is { } known ? Text(DocumentSchemas.Of(known)) : null;

    /// <summary>Everything in the folder <c>schemas/</c>: name of the file and its text.</summary>
    public static IReadOnlyList<(string File, string Text)> Files() =>
    [
        .. ManifestKinds.All.Select(kind => ($"{kind.Name.ToLowerInvariant()}.schema.json", Text(DocumentSchemas.Of(kind)))),
        (AllKindsFile, AllKinds()),
        ("README.md", FieldReference.Render()),
    ];

    private static string Text(JsonObject schema) => schema.ToJsonString(Layout) + "\n";
}
