using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Kinds;
using Reconciler.Adapters.Yaml.Nodes;
using Reconciler.Core.Desired;

namespace Reconciler.Adapters.Yaml;

/// <summary>Binds the documents of one file: head first, then the spec by the definition of its kind. A wrong head does not hide what is wrong below it.</summary>
internal sealed class DocumentBinder(DocumentBinding binding)
{
    private static readonly string[] RootKeys = ["apiVersion", "kind", "metadata", "spec"];

    /// <summary>The declared object; null when anything in the document is wrong.</summary>
    public DeclaredResource? Bind(in YamlDocument document)
    {
        binding.Start(document.HasErrors);
        if (document.Root is not YamlMapping root)
        {
            binding.Report(FieldCodes.WrongShape, document.Root, $"a document must be a mapping, not {document.Root.Shape}", "begin it with apiVersion: reconciler/v1");
            return null;
        }

        var head = ReadRoot(root);
        if (head.ApiVersion is null && head.Kind is null)
        {
            binding.Report(FieldCodes.ApiVersion, root, "the document has neither apiVersion nor kind", "list the file in .reconcilerignore if it is no manifest");
            return null;
        }

        CheckApiVersion(root, head.ApiVersion);
        var kind = FindKind(root, head.Kind, out var isUnavailable);
        var metadata = BindMetadata(root, head.Metadata, kind);
        if (isUnavailable) return null;
        if (head.Spec is not { } spec)
        {
            binding.Report(FieldCodes.Missing, root, "the field \"spec\" is missing");
            return null;
        }

        return kind?.Bind(root, spec, metadata, binding);
    }

    private RootEntries ReadRoot(YamlMapping root)
    {
        var head = default(RootEntries);
        var unknown = new List<YamlScalar>(0);
        foreach (var entry in root.Entries)
        {
            switch (entry.Key.Text)
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

    private void CheckApiVersion(YamlMapping root, YamlEntry? entry)
    {
        if (entry is not { } written)
        {
            binding.Report(FieldCodes.ApiVersion, root, "the field \"apiVersion\" is missing", $"write apiVersion: {ManifestKinds.ApiVersion}");
            return;
        }

        if (written.Value is not YamlScalar { IsAbsent: false } version) binding.ReportShape(written.Value, "apiVersion", "text");
        else if (version.Text != ManifestKinds.ApiVersion)
            binding.Report(FieldCodes.ApiVersion, version, $"apiVersion {Quote.Of(version.Text)} is not known", $"write {ManifestKinds.ApiVersion}");
    }

    private KindDefinition? FindKind(YamlMapping root, YamlEntry? entry, out bool isUnavailable)
    {
        isUnavailable = false;
        if (entry is not { } written)
        {
            binding.Report(FieldCodes.Missing, root, "the field \"kind\" is missing", $"one of: {KindNames()}");
            return null;
        }

        if (written.Value is not YamlScalar { IsAbsent: false } word)
        {
            binding.ReportShape(written.Value, "kind", "text");
            return null;
        }

        binding.Note("kind", word);
        if (ManifestKinds.Find(word.Text) is { } kind) return kind;
        isUnavailable = ManifestKinds.Unavailable.Contains(word.Text);
        if (isUnavailable) binding.Report(FieldCodes.Unavailable, word, $"kind \"{word.Text}\" is not available in this version");
        else
        {
            var near = NearestWord.Find(word.Text, [.. ManifestKinds.All.Select(each => each.Name)]);
            binding.Report(FieldCodes.UnknownKind, word, $"kind {Quote.Of(word.Text)} is not known", near is null ? $"one of: {KindNames()}" : $"did you mean \"{near}\"?");
        }

        return null;
    }

    private ManifestMetadata BindMetadata(YamlMapping root, YamlEntry? entry, KindDefinition? kind)
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
