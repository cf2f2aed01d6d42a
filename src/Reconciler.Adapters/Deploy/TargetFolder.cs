using Reconciler.Core.Desired;

namespace Reconciler.Adapters.Deploy;

/// <summary>A target's folder, its <c>.versions</c>, and how key files are written there; open for one batch.</summary>
/// <param name="recorded">The folder as records name it.</param>
/// <param name="owner">Numeric user id of the files; null: whoever runs us. Folders stay ours, so that the owner of the files cannot put links in our way.</param>
internal sealed class TargetFolder(string recorded, Folder directory, Folder versions, UnixFileMode keyMode, uint? owner) : IDisposable
{
    private const string IgnoreFile = ".gitignore";

    public string Recorded { get; } = recorded;

    public Folder Directory { get; } = directory;

    public Folder Versions { get; } = versions;

    public uint? Owner { get; } = owner;

    public UnixFileMode ModeOf(PublishedFile file) => file.HoldsKey() ? keyMode : Folder.PublicMode;

    /// <summary>Opens and makes what is missing. Throws <see cref="FileFailureException"/> with the reason why the target cannot be used.</summary>
    public static TargetFolder Open(DeployRoots roots, TargetSpec.Files spec)
    {
        uint? owner = spec.Owner is null ? null : UserDatabase.IdOf(spec.Owner);
        var path = roots.Absolute(spec.Directory);
        var directory = roots.Open(path, MissingFolders.MakeLast)!;
        try
        {
            return new(roots.Recorded(spec.Directory), directory, OpenVersions(directory, roots.IsInRepository(path)), spec.Mode, owner);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Versions.Dispose();
        Directory.Dispose();
    }

    private static Folder OpenVersions(Folder directory, bool inRepository)
    {
        if (directory.TryOpenFolder(PublishedName.VersionsFolder) is { } found) return found;

        // Git does not keep empty folders, so an empty one is ours even when a run was cut off between making it and its .gitignore.
        var wasEmpty = inRepository && !System.IO.Directory.EnumerateFileSystemEntries(directory.Path).Any();
        if (wasEmpty) Ignore(directory);
        directory.MakeFolder(PublishedName.VersionsFolder);
        var versions = directory.TryOpenFolder(PublishedName.VersionsFolder)
            ?? throw new FileFailureException($"{directory.Of(PublishedName.VersionsFolder)} is gone again");
        if (inRepository && !wasEmpty) Ignore(versions);
        directory.Sync();
        return versions;
    }

    private static void Ignore(Folder folder)
    {
        if (folder.TryStat(IgnoreFile) is null) folder.WriteFile(IgnoreFile, "*\n"u8, Folder.PublicMode, owner: null, durable: true);
    }
}
