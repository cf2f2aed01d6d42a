using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Tests.Yaml.Following;

/// <summary>The files of one revision, in memory.</summary>
internal sealed class MemoryTree : ISourceTree
{
    private readonly Dictionary<string, byte[]> _contents;

    public MemoryTree(IEnumerable<KeyValuePair<string, string>> files)
    {
        _contents = files.ToDictionary(file => file.Key, file => Encoding.UTF8.GetBytes(file.Value), StringComparer.Ordinal);
        Manifests =
        [
            .. _contents.Where(file => file.Key.EndsWith(".yaml", StringComparison.Ordinal)).OrderBy(file => file.Key, StringComparer.Ordinal)
                .Select(file => new SourceFile(file.Key, Convert.ToHexStringLower(SHA256.HashData(file.Value)), file.Value.Length)),
        ];
    }

    public SourceRevision Revision { get; } = new(null, null, "tree", null);

    public string? WorkingFolder => null;

    public IReadOnlyList<SourceFile> Manifests { get; }

    public IReadOnlyList<Diagnostic> Diagnostics => [];

    public ReadOnlyMemory<byte> Read(SourceFile file) => _contents[file.Path];

    public ReadOnlyMemory<byte>? TryRead(string path) => _contents.TryGetValue(path, out var content) ? content : null;
}
