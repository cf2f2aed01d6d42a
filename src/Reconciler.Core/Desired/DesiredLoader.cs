using System.Text;
using Reconciler.Core.Desired.Rules;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Desired;

/// <summary>What came of reading a repository.</summary>
/// <param name="State">Null when any diagnostic is an error.</param>
/// <param name="Diagnostics">By place, code and message.</param>
/// <param name="Files">Manifests read.</param>
/// <param name="Documents">Documents in them.</param>
public sealed record DesiredLoad(DesiredState? State, IReadOnlyList<Diagnostic> Diagnostics, int Files, int Documents)
{
    /// <summary>What a load after this one takes from it; null without a state.</summary>
    internal KnownTexts? Known { get; init; }
}

/// <summary>The texts that a state was made of.</summary>
/// <param name="Manifests">With what each says.</param>
/// <param name="Templates">Text of each record template that was read, by path.</param>
internal sealed record KnownTexts(TreeReading Manifests, IReadOnlyDictionary<string, string> Templates);

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
/// bytes alone, not on the order of files or threads, nor on what was read before.
/// </summary>
public sealed class DesiredLoader(IManifestReader reader, IRecordTemplates templates)
{
    /// <summary>Documents in one repository.</summary>
    public const int MaxDocuments = 200_000;

    /// <param name="tree">What is read.</param>
    /// <param name="before">
    /// An earlier load by a loader of the same kind: what it has in common with the tree is taken from there, unchanged objects as the same instances, and only
    /// what changed is read and checked. Null, or one without a state: everything is.
    /// </param>
    public DesiredLoad Load(ISourceTree tree, DesiredLoad? before = null)
    {
        ArgumentNullException.ThrowIfNull(tree);
        if (before?.State is null) before = null;
        var problems = new DiagnosticBag();
        problems.AddRange(tree.Diagnostics);
        var files = tree.Manifests;
        var manifests = new TreeReader(reader, tree, before?.Known!.Manifests);
        var documents = manifests.Parse();
        if (documents > MaxDocuments)
        {
            problems.Add(RepositoryCodes.TooManyDocuments, $"the repository holds {documents} documents, more than {MaxDocuments}", new(files[0].Path, 1, 1), 0, "split the repository");
            return new(null, problems.Sorted(), files.Count, documents);
        }

        var reading = manifests.Bind();
        problems.AddRange(reading.Diagnostics);
        var declared = Declared(tree, manifests, before);
        if (declared.All.IsEmpty && !problems.HasErrors)
            problems.Add(RepositoryCodes.Empty, "the repository declares nothing", new(".", 1, 1), 0, "look at the folder and --path, or write a first manifest with init");
        foreach (var rule in DesiredRules.All) rule(declared, problems);
        var rendering = new RecordRendering(tree, templates, declared, before);
        var records = rendering.Render(problems);
        return problems.HasErrors
            ? new(null, problems.Sorted(), files.Count, documents)
            : new(new(tree.Revision, declared.Set, records), problems.Sorted(), files.Count, documents) { Known = new(reading, rendering.Texts) };
    }

    /// <summary>A load with a state read every document, so what can be refused or unread is in the files that were bound now.</summary>
    private static DeclaredObjects Declared(ISourceTree tree, TreeReader manifests, DesiredLoad? before)
    {
        var added = manifests.Bound.SelectMany(file => file.Reading.Resources);
        var refused = manifests.Bound.SelectMany(file => file.Reading.Refused);
        var unread = UnreadNames(tree, manifests.Bound);
        if (before is null) return new(DeclaredObjects.Sorted(added), refused, unread);
        var (gone, now) = (Instances(manifests.Gone), Instances(manifests.Bound));
        return DeclaredObjects.Follow(before, [.. gone.Where(resource => !now.Contains(resource))], [.. now.Where(resource => !gone.Contains(resource))], refused, unread);
    }

    private static HashSet<DeclaredResource> Instances(IReadOnlyList<FileReading> files) =>
        files.SelectMany(file => file.Reading.Resources).ToHashSet<DeclaredResource>(ReferenceEqualityComparer.Instance);

    /// <summary>Names that may be declared in what could not be read; null where a whole file is lost, so that any name may be.</summary>
    private static HashSet<string>? UnreadNames(ISourceTree tree, IReadOnlyList<FileReading> files)
    {
        if (tree.Diagnostics.Any(diagnostic => diagnostic.IsError) || files.Any(file => file.Reading.Unread == UnreadText.All)) return null;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (file.Reading.Unread == UnreadText.Part) CollectNames(Encoding.UTF8.GetString(tree.Read(file.Source).Span), names);
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
