using Reconciler.Core.Diagnostics;
using YamlDotNet.Core;

namespace Reconciler.Adapters.Yaml.Nodes;

/// <summary>Reads all documents of one file. A document that is not valid YAML is reported, and reading goes on with the next.</summary>
internal static class YamlTreeReader
{
    public static List<YamlDocument> Read(string path, string text, DiagnosticBag diagnostics)
    {
        var documents = new List<YamlDocument>(1);
        var aliases = new AliasBudget();
        var offset = 0;
        var linesBefore = 0;
        while (true)
        {
            var scanner = new Scanner(new StringReader(offset == 0 ? text : text[offset..]), skipComments: true);
            var builder = new YamlTreeBuilder(new Parser(scanner), path, linesBefore, aliases, diagnostics);
            try
            {
                while (builder.TryReadDocument(out var document)) documents.Add(document);
                return documents;
            }
            catch (Exception failure) when (IsDamage(failure))
            {
                var at = SyntaxDamage.Report(path, text, linesBefore, failure, scanner.CurrentPosition, diagnostics);
                // The marker that opened the failed document must not be found again, or reading would not get on.
                var from = Math.Max(at, Math.Max(builder.DocumentLine, linesBefore + 1) + 1);
                offset = DocumentBoundary.Next(text, from, out var line);
                if (offset < 0) return documents;
                linesBefore = line - 1;
            }
        }
    }

    // The parser throws the latter for about one damaged document in twenty.
    private static bool IsDamage(Exception failure) => failure is YamlException or InvalidOperationException or ArgumentException;
}
