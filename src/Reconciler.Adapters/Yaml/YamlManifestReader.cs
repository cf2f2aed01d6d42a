using Reconciler.Adapters.Yaml.Nodes;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Yaml;

/// <summary>Reads manifests written in YAML.</summary>
public sealed class YamlManifestReader : IManifestReader
{
    public ParsedManifest Parse(string path, ReadOnlyMemory<byte> content)
    {
        ArgumentNullException.ThrowIfNull(path);
        var diagnostics = new DiagnosticBag();
        var text = ManifestText.Decode(path, content.Span, diagnostics);
        return text is null
            ? new YamlManifest(path, [], diagnostics.Items) { Unread = UnreadText.All }
            : new YamlManifest(path, YamlTreeReader.Read(path, text, diagnostics), diagnostics.Items) { Unread = diagnostics.HasErrors ? UnreadText.Part : UnreadText.None };
    }

    /// <summary>The objects in the order written; the diagnostics by place. A document with an error becomes no object.</summary>
    public ManifestReading Bind(ParsedManifest manifest, ReaderContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var parsed = manifest as YamlManifest ?? throw new ArgumentException("not parsed by this reader", nameof(manifest));
        var diagnostics = new DiagnosticBag();
        diagnostics.AddRange(parsed.Diagnostics);
        var binder = new DocumentBinder(new(parsed.Path, context, diagnostics));
        var resources = new List<DeclaredResource>(parsed.Documents.Count);
        List<RefusedDocument>? refused = null;
        foreach (var document in parsed.Documents)
        {
            if (binder.Bind(document) is { } resource) resources.Add(resource);
            else (refused ??= []).Add(binder.Refused(document));
        }

        return new(resources, diagnostics.Items.Count == 0 ? [] : diagnostics.Sorted())
        {
            Refused = refused ?? [],
            Unread = parsed.Unread,
        };
    }

    public ManifestReading Keep(ParsedManifest manifest, ManifestReading reading, ParsedManifest earlier, ManifestReading known)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(known);
        if (manifest is not YamlManifest now || earlier is not YamlManifest before || reading.Refused.Count > 0) return reading;
        var documents = new Dictionary<int, int>(before.Documents.Count);
        for (var i = 0; i < before.Documents.Count; i++) documents.TryAdd(before.Documents[i].Root.Line, i);
        return reading with { Resources = [.. now.Documents.Select((document, i) => Same(document, i))] };

        DeclaredResource Same(YamlDocument document, int index) =>
            documents.TryGetValue(document.Root.Line, out var old) && document.Root.IsWrittenAs(before.Documents[old].Root) ? known.Resources[old] : reading.Resources[index];
    }
}
