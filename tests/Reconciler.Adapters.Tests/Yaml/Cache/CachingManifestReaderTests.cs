using CsCheck;
using Reconciler.Adapters.Yaml;
using Reconciler.Adapters.Yaml.Cache;
using Reconciler.Core.Desired;
using Reconciler.Testing;

namespace Reconciler.Adapters.Tests.Yaml.Cache;

public sealed class CachingManifestReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string CacheFile => _folder.Combine("manifests", "repo");

    public void Dispose() => _folder.Dispose();

    [Fact(DisplayName = "after a change of 10 of 10 000 files, 10 are parsed and the bytes of the others are not read")]
    public void ParsesWhatChanged()
    {
        var tree = CountedTree.Of(10_000);
        Assert.Equal(10_000, Read(tree).Parsed);
        for (var i = 0; i < 10; i++) tree.Write($"{i * 997:00000}.yaml", CountedTree.Target($"changed{i}"));
        var before = tree.Reads;
        var (parsed, said) = Read(tree);
        Assert.Equal((10, 10), (parsed, tree.Reads - before));
        Assert.Equal(Plain(tree), said);
        Assert.Equal(0, Read(tree).Parsed);
    }

    [Fact(DisplayName = "a file that only moved is not parsed, and is known by its new place")]
    public void Moved()
    {
        var tree = CountedTree.Of(3);
        Read(tree);
        tree.Move("00001.yaml", "moved.yaml");
        var (parsed, said) = Read(tree);
        Assert.Equal(0, parsed);
        Assert.Contains("moved.yaml:1:1", said, StringComparison.Ordinal);
        Assert.Equal(Plain(tree), said);
    }

    [Fact(DisplayName = "a file with something wrong in its text is parsed every time, and says the same")]
    public void Faulty()
    {
        var tree = CountedTree.Of(2);
        tree.Write("wrong.yaml", "a: 1\na: 2\n");
        var first = Read(tree);
        Assert.Equal((1, first.Said), Read(tree));
        Assert.Contains("wrong.yaml:2:1", first.Said, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "what one revision does not use is kept for the other, and the cache stays within twice what is used")]
    public void Bounded()
    {
        var one = CountedTree.Of(100);
        var other = CountedTree.Of(100);
        for (var i = 0; i < 50; i++) other.Write($"{i:00000}.yaml", CountedTree.Target($"x{i}"));
        Read(one);
        var size = new FileInfo(CacheFile).Length;
        Read(other);
        Assert.Equal((0, 0), (Read(one).Parsed, Read(other).Parsed));
        for (var round = 0; round < 5; round++)
        {
            for (var i = 0; i < 100; i++) other.Write($"{i:00000}.yaml", CountedTree.Target($"r{round}n{i}"));
            Read(other);
            Assert.InRange(new FileInfo(CacheFile).Length, 1, size * 3);
        }
    }

    [Fact(DisplayName = "a damaged, cut or foreign cache file changes nothing of what is read, and is mended")]
    public void Damaged()
    {
        var tree = CountedTree.Of(20);
        var plain = Plain(tree);
        Read(tree);
        var whole = File.ReadAllBytes(CacheFile);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte[1, 255], Gen.Int[0, whole.Length], Gen.Bool).Sample(
            (at, flip, length, isCut) =>
            {
                var damaged = isCut ? whole[..length] : [.. whole[..at], (byte)(whole[at] ^ flip), .. whole[(at + 1)..]];
                File.WriteAllBytes(CacheFile, damaged);
                Assert.Equal(plain, Read(tree).Said);
                Assert.Equal((0, plain), Read(tree));
            },
            iter: 300,
            threads: 1);
    }

    [Fact(DisplayName = "a cache that cannot be written is as good as none")]
    public void Unwritable()
    {
        _folder.Write("manifests", "a file in the place of the folder");
        var tree = CountedTree.Of(3);
        Assert.Equal((3, Plain(tree)), Read(tree));
        Assert.Equal(3, Read(tree).Parsed);
    }

    [Fact(DisplayName = "a source that does not know its content's id is parsed")]
    public void NoId()
    {
        var tree = CountedTree.Of(1);
        using var reader = new CachingManifestReader(new(), CacheFile);
        foreach (var id in new[] { null, "", "abc", new string('x', 40) }) reader.Parse(tree.Manifests[0] with { ContentId = id }, tree);
        Assert.Equal(4, reader.ParsedFiles);
    }

    private static string Plain(CountedTree tree) => Say(new YamlManifestReader(), tree);

    private static string Say(IManifestReader reader, CountedTree tree)
    {
        var lines = new List<string>();
        foreach (var file in tree.Manifests)
        {
            var reading = reader.Bind(reader.Parse(file, tree), Manifests.Context);
            lines.AddRange(reading.Resources.Select(resource => $"{resource.Id.Text} {resource.Places.Document} {(resource as Target)?.Spec}"));
            lines.AddRange(reading.Diagnostics.Select(diagnostic => $"{diagnostic.Location} {diagnostic.Message}"));
        }

        return string.Join('\n', lines);
    }

    private (int Parsed, string Said) Read(CountedTree tree)
    {
        using var reader = new CachingManifestReader(new(), CacheFile);
        var said = Say(reader, tree);
        return (reader.ParsedFiles, said);
    }
}
