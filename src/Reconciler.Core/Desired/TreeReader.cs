namespace Reconciler.Core.Desired;

/// <summary>
/// Parses and binds the manifests of a tree on all cores. Files that are as they were in the tree before keep their reading, unless the first region of an
/// account that they speak of is another.
/// </summary>
internal sealed class TreeReader(IManifestReader reader, ISourceTree tree, TreeReading? before)
{
    private readonly IReadOnlyList<SourceFile> _sources = tree.Manifests;
    private readonly FileReading[] _files = new FileReading[tree.Manifests.Count];
    private readonly SortedDictionary<int, ParsedManifest> _parsed = [];
    private readonly List<FileReading> _gone = [];

    /// <summary>Files that were bound now, with their readings.</summary>
    public IReadOnlyList<FileReading> Bound { get; private set; } = [];

    /// <summary>What no longer holds of the tree before.</summary>
    public IReadOnlyList<FileReading> Gone => _gone;

    /// <summary>Parses what is not known.</summary>
    /// <returns>Documents in all files.</returns>
    public int Parse()
    {
        Parse(before is null ? [.. Enumerable.Range(0, _files.Length)] : TakeKnown(before));
        return _files.Sum(file => file.Documents);
    }

    /// <summary>Binds what was parsed.</summary>
    public TreeReading Bind()
    {
        var context = new ReaderContext(FirstRegions());
        if (before is not null) Parse(TakeBack(before, context));
        var parsed = _parsed.ToArray();
        var old = _gone.Where(file => file.Documents > 1).ToDictionary(file => file.Source.Path, StringComparer.Ordinal);
        var readings = EveryCore.Map(parsed.Length, i =>
        {
            var reading = reader.Bind(parsed[i].Value, context);
            return old.TryGetValue(parsed[i].Value.Path, out var known) && !IsMoved(known, context) ? Keep(parsed[i].Value, reading, known) : reading;
        });
        var bound = new FileReading[parsed.Length];
        for (var i = 0; i < parsed.Length; i++)
        {
            ref var file = ref _files[parsed[i].Key];
            bound[i] = file = file with { Reading = readings[i] };
        }

        Bound = bound;
        return new(tree, _files, context);
    }

    /// <summary>In a file that changed, most documents are as they were. Its text before is parsed once more, so that nobody need keep it for that.</summary>
    private ManifestReading Keep(ParsedManifest manifest, ManifestReading reading, FileReading known) =>
        reader.Keep(manifest, reading, reader.Parse(known.Source, before!.Tree), known.Reading);

    private void Parse(List<int> files)
    {
        if (files.Count == 0) return;
        reader.Prepare(files.Count, _files.Length);
        var parsed = EveryCore.Map(files.Count, i => reader.Parse(_sources[files[i]], tree));
        for (var i = 0; i < parsed.Length; i++)
        {
            _parsed.Add(files[i], parsed[i]);
            _files[files[i]] = new(_sources[files[i]], parsed[i].DocumentCount, parsed[i].Accounts, null!);
        }
    }

    /// <summary>Both trees are in order of paths. Returns the files that are not known.</summary>
    private List<int> TakeKnown(TreeReading known)
    {
        var unknown = new List<int>();
        var at = 0;
        for (var i = 0; i < _files.Length; i++)
        {
            var source = _sources[i];
            for (; at < known.Files.Length && !known.Files[at].IsOf(source) && string.CompareOrdinal(known.Files[at].Source.Path, source.Path) <= 0; at++) _gone.Add(known.Files[at]);
            if (at < known.Files.Length && known.Files[at].IsOf(source)) _files[i] = known.Files[at++] with { Source = source };
            else unknown.Add(i);
        }

        _gone.AddRange(known.Files.Skip(at));
        return unknown;
    }

    /// <summary>Takes readings back that were made in another context. Returns their files.</summary>
    private List<int> TakeBack(TreeReading known, ReaderContext context)
    {
        var files = new List<int>();
        if (known.Context.FirstRegions.Count == context.FirstRegions.Count && !known.Context.FirstRegions.Except(context.FirstRegions).Any()) return files;
        for (var i = 0; i < _files.Length; i++)
        {
            if (_files[i].Reading is null || !IsMoved(_files[i], context)) continue;
            files.Add(i);
            _gone.Add(_files[i]);
        }

        return files;
    }

    /// <summary>An account that the file speaks of has another first region than when it was bound, or none.</summary>
    private bool IsMoved(FileReading file, ReaderContext context) =>
        file.Reading.Resources.Any(resource => before!.Context.FirstRegions.GetValueOrDefault(resource.Id.Account) != context.FirstRegions.GetValueOrDefault(resource.Id.Account));

    /// <summary>Of an account declared twice the first file's region counts; the duplicate is reported by its rule.</summary>
    private Dictionary<string, string> FirstRegions()
    {
        var regions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ref readonly var file in _files.AsSpan())
        {
            foreach (var (account, region) in file.Accounts) regions.TryAdd(account, region);
        }

        regions.TryAdd("default", AccountSpec.Undeclared.Regions[0]);
        return regions;
    }
}
