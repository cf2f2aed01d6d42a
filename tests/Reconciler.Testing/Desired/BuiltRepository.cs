using System.Text;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Testing.Desired;

/// <summary>
/// A repository in memory whose manifests are what a <see cref="DesiredBuilder"/> declared, one document a file, and the reader that gives them back.
/// </summary>
public sealed class BuiltRepository : ISourceTree, IManifestReader
{
    private readonly Dictionary<string, DeclaredResource?> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Text, Diagnostic Problem)> _broken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _others = new(StringComparer.Ordinal);

    public BuiltRepository(DesiredBuilder builder)
    {
        foreach (var resource in builder.Resources) _byPath.Add($"{_byPath.Count:d6}.yaml", resource);
    }

    public SourceRevision Revision { get; } = new(null, null, new string('0', 64), null);

    public string? WorkingFolder => null;

    /// <summary>Ordered by path, or backwards where <see cref="Backwards"/> is set.</summary>
    public IReadOnlyList<SourceFile> Manifests
    {
        get
        {
            var files = _byPath.Keys.Order(StringComparer.Ordinal).Select(path => new SourceFile(path, null, 1));
            return [.. Backwards ? files.Reverse() : files];
        }
    }

    public bool Backwards { get; init; }

    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>Documents that every manifest claims to hold.</summary>
    public int DocumentsPerFile { get; init; } = 1;

    /// <summary>A manifest that cannot be bound: the reader reports <paramref name="problem"/> and gives nothing.</summary>
    public BuiltRepository Broken(string path, string text, Diagnostic problem)
    {
        _byPath.Add(path, null);
        _broken.Add(path, (text, problem));
        return this;
    }

    /// <summary>A file that manifests may refer to.</summary>
    public BuiltRepository File(string path, string text) => File(path, Encoding.UTF8.GetBytes(text));

    public BuiltRepository File(string path, byte[] content)
    {
        _others.Add(path, content);
        return this;
    }

    public ReadOnlyMemory<byte> Read(SourceFile file) => _broken.TryGetValue(file.Path, out var broken) ? Encoding.UTF8.GetBytes(broken.Text) : ReadOnlyMemory<byte>.Empty;

    public ReadOnlyMemory<byte>? TryRead(string path) => _others.TryGetValue(path, out var content) ? new ReadOnlyMemory<byte>(content) : default(ReadOnlyMemory<byte>?);

    public ParsedManifest Parse(string path, ReadOnlyMemory<byte> content) => new Manifest(path, _byPath[path], DocumentsPerFile);

    public ManifestReading Bind(ParsedManifest manifest, ReaderContext context) =>
        _broken.TryGetValue(manifest.Path, out var broken) ? new([], [broken.Problem]) { Unread = UnreadText.Part } : new([((Manifest)manifest).Resource!], []);

    private sealed class Manifest(string path, DeclaredResource? resource, int documents) : ParsedManifest(path)
    {
        public DeclaredResource? Resource => resource;

        public override int DocumentCount => documents;

        public override IReadOnlyList<(string Account, string FirstRegion)> Accounts => resource is Account account ? [(account.Id.Name, account.Spec.Regions[0])] : [];
    }
}
