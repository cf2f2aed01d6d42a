using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Git;

/// <summary>What can be wrong with the files of a repository before any is read.</summary>
[DiagnosticCodes]
internal static class SourceCodes
{
    public static readonly DiagnosticCode TooLarge = new("C050", Severity.Error, "file too large",
        "A manifest or template may hold 1 MiB. Spread its documents over several files, or list a file that is no manifest in .reconcilerignore.");

    public static readonly DiagnosticCode Unreadable = new("C051", Severity.Error, "file cannot be read",
        "A file or folder of the working tree cannot be opened. What it holds is not known, so nothing is decided without it. Check its permissions.");

    public static readonly DiagnosticCode BadPath = new("C052", Severity.Error, "path with control characters",
        "The path of a manifest holds characters that cannot be shown. Rename the file.");

    public static readonly DiagnosticCode Link = new("C120", Severity.Warning, "link passed over",
        "Symbolic links are not followed, since they could lead outside the repository. Put the file itself there.");

    public static readonly DiagnosticCode Submodule = new("C121", Severity.Warning, "submodule passed over",
        "The files of a submodule or of a repository inside this one are not part of this repository's commit and are not read. "
        + "Give it as a repository of its own.");

    public static readonly DiagnosticCode SameButCase = new("C122", Severity.Warning, "paths that differ in case only",
        "Some file systems cannot hold both files, so a checkout there loses one. Rename one of them.");
}
