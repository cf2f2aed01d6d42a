using System.Text;
using Reconciler.Core.Desired.Rules;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Desired;

/// <summary>What came of reading a repository.</summary>
/// <param name="State">Null when any diagnostic is an error.</param>
/// <param name="Diagnostics">By place, code and message.</param>
/// <param name="Files">Manifests read.</param>
/// <param name="Documents">Documents in them.</param>
public sealed record DesiredLoad(DesiredState? State, IReadOnlyList<Diagnostic> Diagnostics, int Files, int Documents);

[DiagnosticCodes]
internal static class RepositoryCodes
{
    public static readonly DiagnosticCode Empty = new(
        "C060",
        Severity.Error,
        "nothing is declared",
        "A repository without a single document is refused: it is far likelier to be the wrong folder, a wrong --path or a bad merge than the wish to have everything removed.");

    public static readonly DiagnosticCode TooManyDocuments = new(
        "C061",
        Severity.Error,
        "too many documents",
        "A repository holds at most 200 000 documents, so that a mistake in a generator cannot exhaust memory. Split it and run each part with a state of its own.");
}

/// <summary>
/// Reads a repository: every file parsed, bound and checked on all cores, then the validation records derived and rendered. The result depends on the
/// bytes alone, not on the order of files or threads.
/// </summary>
public sealed class DesiredLoader(IManifestReader reader, IRecordTemplates templates)
{
    /// <summary>Documents in one repository.</summary>
    public const int MaxDocuments = 200_000;

    public DesiredLoad Load(ISourceTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var problems = new DiagnosticBag();
        problems.AddRange(tree.Diagnostics);
        var files = tree.Manifests;
        var manifests = EveryCore.Map(files.Count, i => reader.Parse(files[i], tree));
        var documents = manifests.Sum(manifest => manifest.DocumentCount);
        if (documents > MaxDocuments)
        {
            problems.Add(RepositoryCodes.TooManyDocuments, $"the repository holds {documents} documents, more than {MaxDocuments}", new(files[0].Path, 1, 1), 0, "split the repository");
            return new(null, problems.Sorted(), files.Count, documents);
        }

        var context = new ReaderContext(FirstRegions(manifests));
        var readings = EveryCore.Map(manifests.Length, i => reader.Bind(manifests[i], context));
        foreach (var reading in readings) problems.AddRange(reading.Diagnostics);
        var declared = new DeclaredObjects(readings.SelectMany(reading => reading.Resources), readings.SelectMany(reading => reading.Refused), UnreadNames(tree, readings));
        if (declared.All.IsEmpty && !problems.HasErrors)
            problems.Add(RepositoryCodes.Empty, "the repository declares nothing", new(".", 1, 1), 0, "look at the folder and --path, or write a first manifest with init");
        foreach (var rule in DesiredRules.All) rule(declared, problems);
        var records = new RecordRendering(tree, templates, declared).Render(ValidationNeeds.Collect(declared, problems), problems);
        var state = problems.HasErrors ? null : new DesiredState(tree.Revision, declared.Distinct, records);
        return new(state, problems.Sorted(), files.Count, documents);
    }

    /// <summary>Of an account declared twice the first file's region counts; the duplicate is reported by its rule.</summary>
    private static Dictionary<string, string> FirstRegions(ParsedManifest[] manifests)
    {
        var regions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var manifest in manifests)
        {
            foreach (var (account, region) in manifest.Accounts) regions.TryAdd(account, region);
        }

        regions.TryAdd("default", AccountSpec.Undeclared.Regions[0]);
        return regions;
    }

    /// <summary>Names that may be declared in what could not be read; null where a whole file is lost, so that any name may be.</summary>
    private static HashSet<string>? UnreadNames(ISourceTree tree, ManifestReading[] readings)
    {
        if (tree.Diagnostics.Any(diagnostic => diagnostic.IsError) || readings.Any(reading => reading.Unread == UnreadText.All)) return null;
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < readings.Length; i++)
        {
            if (readings[i].Unread == UnreadText.Part) CollectNames(Encoding.UTF8.GetString(tree.Read(tree.Manifests[i]).Span), names);
        }

        return names;
    }

    /// <summary>Every word that follows the word "name".</summary>
    private static void CollectNames(string text, HashSet<string> names)
    {
        var isNext = false;
        foreach (var range in text.AsSpan().SplitAny(" \t\r\n\"',:[]{}#/"))
        {
            var word = text.AsSpan(range);
            if (word.IsEmpty) continue;
            if (isNext) names.Add(word.ToString());
            isNext = word.SequenceEqual("name");
        }
    }
}
