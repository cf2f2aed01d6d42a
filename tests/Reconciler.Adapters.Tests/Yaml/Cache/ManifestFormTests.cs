using System.Text;
using Reconciler.Adapters.Yaml;
using Reconciler.Adapters.Yaml.Cache;
using Reconciler.Adapters.Yaml.Nodes;

namespace Reconciler.Adapters.Tests.Yaml.Cache;

public sealed class ManifestFormTests
{
    [Fact(DisplayName = "every faultless case comes back from its compact form node by node")]
    public void Cases()
    {
        var count = 0;
        foreach (var file in Directory.GetFiles(ManifestCaseTests.Folder, "input.yaml", SearchOption.AllDirectories))
        {
            var manifest = Parse(File.ReadAllBytes(file));
            if (manifest.Diagnostics.Count > 0) continue;
            AssertSame(manifest, Again(manifest));
            count++;
        }

        Assert.True(count > 20, $"{count} cases");
    }

    [Theory(DisplayName = "several documents, aliases, escapes, folded text and an empty file keep their form")]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("---\na: &x [1, 2]\nb: *x\n---\n- \"\\u00e9\\U0001F600\"\n- >\n  folded\n  text\n")]
    [InlineData("å: 'it''s'\nlong: |\n  two\n  lines\n")]
    public void Shapes(string text)
    {
        var manifest = Parse(Encoding.UTF8.GetBytes(text));
        Assert.Empty(manifest.Diagnostics);
        AssertSame(manifest, Again(manifest));
    }

    private static YamlManifest Parse(byte[] content) => (YamlManifest)new YamlManifestReader().Parse("input.yaml", content);

    private static YamlManifest Again(YamlManifest manifest)
    {
        var form = new CompactWriter();
        ManifestForm.Write(manifest, form);
        return ManifestForm.Read(manifest.Path, form.Written);
    }

    private static void AssertSame(YamlManifest expected, YamlManifest actual)
    {
        Assert.Equal(expected.Accounts, actual.Accounts);
        Assert.Equal(expected.Documents.Select(Describe), actual.Documents.Select(Describe));
    }

    private static string Describe(YamlDocument document)
    {
        var tree = document.Root.Tree;
        var text = new StringBuilder($"{document.Root.Index} {document.HasErrors} {tree.Source}\n");
        foreach (ref readonly var record in tree.Records)
        {
            var content = record.Shape == YamlShape.Text ? tree.TextOf(record) : "";
            text.Append($"{record.Shape} {record.IsPlain} {record.Start} {record.Size} {record.Next} {record.Line}:{record.Column} {content}\n");
        }

        return text.ToString();
    }
}
