using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Reconciler.Cli.Tests.Preview;

/// <summary>The same manifests in other writing: every way turns the files of a repository, by path, into others that say the same.</summary>
internal static partial class RewrittenYaml
{
    public static IReadOnlyList<Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>>> All { get; } = [OneFileOfFlow, AFileForEachInBlocks];

    /// <summary>All documents backwards in one file, each as JSON would write it, with CR LF.</summary>
    private static Dictionary<string, string> OneFileOfFlow(IReadOnlyDictionary<string, string> files) =>
        new() { ["all.yml"] = string.Concat(Documents(files).AsEnumerable().Reverse().Select(document => $"--- # A remark.\r\n{Flow(document)}\r\n")) };

    /// <summary>A file in a folder of its own for each document, keys in reverse order, deeply indented, with remarks between.</summary>
    private static Dictionary<string, string> AFileForEachInBlocks(IReadOnlyDictionary<string, string> files)
    {
        var documents = Documents(files);
        var result = new Dictionary<string, string>();
        for (var i = 0; i < documents.Count; i++)
        {
            var text = new StringBuilder("# A remark.\n\n---\n");
            Block(documents[i], 0, text);
            result[$"z{documents.Count - i:000}/{i % 3}.yaml"] = text.Append("...\n").ToString();
        }

        return result;
    }

    private static List<YamlNode> Documents(IReadOnlyDictionary<string, string> files)
    {
        var documents = new List<YamlNode>();
        foreach (var (_, text) in files.Where(file => Path.GetExtension(file.Key) is ".yaml" or ".yml").OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            documents.AddRange(stream.Documents.Select(document => document.RootNode));
        }

        return documents;
    }

    private static string Flow(YamlNode node) => node switch
    {
        YamlMappingNode mapping => $"{{ {string.Join(", ", mapping.Children.Select(entry => $"{Flow(entry.Key)}: {Flow(entry.Value)}"))} }}",
        YamlSequenceNode list => $"[{string.Join(",", list.Children.Select(Flow))}]",
        _ => Scalar((YamlScalarNode)node, text => JsonSerializer.Serialize(text)),
    };

    private static void Block(YamlNode node, int indentation, StringBuilder text)
    {
        var indent = new string(' ', indentation);
        if (node is YamlMappingNode mapping)
        {
            foreach (var (key, value) in mapping.Children.Reverse()) Entry($"{indent}'{key}'  :", value, indentation, text);
        }
        else
        {
            foreach (var item in ((YamlSequenceNode)node).Children) Entry($"{indent}-", item, indentation, text);
        }
    }

    private static void Entry(string start, YamlNode value, int indentation, StringBuilder text)
    {
        if (value is YamlScalarNode scalar)
        {
            text.Append($"{start}   {Scalar(scalar, word => $"'{word.Replace("'", "''", StringComparison.Ordinal)}'")}   # a remark\n\n");
            return;
        }

        if (value is YamlSequenceNode { Children.Count: 0 } or YamlMappingNode { Children.Count: 0 })
        {
            text.Append($"{start} {Flow(value)}\n");
            return;
        }

        text.Append($"{start}  # a remark\n");
        Block(value, indentation + 5, text);
    }

    /// <summary>Numbers and booleans mean something else in quotes.</summary>
    private static string Scalar(YamlScalarNode scalar, Func<string, string> quote) =>
        scalar.Style == YamlDotNet.Core.ScalarStyle.Plain && Bare().IsMatch(scalar.Value!) ? scalar.Value! : quote(scalar.Value!);

    [GeneratedRegex("^(true|false|[0-9]+)$")]
    private static partial Regex Bare();
}
