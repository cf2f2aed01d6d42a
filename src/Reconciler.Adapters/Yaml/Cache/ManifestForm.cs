using Reconciler.Adapters.Yaml.Nodes;

namespace Reconciler.Adapters.Yaml.Cache;

/// <summary>The trees of a file in few octets. What was wrong with a file names its path, which its bytes do not tell, so only faultless ones have this form.</summary>
internal static class ManifestForm
{
    private const int PlainFlag = 0x80;

    public static void Write(YamlManifest manifest, CompactWriter to)
    {
        to.Number(manifest.Documents.Count);
        if (manifest.Documents.Count == 0) return;
        foreach (var document in manifest.Documents) to.Number(document.Root.Index);
        WriteTree(manifest.Documents[0].Root.Tree, to);
    }

    public static YamlManifest Read(string path, ReadOnlySpan<byte> content)
    {
        var from = new CompactReader(content);
        var roots = new int[from.Number()];
        if (roots.Length == 0) return new(path, [], []);
        for (var i = 0; i < roots.Length; i++) roots[i] = from.Number();
        var tree = ReadTree(ref from);
        var documents = new YamlDocument[roots.Length];
        for (var i = 0; i < roots.Length; i++) documents[i] = new(new(tree, roots[i]), HasErrors: false);
        return new(path, documents, []);
    }

    private static void WriteTree(YamlTree tree, CompactWriter to)
    {
        to.Text(tree.Source);
        to.Number(tree.Texts.Length);
        foreach (var text in tree.Texts) to.Characters(text);
        to.Number(tree.Records.Length);
        var line = 1;
        for (var i = 0; i < tree.Records.Length; i++)
        {
            ref readonly var record = ref tree.Records[i];
            to.Octet((byte)((int)record.Shape | (record.IsPlain ? PlainFlag : 0)));
            to.Number(record.Start);
            to.Number(record.Size);
            to.Number(record.Next - i);
            to.Number(record.Line - line);
            to.Number(record.Column);
            line = record.Line;
        }
    }

    private static YamlTree ReadTree(ref CompactReader from)
    {
        var source = from.Text();
        var texts = new string[from.Number()];
        for (var i = 0; i < texts.Length; i++) texts[i] = from.Characters();
        var records = new YamlRecord[from.Number()];
        var line = 1;
        for (var i = 0; i < records.Length; i++)
        {
            ref var record = ref records[i];
            var shape = from.Octet();
            record.Shape = (YamlShape)(shape & ~PlainFlag);
            record.IsPlain = (shape & PlainFlag) != 0;
            record.Start = from.Number();
            record.Size = from.Number();
            record.Next = from.Number() + i;
            record.Line = line += from.Number();
            record.Column = from.Number();
        }

        return new(source, records, texts);
    }
}
