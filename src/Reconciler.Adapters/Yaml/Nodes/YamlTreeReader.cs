using Reconciler.Core.Diagnostics;
using YamlDotNet.Core;

namespace Reconciler.Adapters.Yaml.Nodes;

/// <summary>Reads all documents of one file. A document that is not valid YAML is reported, and reading goes on with the next.</summary>
internal static class YamlTreeReader
{
    public static YamlDocument[] Read(string path, string text, DiagnosticBag diagnostics)
    {
        var roots = new List<(int Index, bool HasErrors)>(1);
        var buffer = new RecordBuffer(text);
        var aliases = new AliasBudget();
        var offset = 0;
        var linesBefore = 0;
        for (var damaged = 0; offset >= 0; damaged++)
        {
            if (damaged == YamlLimits.DamagedDocuments)
            {
                diagnostics.Add(YamlCodes.Syntax, $"{damaged} documents are not valid YAML; the rest of the file is not read", new(path, linesBefore + 1, 1));
                break;
            }

            var scanner = new Scanner(new StringReader(offset == 0 ? text : text[offset..]), skipComments: true);
            var builder = new YamlTreeBuilder(new Parser(scanner), new(path, offset, linesBefore), buffer, aliases, diagnostics);
            try
            {
                while (builder.TryReadDocument(out var root)) roots.Add(root);
                break;
            }
            catch (Exception failure) when (IsDamage(failure))
            {
                var at = SyntaxDamage.Report(path, text, linesBefore, failure, scanner.CurrentPosition, diagnostics);
                // The marker that opened the failed document must not be found again, or reading would not get on.
                var from = Math.Max(at, Math.Max(builder.DocumentLine, linesBefore + 1) + 1);
                offset = DocumentBoundary.Next(text, from, out var line);
                linesBefore = line - 1;
            }
        }

        var tree = buffer.ToTree();
        var documents = new YamlDocument[roots.Count];
        for (var i = 0; i < documents.Length; i++) documents[i] = new(tree.At(roots[i].Index), roots[i].HasErrors);
        return documents;
    }

    // The parser throws the latter two for about one damaged document in twenty.
    private static bool IsDamage(Exception failure) => failure is YamlException or InvalidOperationException or ArgumentException;
}

/// <summary>The part of a file that a parser sees.</summary>
/// <param name="Offset">Characters of the file before it.</param>
/// <param name="Lines">Lines of the file before it.</param>
internal readonly record struct YamlSection(string Path, int Offset, int Lines);
