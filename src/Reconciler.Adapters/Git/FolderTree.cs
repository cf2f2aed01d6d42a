using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Git;

/// <summary>
/// The working tree of a folder as it was when it was opened: manifests and the files below <c>templates/</c> are read once, into memory, so that
/// the hash speaks of the bytes that are used. The hash covers both, whether or not a manifest refers to the template.
/// </summary>
internal sealed class FolderTree : ISourceTree
{
    private readonly string _root;
    private readonly Dictionary<string, byte[]> _contents;

    private FolderTree(
        string root, SourceRevision revision, List<SourceFile> manifests, Dictionary<string, byte[]> contents, IReadOnlyList<Diagnostic> diagnostics) =>
        (_root, Revision, Manifests, _contents, Diagnostics) = (root, revision, manifests, contents, diagnostics);

    public SourceRevision Revision { get; }

    public string? WorkingFolder => _root;

    public IReadOnlyList<SourceFile> Manifests { get; }

    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    public static FolderTree Open(string root, string below, CancellationToken cancellationToken)
    {
        var ignorePath = Path.Combine(root, IgnoreRules.FileName);
        var ignore = FileContent.TryRead(ignorePath, out var rules, out _) ? IgnoreRules.Parse(Encoding.UTF8.GetString(rules)) : IgnoreRules.None;
        var selection = new SourceSelection(ignore, below);
        new FolderWalk(root, selection, cancellationToken).Run();
        var selected = selection.Finish();
        SourceFile[] files = [.. selected.Manifests, .. selected.Templates];
        var read = ReadAll(root, files, cancellationToken);
        var diagnostics = new DiagnosticBag();
        diagnostics.AddRange(selected.Diagnostics);
        var manifests = new List<SourceFile>(selected.Manifests.Count);
        var contents = new Dictionary<string, byte[]>(files.Length, StringComparer.Ordinal);
        for (var i = 0; i < files.Length; i++)
        {
            if (read[i].Content is not { } content)
            {
                diagnostics.Add(SourceCodes.Unreadable, $"cannot be read: {read[i].Problem}", new(files[i].Path, 1, 1));
                continue;
            }

            contents.Add(files[i].Path, content);
            if (i < selected.Manifests.Count) manifests.Add(files[i] with { ContentId = Convert.ToHexStringLower(read[i].Hash!), Size = content.Length });
        }

        return new(root, new(null, null, Hash(files, read), null), manifests, contents, diagnostics.Sorted());
    }

    public ReadOnlyMemory<byte> Read(SourceFile file) => _contents[file.Path];

    public ReadOnlyMemory<byte>? TryRead(string path)
    {
        if (RelativePath.Normalize(path) is not { Length: > 0 } relative) return null;
        if (_contents.TryGetValue(relative, out var known)) return known;
        if (FileContent.PassesLink(_root, relative) || !FileContent.TryRead(Path.Combine(_root, relative), out var content, out _)) return null;
        return content;
    }

    private static FileRead[] ReadAll(string root, SourceFile[] files, CancellationToken cancellationToken)
    {
        var read = new FileRead[files.Length];
        Parallel.For(0, files.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            var good = FileContent.TryRead(Path.Combine(root, files[i].Path), files[i].Size, out var content, out var problem);
            read[i] = good ? new(content, SHA256.HashData(content!), null) : new(null, null, problem);
        });
        return read;
    }

    // Lines of path, NUL, hexadecimal SHA-256, in ordinal order of paths; a path holds neither NUL nor, among those selected, a line break.
    private static string Hash(SourceFile[] files, FileRead[] read)
    {
        var order = Enumerable.Range(0, files.Length).Where(i => read[i].Hash is not null).OrderBy(i => files[i].Path, StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var i in order) hash.AppendData(Encoding.UTF8.GetBytes($"{files[i].Path}\0{Convert.ToHexStringLower(read[i].Hash!)}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private readonly record struct FileRead(byte[]? Content, byte[]? Hash, string? Problem);
}
