using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Tests.Yaml.Cache;

/// <summary>Manifests in memory that know their content's hash and count how often one is read.</summary>
internal sealed class CountedTree : ISourceTree
{
    private readonly Dictionary<string, byte[]> _contents = new(StringComparer.Ordinal);
    private int _reads;

    public SourceRevision Revision { get; } = new(null, null, "tree", null);

    public string? WorkingFolder => null;

    public IReadOnlyList<SourceFile> Manifests =>
        [.. _contents.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => new SourceFile(each.Key, Convert.ToHexStringLower(SHA256.HashData(each.Value)), each.Value.Length))];

    public IReadOnlyList<Diagnostic> Diagnostics => [];

    public int Reads => _reads;

    public static CountedTree Of(int count)
    {
        var tree = new CountedTree();
        for (var i = 0; i < count; i++) tree.Write($"{i:00000}.yaml", Target($"t{i}"));
        return tree;
    }

    public static string Target(string name) =>
        $"apiVersion: reconciler/v1\nkind: Target\nmetadata: {{ name: {name} }}\nspec: {{ type: files, files: {{ directory: \"o\\x75t/{name}\" }} }}\n";

    public void Write(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content));

    public void Write(string path, byte[] content) => _contents[path] = content;

    public void Move(string from, string to)
    {
        _contents.Remove(from, out var content);
        _contents[to] = content!;
    }

    public ReadOnlyMemory<byte> Read(SourceFile file)
    {
        Interlocked.Increment(ref _reads);
        return _contents[file.Path];
    }

    public ReadOnlyMemory<byte>? TryRead(string path) => _contents.TryGetValue(path, out var content) ? content : null;
}
