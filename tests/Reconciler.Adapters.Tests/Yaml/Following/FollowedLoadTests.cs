using CsCheck;
using Reconciler.Adapters.Records;
using Reconciler.Adapters.Yaml;
using Reconciler.Core.Desired;
using Reconciler.Testing.State;

namespace Reconciler.Adapters.Tests.Yaml.Following;

/// <summary>A load that takes what it can from the one before says what a load from nothing says.</summary>
public class FollowedLoadTests
{
    private static readonly string[] Fields = ["metadata.name", "domains[0]", "domains[1]", "authority", "targets[1]", "validity", "record"];

    [Fact(DisplayName = "GIT-01 over random histories, a load after another gives the state, the diagnostics and the counts of a load from nothing; what did not change is the same object")]
    public void Equal()
    {
        var (sound, warned, followed) = (0, 0, 0);
        RandomRepository.History.Sample(
            history =>
            {
                var repository = new RandomRepository();
                (MemoryTree Tree, DesiredLoad Load)? before = null;
                foreach (var commit in history)
                {
                    foreach (var edit in commit) repository.Apply(edit);
                    var tree = repository.Tree;
                    var load = Loader().Load(tree, before?.Load);
                    Assert.Equal(Say(Loader().Load(tree)), Say(load));
                    if (load.State is not null && before is { } known) CheckSame(known.Load, load, known.Tree.Manifests.Intersect(tree.Manifests));
                    Interlocked.Increment(ref followed);
                    if (load.State is null) continue;
                    Interlocked.Increment(ref sound);
                    if (load.Diagnostics.Count > 0) Interlocked.Increment(ref warned);

                    // What came into force may be taken back: the next follows an older one then.
                    if (before is null || commit.Length < 4) before = (tree, load);
                }
            },
            iter: 400);
        Assert.True(sound > followed / 10 && warned > 0, $"of {followed} loads {sound} were sound, {warned} of them with warnings");
    }

    [Fact(DisplayName = "GIT-01 in a file that changed, documents that stand where they stood and say what they said are the same objects")]
    public void KeepsDocuments()
    {
        string Target(string name, string directory) => $"apiVersion: reconciler/v1\nkind: Target\nmetadata: {{ name: {name} }}\nspec: {{ type: files, files: {{ directory: {directory} }} }}\n";
        MemoryTree Tree(params string[] documents) => new([new("a.yaml", string.Join("---\n", documents))]);
        var before = Loader().Load(Tree(Target("a", "x"), Target("b", "y"), Target("c", "z")));
        var load = Loader().Load(Tree(Target("a", "x"), Target("b", "other"), Target("c", "z"), Target("d", "w")), before);
        Assert.Equal([true, false, true, false], load.State!.Resources.Select(before.State!.Resources.Contains));
        var moved = Loader().Load(Tree("# one line more\n" + Target("a", "x"), Target("b", "y")), before);
        Assert.DoesNotContain(moved.State!.Resources, before.State.Resources.Contains);
        Assert.Equal(2, moved.State.Resources[0].Places.Document.Line);
    }

    private static DesiredLoader Loader() => new(new YamlManifestReader(), new ScribanRecordTemplates());

    private static string Say(DesiredLoad load)
    {
        var said = $"{load.Files} files, {load.Documents} documents\n{Description.Of(load.Diagnostics)}";
        if (load.State is not { } state) return said;
        var places = string.Join('\n', state.Resources.Select(resource => $"{resource.Id} {string.Join(' ', Fields.Select(field => resource.Places.Of(field)))}"));
        return $"{said}\n{Description.Of(state)}\n{places}";
    }

    private static void CheckSame(DesiredLoad before, DesiredLoad load, IEnumerable<SourceFile> files)
    {
        var records = before.State!.Records.ToDictionary(record => record.Id, StringComparer.Ordinal);
        foreach (var record in load.State!.Records)
        {
            if (records.TryGetValue(record.Id, out var old) && Description.Of(old) == Description.Of(record)) Assert.Same(old, record);
        }

        var unchanged = files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var resource in load.State.Resources.Where(resource => unchanged.Contains(resource.Places.Document.File)))
        {
            if (FirstRegion(load, resource) != FirstRegion(before, resource)) continue;
            Assert.True(before.State.TryFind<DeclaredResource>(resource.Id, out var old));
            Assert.Same(old, resource);
        }
    }

    private static string? FirstRegion(DesiredLoad load, DeclaredResource resource) => load.State!.AccountSpecs.GetValueOrDefault(resource.Id.Account)?.Regions[0];
}
