using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Git;

/// <summary>
/// Decides which files of a tree are manifests, wherever the tree comes from, and reports what is passed over. Files below <c>templates/</c> at the
/// root are kept apart.
/// </summary>
/// <param name="below">Only manifests at or below this path are taken; empty for all.</param>
internal sealed class SourceSelection(IgnoreRules ignore, string below)
{
    /// <summary>Octets of a manifest or template.</summary>
    public const int LargestFile = 1 << 20;

    private const string Templates = "templates";

    private readonly DiagnosticBag _diagnostics = new();
    private readonly List<SourceFile> _manifests = [];
    private readonly List<SourceFile> _templates = [];

    /// <summary>Whether a folder is looked into.</summary>
    public bool Enters(string folder)
    {
        if (RelativePath.IsWithin(folder, Templates)) return true;
        return !IsHidden(folder) && (RelativePath.IsWithin(folder, below) || RelativePath.IsWithin(below, folder)) && !ignore.Matches(folder, true);
    }

    /// <summary>Whether a path would be read if it were a regular file.</summary>
    public bool Wants(string path) =>
        IsTemplate(path)
        || (IsManifestName(path) && !IsHidden(path) && RelativePath.IsWithin(path, below) && !ignore.Matches(path, false));

    public void AddFile(string path, string? contentId, long size)
    {
        if (path.Any(char.IsControl))
            Report(SourceCodes.BadPath, Printable(path), "the path holds control characters");
        else if (size > LargestFile)
            Report(SourceCodes.TooLarge, path, $"the file has {size} bytes; {LargestFile} are allowed");
        else
            (IsTemplate(path) ? _templates : _manifests).Add(new(path, contentId, size));
    }

    public void AddLink(string path)
    {
        if (Wants(path)) Report(SourceCodes.Link, Printable(path), "the file is a link and is passed over", "put the file itself there");
    }

    public void AddSubmodule(string path)
    {
        if (Enters(path)) Report(SourceCodes.Submodule, Printable(path), "the folder is a repository of its own and is passed over");
    }

    public void AddUnreadable(string path, string reason) => Report(SourceCodes.Unreadable, Printable(path), $"cannot be read: {reason}");

    /// <summary>Everything selected, in ordinal order of paths.</summary>
    public Selected Finish()
    {
        _manifests.Sort(static (left, right) => string.CompareOrdinal(left.Path, right.Path));
        _templates.Sort(static (left, right) => string.CompareOrdinal(left.Path, right.Path));
        var folded = new Dictionary<string, string>(_manifests.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var file in _manifests)
        {
            if (folded.TryAdd(file.Path, file.Path)) continue;
            var first = folded[file.Path];
            _diagnostics.Add(
                SourceCodes.SameButCase,
                $"the path differs from \"{first}\" in case only",
                new(file.Path, 1, 1),
                help: "rename one of the two",
                related: new RelatedPlace(new(first, 1, 1), "the other"));
        }

        return new(_manifests, _templates, _diagnostics.Sorted());
    }

    private void Report(DiagnosticCode code, string path, string message, string? help = null) => _diagnostics.Add(code, message, new(path, 1, 1), help: help);

    private static bool IsTemplate(string path) => path.Length > Templates.Length && RelativePath.IsWithin(path, Templates);

    private static bool IsManifestName(string path) => path.EndsWith(".yaml", StringComparison.Ordinal) || path.EndsWith(".yml", StringComparison.Ordinal);

    // Parents have been entered before, so the last part decides.
    private static bool IsHidden(string path) => path.Length > 0 && path[path.LastIndexOf('/') + 1] == '.';

    private static string Printable(string path) => string.Concat(path.Select(c => char.IsControl(c) ? '?' : c));
}
