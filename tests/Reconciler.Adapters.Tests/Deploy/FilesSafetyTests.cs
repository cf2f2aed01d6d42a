using System.Runtime.Versioning;
using Reconciler.Adapters.Deploy;
using Reconciler.Core.Desired;
using Reconciler.Testing;
using static Reconciler.Adapters.Tests.Deploy.DeployBench;

namespace Reconciler.Adapters.Tests.Deploy;

[UnsupportedOSPlatform("windows")]
public sealed class FilesSafetyTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Public = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Open = Public | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly DeployBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact(DisplayName = "TGT-02 Keys have the declared mode, other files 0644, folders 0755")]
    public async Task Permissions()
    {
        await _bench.PlaceAsync(Split, "www", 1);
        await _bench.PlaceAsync(Bundle with { Mode = Private | UnixFileMode.GroupRead }, "api", 1);

        Assert.Equal(Private, Mode("www/privkey.pem"));
        Assert.All(["www/cert.pem", "www/chain.pem", "www/fullchain.pem"], file => Assert.Equal(Public, Mode(file)));
        Assert.Equal(Private | UnixFileMode.GroupRead, Mode(".versions/api/1/bundle.pem"));
        Assert.All(["", ".versions", ".versions/www", ".versions/www/1"], folder => Assert.Equal(Open, Mode(folder)));
    }

    [Fact(DisplayName = "TGT-02 A change of the mode alone is placed anew")]
    public async Task Mode_changes()
    {
        var content = await _bench.PlaceAsync(Split, "www", 1);
        await _bench.PlaceAsync(Split with { Mode = Private | UnixFileMode.GroupRead }, "www", 1, content);

        Assert.Equal(Private | UnixFileMode.GroupRead, Mode("www/privkey.pem"));
    }

    [SkippableFact(DisplayName = "The owner by name gets the files but not the folders")]
    public async Task Owner()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "only root can give files away");
        await _bench.PlaceAsync(Split with { Owner = "nobody" }, "www", 1);

        using var folder = _bench.Roots.Open(_bench.Certs, MissingFolders.Leave)!;
        Assert.Equal(UserDatabase.IdOf("nobody"), folder.TryStat(".versions/www/1/privkey.pem")!.Value.Owner);
        Assert.Equal(0u, folder.TryStat(".versions/www/1")!.Value.Owner);
    }

    [Fact(DisplayName = "An owner that does not exist is told, and nothing is written")]
    public async Task Unknown_owner()
    {
        var outcome = await _bench.TryPlaceAsync(Split with { Owner = "no-such-user" }, "www", 1);

        Assert.Contains("no-such-user", outcome.Failure, StringComparison.Ordinal);
        Assert.True(outcome.NeedsPerson);
        Assert.False(Path.Exists(_bench.Certs));
    }

    [Theory(DisplayName = "What was there before and is not ours is a conflict with its path, and stays")]
    [InlineData(FilesLayout.Split, "www", "file")]
    [InlineData(FilesLayout.Split, "www", "folder")]
    [InlineData(FilesLayout.Split, "www", "link")]
    [InlineData(FilesLayout.Bundle, "www.pem", "file")]
    [InlineData(FilesLayout.Bundle, "www.pem", "folder")]
    [InlineData(FilesLayout.Bundle, "www.pem", "link")]
    public async Task Conflict(FilesLayout layout, string entry, string kind)
    {
        Directory.CreateDirectory(_bench.Certs);
        var path = Path.Combine(_bench.Certs, entry);
        if (kind == "file") File.WriteAllText(path, "mine");
        else if (kind == "folder") Directory.CreateDirectory(path);
        else File.CreateSymbolicLink(path, ".versions/other/1");
        var outcome = await _bench.TryPlaceAsync(Split with { Layout = layout }, "www", 1);

        Assert.Contains(path, outcome.Failure, StringComparison.Ordinal);
        Assert.True(outcome.NeedsPerson);
        Assert.Empty(_bench.Runner.Commands);
        if (kind == "file") Assert.Equal("mine", File.ReadAllText(path));
        else Assert.Equal(kind == "link" ? ".versions/other/1" : null, new FileInfo(path).LinkTarget);
    }

    [Theory(DisplayName = "A relative directory may not lead outside by .. or a link")]
    [InlineData("../certs", "leads outside")]
    [InlineData("a/../../certs", "leads outside")]
    [InlineData("link", "is a link")]
    [InlineData("link/certs", "is a link")]
    [InlineData("dangling", "is a link")]
    public async Task Escapes(string directory, string reason)
    {
        Directory.CreateDirectory(Path.Combine(_bench.Outside, "victim"));
        File.CreateSymbolicLink(Path.Combine(_bench.Repository, "link"), "../victim");
        File.CreateSymbolicLink(Path.Combine(_bench.Repository, "dangling"), "../nothing");
        var outcome = await _bench.TryPlaceAsync(Split with { Directory = directory }, "www", 1);

        Assert.Contains(reason, outcome.Failure, StringComparison.Ordinal);
        Assert.True(outcome.NeedsPerson);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_bench.Outside, "victim")));
        Assert.False(Path.Exists(Path.Combine(_bench.Outside, "certs")));
    }

    [Theory(DisplayName = "A link in the place of a versions folder is refused")]
    [InlineData(".versions")]
    [InlineData(".versions/www")]
    public async Task Linked_versions(string entry)
    {
        Directory.CreateDirectory(Path.Combine(_bench.Certs, Path.GetDirectoryName(entry)!));
        Directory.CreateDirectory(Path.Combine(_bench.Outside, "victim"));
        File.CreateSymbolicLink(Path.Combine(_bench.Certs, entry), Path.Combine(_bench.Outside, "victim"));
        var outcome = await _bench.TryPlaceAsync(Split, "www", 1);

        Assert.Contains($"{entry} is a link", outcome.Failure, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_bench.Outside, "victim")));
    }

    [Fact(DisplayName = "An absolute directory outside may be a link: that is the operator's choice")]
    public async Task Absolute_link()
    {
        Directory.CreateDirectory(Path.Combine(_bench.Outside, "real"));
        File.CreateSymbolicLink(Path.Combine(_bench.Outside, "certs"), "real");
        await _bench.PlaceAsync(Split with { Directory = Path.Combine(_bench.Outside, "certs") }, "www", 1);

        Assert.Equal(Key("www", 1), File.ReadAllText(Path.Combine(_bench.Outside, "real", "www", "privkey.pem")));
        Assert.False(File.Exists(Path.Combine(_bench.Outside, "real", ".gitignore")));
    }

    [SkippableTheory(DisplayName = "A folder on another disk than the target's own is told by its path; what is served stays, and nothing is left behind")]
    [InlineData(".versions")]
    [InlineData(".versions/www")]
    public async Task Other_disk(string entry)
    {
        var first = await _bench.PlaceAsync(Split, "www", 1);
        var place = Path.Combine(_bench.Certs, entry);
        Directory.Move(place, place + ".old");
        Directory.CreateDirectory(place);
        using var disk = SmallDisk.Mount(1024, place);
        foreach (var path in Directory.EnumerateDirectories(place + ".old")) Assert.Equal(0, ExternalPrograms.Run("cp", ["-a", path, place]).ExitCode);

        var outcome = await _bench.TryPlaceAsync(Split, "www", 2, first);
        var served = File.ReadAllText(Path.Combine(_bench.Certs, "www/cert.pem"));

        // Below a certificate's own folder no name moves from disk to disk.
        Assert.Equal(entry == ".versions", outcome.Failure is not null);
        Assert.Equal(Leaf("www", outcome.Failure is null ? 2 : 1), served);
        if (outcome.Failure is null) return;
        Assert.Contains($"{_bench.Certs}/www", outcome.Failure, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(place, "www/1")], Directory.GetDirectories(Path.Combine(place, "www")));
        Assert.Equal([Path.Combine(place, "www")], Directory.GetFileSystemEntries(place));
    }

    [Fact(DisplayName = "Only the last folder of the directory is made")]
    public async Task Missing_parents()
    {
        var outcome = await _bench.TryPlaceAsync(Split with { Directory = "a/b" }, "www", 1);

        Assert.Contains($"{_bench.Repository}/a does not exist", outcome.Failure, StringComparison.Ordinal);
        Assert.False(Path.Exists(Path.Combine(_bench.Repository, "a")));
    }

    [Fact(DisplayName = "Keys in a repository are ignored by Git: a folder that we make, or .versions in one that is there, has a .gitignore of *")]
    public async Task Ignored_by_git()
    {
        await _bench.PlaceAsync(Split, "www", 1);
        _ = Directory.CreateDirectory(Path.Combine(_bench.Repository, "there"));
        File.WriteAllText(Path.Combine(_bench.Repository, "there", "README"), "");
        await _bench.PlaceAsync(Split with { Directory = "there" }, "www", 1);

        Assert.Equal("*\n", _bench.Read(".gitignore"));
        Assert.False(File.Exists(Path.Combine(_bench.Repository, "there", ".gitignore")));
        Assert.Equal("*\n", File.ReadAllText(Path.Combine(_bench.Repository, "there", ".versions", ".gitignore")));
    }

    [Fact(DisplayName = "A bare source's relative directory lies in the state folder, without a .gitignore")]
    public async Task Bare_source()
    {
        using var bare = new DeployBench(isBare: true);
        await bare.PlaceAsync(Split, "www", 1);

        Assert.Equal(Key("www", 1), File.ReadAllText(Path.Combine(bare.StateFolder, "certs", "www", "privkey.pem")));
        Assert.False(File.Exists(Path.Combine(bare.StateFolder, "certs", ".gitignore")));
    }

    [Fact(DisplayName = "A name with a NUL character is refused, not cut")]
    public async Task Nul()
    {
        var outcome = await _bench.TryPlaceAsync(Split with { Directory = "certs\0x" }, "www", 1);

        Assert.Contains("NUL", outcome.Failure, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_bench.Repository));
    }

    private UnixFileMode Mode(string path) => File.GetUnixFileMode(Path.Combine(_bench.Certs, path));
}
