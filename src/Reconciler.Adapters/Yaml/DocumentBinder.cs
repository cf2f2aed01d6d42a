using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Kinds;
using Reconciler.Adapters.Yaml.Nodes;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Yaml;

/// <summary>
/// Binds the documents of one file: head first, then the spec by the definition of its kind. A wrong head does not hide what is wrong below it.
/// </summary>
internal sealed class DocumentBinder(DocumentBinding binding)
{
    private static readonly string[] RootKeys = ["apiVersion", "kind", "metadata", "spec"];

    private ResourceId? _id;

    /// <summary>The declared object; null when anything in the document is wrong.</summary>
    public DeclaredResource? Bind(in YamlDocument document)
    {
        _id = null;
        binding.Start(document.HasErrors);
        var root = document.Root;
        if (root.IsRefused) return null;
        if (!root.IsMapping)
        {
            binding.Report(FieldCodes.WrongShape, root, $"a document must be a mapping, not {root.ShapeName}", "begin it with apiVersion: reconciler/v1");
            return null;
        }

        var head = ReadRoot(root);
        if (head.ApiVersion is null && head.Kind is null)
        {
            binding.Report(
                FieldCodes.ApiVersion, root, "the document has neither apiVersion nor kind", "list the file in .reconcilerignore if it is no manifest");
            return null;
        }

        if (IsOfAnotherTool(head.ApiVersion)) return null;
        CheckApiVersion(root, head.ApiVersion);
        var kind = FindKind(root, head.Kind, out var isUnavailable);
        var metadata = BindMetadata(root, head.Metadata, kind);
        if (isUnavailable) return null;
        if (kind is not null && !binding.HasErrors) _id = binding.Resolve(kind.Kind, null, metadata.Name);
        if (head.Spec is not { } spec)
        {
            binding.Report(FieldCodes.Missing, root, "the field \"spec\" is missing");
            return null;
        }

        return kind?.Bind(root, spec, metadata, binding);
    }

    /// <summary>What can still be said of the document that <see cref="Bind"/> has just made no object of.</summary>
    public RefusedDocument Refused(in YamlDocument document)
    {
        var name = document.Root.Find("metadata")?.Find("name")?.Text ?? "";
        return new(name, _id, _id is null ? [] : binding.TakeReferences());
    }

    private RootEntries ReadRoot(YamlNode root)
    {
        var head = default(RootEntries);
        var unknown = new List<YamlNode>(0);
        foreach (var entry in root.Entries)
        {
            switch (entry.Key.Span)
            {
                case "apiVersion":
                    head.ApiVersion = entry;
                    break;
                case "kind":
                    head.Kind = entry;
                    break;
                case "metadata":
                    head.Metadata = entry;
                    break;
                case "spec":
                    head.Spec = entry;
                    break;
                default:
                    unknown.Add(entry.Key);
                    break;
            }
        }

        // What says nothing of itself is no manifest; its keys are of no interest then.
        if (head.ApiVersion is null && head.Kind is null) return head;
        foreach (var key in unknown) binding.ReportUnknownKey(key, RootKeys);
        return head;
    }

    /// <summary>Documents of other tools have the same head; what is wrong below it is none of our business.</summary>
    private bool IsOfAnotherTool(YamlEntry? entry)
    {
        if (entry is not { Value.IsValue: true } written || written.Value.Text.Split('/')[0] is var group && (NearestWord.Find(group, [ManifestKinds.Group]) is not null)) return false;
        binding.Report(
            FieldCodes.ApiVersion,
            written.Value,
            $"apiVersion {Quote.Of(written.Value.Text)} is not known",
            $"write {ManifestKinds.ApiVersion}, or list the file in .reconcilerignore if it is for another tool");
        return true;
    }

    private void CheckApiVersion(YamlNode root, YamlEntry? entry)
    {
        if (entry is not { } written)
        {
            binding.Report(FieldCodes.ApiVersion, root, "the field \"apiVersion\" is missing", $"write apiVersion: {ManifestKinds.ApiVersion}");
            return;
        }

        var version = written.Value;
        if (!version.IsValue) binding.ReportShape(version, "apiVersion", "text");
        else if (!version.Span.SequenceEqual(ManifestKinds.ApiVersion))
            binding.Report(FieldCodes.ApiVersion, version, $"apiVersion {Quote.Of(version.Text)} is not known", $"write {ManifestKinds.ApiVersion}");
    }

    private KindDefinition? FindKind(YamlNode root, YamlEntry? entry, out bool isUnavailable)
    {
        isUnavailable = false;
        if (entry is not { } written)
        {
            binding.Report(FieldCodes.Missing, root, "the field \"kind\" is missing", $"one of: {KindNames()}");
            return null;
        }

        if (!written.Value.IsValue)
        {
            binding.ReportShape(written.Value, "kind", "text");
            return null;
        }

        binding.Note("kind", written.Value);
        if (ManifestKinds.Find(written.Value.Span) is { } kind) return kind;
        var word = written.Value.Text;
        isUnavailable = ManifestKinds.Unavailable.Contains(word);
        if (isUnavailable) binding.Report(FieldCodes.Unavailable, written.Value, $"kind \"{word}\" is not available in this version");
        else
        {
            var near = NearestWord.Find(word, [.. ManifestKinds.All.Select(each => each.Name)]);
            var help = near is null ? $"one of: {KindNames()}" : $"did you mean \"{near}\"?";
            binding.Report(FieldCodes.UnknownKind, written.Value, $"kind {Quote.Of(word)} is not known", help);
        }

        return null;
    }

    private ManifestMetadata BindMetadata(YamlNode root, YamlEntry? entry, KindDefinition? kind)
    {
        if (entry is not { } written)
        {
            binding.Report(FieldCodes.Missing, root, "the field \"metadata\" is missing", "write metadata: { name: … }");
            return ManifestMetadata.Empty;
        }

        var metadata = ManifestMetadata.Definition.Bind(ManifestMetadata.Empty, written, binding);
        if (kind is not null) PlacementRule.Apply(kind.Kind, metadata, binding);
        return metadata;
    }

    private static string KindNames() => string.Join(", ", ManifestKinds.All.Select(kind => kind.Name));

    private struct RootEntries
    {
        public YamlEntry? ApiVersion;
        public YamlEntry? Kind;
        public YamlEntry? Metadata;
        public YamlEntry? Spec;
    }
}
