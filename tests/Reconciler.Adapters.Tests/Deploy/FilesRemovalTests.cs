using static Reconciler.Adapters.Tests.Deploy.DeployBench;

namespace Reconciler.Adapters.Tests.Deploy;

public sealed class FilesRemovalTests : IDisposable
{
    private readonly DeployBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact(DisplayName = "REV-02 Undeploying removes the link and all versions, reloads, and leaves everything else")]
    public async Task Removes_what_was_left()
    {
        await _bench.PlaceAsync(Split, "api", 1);
        var content = await _bench.PlaceAsync(Split, "www", 2, await _bench.PlaceAsync(Split, "www", 1));
        File.WriteAllText(Path.Combine(_bench.Certs, "notes"), "mine");
        _bench.Runner.Commands.Clear();
        var outcome = await _bench.RemoveAsync(Split, "www", content);

        Assert.Null(outcome.Failure);
        Assert.Equal("default/local/certificate/www@edge", outcome.DeploymentId);
        Assert.Equal([".gitignore", ".versions", "api", "notes"], Entries(""));
        Assert.Equal(["api"], Entries(".versions"));
        Assert.Single(_bench.Runner.Commands);
    }

    [Fact(DisplayName = "REV-02 Undeploying what is gone already succeeds and reloads nothing")]
    public async Task Gone_already()
    {
        var content = await _bench.PlaceAsync(Bundle, "www", 1);
        await _bench.RemoveAsync(Bundle, "www", content);
        _bench.Runner.Commands.Clear();

        Assert.Null((await _bench.RemoveAsync(Bundle, "www", content)).Failure);
        Directory.Delete(_bench.Certs, recursive: true);
        Assert.Null((await _bench.RemoveAsync(Bundle, "www", content)).Failure);
        Assert.Empty(_bench.Runner.Commands);
    }

    [Fact(DisplayName = "REV-02 A changed file is left and told; the link goes, and so does the rest")]
    public async Task Changed_file_stays()
    {
        var content = await _bench.PlaceAsync(Split, "www", 1);
        File.AppendAllText(Path.Combine(_bench.Certs, "www", "cert.pem"), "mine");
        var outcome = await _bench.RemoveAsync(Split, "www", content);

        Assert.Contains(".versions/www/1 holds files that are not as they were left", outcome.Failure, StringComparison.Ordinal);
        Assert.False(Path.Exists(Path.Combine(_bench.Certs, "www")));
        Assert.Equal(["cert.pem"], Entries(".versions/www/1"));
    }

    [Fact(DisplayName = "REV-02 A foreign file in the place of the link is left and told")]
    public async Task Foreign_file_stays()
    {
        var content = await _bench.PlaceAsync(Bundle, "www", 1);
        File.Delete(Path.Combine(_bench.Certs, "www.pem"));
        File.WriteAllText(Path.Combine(_bench.Certs, "www.pem"), "mine");
        var outcome = await _bench.RemoveAsync(Bundle, "www", content);

        Assert.Contains("www.pem is no longer our link", outcome.Failure, StringComparison.Ordinal);
        Assert.Equal("mine", _bench.Read("www.pem"));
        Assert.Empty(Entries(".versions"));
    }

    [Fact(DisplayName = "REV-02 A reload that fails puts the link back and is told")]
    public async Task Failing_reload()
    {
        var content = await _bench.PlaceAsync(Split, "www", 1);
        _bench.Runner.Failure = "ended with 1: still used";
        var outcome = await _bench.RemoveAsync(Split, "www", content);

        Assert.Contains("still used", outcome.Failure, StringComparison.Ordinal);
        Assert.Equal(Key("www", 1), _bench.Read("www", "privkey.pem"));
    }

    [Fact(DisplayName = "REV-02 A link in the place of the versions folder is told, and nothing behind it is removed")]
    public async Task Linked_versions()
    {
        var content = await _bench.PlaceAsync(Split, "www", 1);
        Directory.Move(Path.Combine(_bench.Certs, ".versions"), Path.Combine(_bench.Outside, "moved"));
        File.CreateSymbolicLink(Path.Combine(_bench.Certs, ".versions"), Path.Combine(_bench.Outside, "moved"));
        var outcome = await _bench.RemoveAsync(Split, "www", content);

        Assert.Contains(".versions is a link", outcome.Failure, StringComparison.Ordinal);
        Assert.Equal(4, Directory.GetFiles(Path.Combine(_bench.Outside, "moved", "www", "1")).Length);
    }

    private List<string> Entries(string folder) =>
        [.. Directory.GetFileSystemEntries(Path.Combine(_bench.Certs, folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
