using System.Collections.Concurrent;
using Reconciler.Core.Desired;

namespace Reconciler.Adapters.Yaml.Cache;

/// <summary>
/// Parses only what it has not seen: the trees of files are kept on disk by content id, and the bytes of a file that is known are not even read. On disposal
/// what is new is kept for the next run. A cache that cannot be read or written is as good as none.
/// </summary>
/// <param name="inner">Reads what is not known.</param>
/// <param name="file">The cache of one repository; it may be deleted at any time.</param>
public sealed class CachingManifestReader(YamlManifestReader inner, string file) : IManifestReader, IDisposable
{
    /// <summary>Files to be parsed; fewer are parsed sooner than the cache is read.</summary>
    public const int WorthKeeping = 64;

    /// <summary>Octets; a larger cache is given up.</summary>
    private const int Largest = 512 << 20;

    private readonly Lazy<CacheEntries> _known = new(() => Load(file));
    private readonly ConcurrentDictionary<ContentKey, ReadOnlyMemory<byte>> _used = new();
    private int _parsed;
    private bool _hasNew;
    private bool _isUsed = true;
    private bool _isPartial;

    /// <summary>Files that were parsed, not found.</summary>
    public int ParsedFiles => _parsed;

    /// <summary>The cache is kept for whole trees: what is parsed of some files would leave no room for the rest.</summary>
    public void Prepare(int files, int all) => (_isUsed, _isPartial) = (files >= WorthKeeping, _isPartial || files < all);

    public ParsedManifest Parse(string path, ReadOnlyMemory<byte> content) => inner.Parse(path, content);

    public ParsedManifest Parse(SourceFile source, ISourceTree tree)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(tree);
        var key = default(ContentKey);
        var hasKey = _isUsed && ContentKey.TryParse(source.ContentId, out key);
        if (hasKey && _known.Value.Find(key) is { Length: > 0 } entry)
        {
            _used.TryAdd(key, entry);
            return ManifestForm.Read(source.Path, CacheEntries.ContentOf(entry));
        }

        Interlocked.Increment(ref _parsed);
        var manifest = (YamlManifest)inner.Parse(source.Path, tree.Read(source));
        if (hasKey && manifest.Diagnostics.Count == 0) Keep(key, manifest);
        return manifest;
    }

    public ManifestReading Bind(ParsedManifest manifest, ReaderContext context) => inner.Bind(manifest, context);

    public ManifestReading Keep(ParsedManifest manifest, ManifestReading reading, ParsedManifest earlier, ManifestReading known) => inner.Keep(manifest, reading, earlier, known);

    public void Dispose()
    {
        if (!_hasNew || _isPartial) return;
        try
        {
            Save();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The next run parses again; another run may be writing just now.
        }
    }

    private static CacheEntries Load(string file)
    {
        try
        {
            return new FileInfo(file) is { Exists: true, Length: <= Largest } ? CacheEntries.Of(File.ReadAllBytes(file)) : CacheEntries.None;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It is read anew then, and says so if the manifests themselves cannot be read.
            return CacheEntries.None;
        }
    }

    private void Keep(ContentKey key, YamlManifest manifest)
    {
        var form = new CompactWriter();
        ManifestForm.Write(manifest, form);
        _used.TryAdd(key, CacheEntries.Make(key, form.Written));
        Volatile.Write(ref _hasNew, true);
    }

    /// <summary>What this run used, and as much again of what it did not: another branch may be asked for next.</summary>
    private void Save()
    {
        var entries = _used.Values.ToList();
        var left = entries.Sum(entry => (long)entry.Length);
        if (left * 2 > Largest) return;
        entries.AddRange(_known.Value.Except([.. _used.Keys]).TakeWhile(entry => (left -= entry.Length) >= 0));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 1 << 16,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using var stream = new FileStream(file + ".new", options);
        CacheEntries.Write(stream, entries);
        stream.Flush();
        // While the lock on it is held, so that no other run writes into what has just been put in place.
        File.Move(file + ".new", file, overwrite: true);
    }
}
