using Reconciler.Adapters.Yaml.Nodes;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Yaml.Fields;

/// <summary>One document on its way to a declared object: collects places and diagnostics, and knows what references are relative to.</summary>
internal sealed class DocumentBinding(string file, ReaderContext context, DiagnosticBag diagnostics)
{
    private readonly List<FieldPlace> _places = new(24);
    private readonly List<PlacedReference> _references = new(4);

    public bool HasErrors { get; private set; }

    public string Account { get; private set; } = "default";

    /// <summary>Region of the document, or the account's first one for a kind without; references to regional objects start from it.</summary>
    public string Region { get; private set; } = "local";

    /// <summary>Starts a document. A document whose tree holds errors becomes no object.</summary>
    public void Start(bool hasErrors)
    {
        _places.Clear();
        _references.Clear();
        HasErrors = hasErrors;
        PlaceIn("default", null);
    }

    /// <summary>
    /// Sets account and region. An account that nobody declares gets region <c>local</c>, so that the one diagnostic about it is that it is not declared.
    /// </summary>
    public void PlaceIn(string account, string? region)
    {
        Account = account;
        Region = region ?? context.FirstRegions.GetValueOrDefault(account, "local");
    }

    public void Note(string path, YamlNode value) => _places.Add(new(path, value.Line, value.Column));

    public bool IsWritten(string path)
    {
        foreach (var place in _places)
        {
            if (string.Equals(place.Path, path, StringComparison.Ordinal)) return true;
        }

        return false;
    }

    /// <summary>What the document names so far.</summary>
    public PlacedReference[] TakeReferences() => [.. _references];

    public FieldPlaces TakePlaces(YamlNode document) => new(new(file, document.Line, document.Column), _places.ToArray());

    public void Report(DiagnosticCode code, YamlNode node, string message, string? help = null)
    {
        HasErrors |= code.Severity == Severity.Error;
        diagnostics.Add(code, message, new(file, node.Line, node.Column), node.Length, help);
    }

    /// <summary>Reports at the value of a field that was written.</summary>
    public void ReportAt(DiagnosticCode code, string path, string message, string? help = null)
    {
        foreach (var place in _places)
        {
            if (!string.Equals(place.Path, path, StringComparison.Ordinal)) continue;
            HasErrors |= code.Severity == Severity.Error;
            diagnostics.Add(code, message, new(file, place.Line, place.Column), help: help);
            return;
        }
    }

    public void ReportUnknownKey(YamlNode key, string[] allowed)
    {
        var near = NearestWord.Find(key.Text, allowed);
        var help = near is null ? $"known here: {string.Join(", ", allowed)}" : $"did you mean \"{near}\"?";
        Report(FieldCodes.UnknownKey, key, $"the key {Quote.Of(key.Text)} is not known", help);
    }

    /// <summary>True for a mapping; anything else is reported.</summary>
    public bool IsMapping(in YamlEntry entry, string path)
    {
        if (entry.Value.IsMapping) return true;
        ReportShape(entry.Value, path, "a mapping");
        return false;
    }

    /// <summary>Reports a node of the wrong shape, unless it has been reported already.</summary>
    public void ReportShape(YamlNode node, string path, string wanted)
    {
        if (node.IsRefused) return;
        if (node.IsAbsent) Report(FieldCodes.WrongShape, node, $"\"{path}\" has no value", "write a value or remove the line");
        else Report(FieldCodes.WrongShape, node, $"\"{path}\" must be {wanted}, not {node.ShapeName}");
    }

    /// <summary>The object that a reference of this document names.</summary>
    public ResourceId Refer(ResourceKind kind, string? region, string name, YamlNode at)
    {
        var id = Resolve(kind, region, name);
        _references.Add(new(id, new(file, at.Line, at.Column)));
        return id;
    }

    /// <summary>Identity of an object as this document names it.</summary>
    public ResourceId Resolve(ResourceKind kind, string? region, string name) =>
        kind.IsRegional() ? ResourceId.Regional(kind, Account, region ?? Region, name) : ResourceId.Global(kind, Account, name);
}
