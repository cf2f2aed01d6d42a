using Reconciler.Adapters.Deploy;
using Reconciler.Core.Planning;
using static Reconciler.Adapters.Tests.Deploy.DeployBench;

namespace Reconciler.Adapters.Tests.Deploy;

public sealed class FilesSwitchTests : IDisposable
{
    private readonly DeployBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact(DisplayName = "TGT-02 A reader that opens the published folder never sees a key and a certificate of two versions, across 200 switches")]
    public async Task Switch_is_atomic()
    {
        var content = await _bench.PlaceAsync(Split, "www", 0);
        var isDone = false;
        var torn = new List<string>();
        var pairs = 0;
        var reader = new Thread(() =>
        {
            while (!Volatile.Read(ref isDone) || pairs == 0)
                if (ReadPair() is var (certificate, key))
                {
                    pairs++;
                    if (certificate["leaf".Length..] != key["key".Length..]) torn.Add($"{certificate} with {key}");
                }
        });
        reader.Start();
        for (var version = 1; version <= 200; version++) content = await _bench.PlaceAsync(Split, "www", version, content);
        Volatile.Write(ref isDone, true);
        reader.Join();

        Assert.Empty(torn);
        Assert.True(pairs > 0);
    }

    [Fact(DisplayName = "TGT-02 A run that is cut off before the switch leaves the old version served, and the next one tidies up")]
    public async Task Cut_off_before_the_switch()
    {
        var content = await _bench.PlaceAsync(Split, "www", 1);
        using (var batch = FilesBatch.Open(_bench.Roots, Split, _bench.MakerFor(Split), [Item("www", 2, content)])) batch.Stage(CancellationToken.None);

        Assert.Equal(["1", "2"], _bench.Versions("www"));
        Assert.Equal(Key("www", 1), _bench.Read("www", "privkey.pem"));
        Assert.Equal(DriftKind.None, (await _bench.ObserveAsync(Split, "www", content)).Drift);
        content = await _bench.PlaceAsync(Split, "www", 2, content);
        Assert.Equal(3, content.VersionFolder);
        Assert.Equal(["1", "3"], _bench.Versions("www"));
    }

    [Fact(DisplayName = "TGT-02 A run that is cut off between switch and reload is finished by the next one, which reloads")]
    public async Task Cut_off_after_the_switch()
    {
        var content = await _bench.PlaceAsync(Split, "www", 1);
        using (var batch = FilesBatch.Open(_bench.Roots, Split, _bench.MakerFor(Split), [Item("www", 2, content)]))
        {
            batch.Stage(CancellationToken.None);
            batch.Switch();
        }

        Assert.Single(_bench.Runner.Commands);
        await _bench.PlaceAsync(Split, "www", 2, content);
        Assert.Equal(2, _bench.Runner.Commands.Count);
        Assert.Equal(Key("www", 2), _bench.Read("www", "privkey.pem"));
        Assert.Equal(["1", "3"], _bench.Versions("www"));
    }

    [Fact(DisplayName = "TGT-02 A cancelled run switches nothing and leaves no key behind")]
    public async Task Cancelled()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _bench.Target.DeployAsync(Split, [Item("www", 1)], source.Token));

        Assert.False(Path.Exists(Path.Combine(_bench.Certs, "www")));
        Assert.Empty(Directory.GetFiles(_bench.Certs, "*.pem", SearchOption.AllDirectories));
    }

    [Fact(DisplayName = "TGT-02 A reload that fails switches the whole batch back and tells what the program said")]
    public async Task Failing_reload()
    {
        var content = await _bench.PlaceAsync(Split, "www", 1);
        _bench.Runner.Failure = "ended with 1: syntax error in line 3";
        string? servedMeanwhile = null;
        _bench.Runner.During = () => servedMeanwhile = _bench.Read("www", "privkey.pem");
        var outcomes = await _bench.Target.DeployAsync(Split, [Item("www", 2, content), Item("api", 1)], CancellationToken.None);

        Assert.All(outcomes, outcome => Assert.Contains("syntax error in line 3", outcome.Failure, StringComparison.Ordinal));
        Assert.EndsWith("; the former version was put back", outcomes[0].Failure, StringComparison.Ordinal);
        Assert.EndsWith("; nothing is published, as before", outcomes[1].Failure, StringComparison.Ordinal);
        Assert.All(outcomes, outcome => Assert.Null(outcome.Content));
        Assert.Equal(Key("www", 2), servedMeanwhile);
        Assert.Equal(Key("www", 1), _bench.Read("www", "privkey.pem"));
        Assert.Equal(DriftKind.None, (await _bench.ObserveAsync(Split, "www", content)).Drift);
        Assert.Equal(["1"], _bench.Versions("www"));
        Assert.False(Path.Exists(Path.Combine(_bench.Certs, "api")));
    }

    [Fact(DisplayName = "TGT-01 A reload that was asked for and fails is a failure also where no file changes; the files stay")]
    public async Task Failing_reload_of_what_is_in_place()
    {
        var content = await _bench.PlaceAsync(Split, "www", 1);
        _bench.Runner.Failure = "ended with 1: no such unit";

        var outcomes = await _bench.Target.DeployAsync(Split, [Item("www", 1, content) with { Reload = true }], CancellationToken.None);

        Assert.Contains("no such unit", Assert.Single(outcomes).Failure, StringComparison.Ordinal);
        Assert.Equal(Key("www", 1), _bench.Read("www", "privkey.pem"));
        Assert.Equal(DriftKind.None, (await _bench.ObserveAsync(Split, "www", content)).Drift);
    }

    [Fact(DisplayName = "TGT-02 A reload that fails after a run was cut off goes back to the recorded version")]
    public async Task Failing_reload_after_a_cut()
    {
        var content = await _bench.PlaceAsync(Split, "www", 1);
        using (var batch = FilesBatch.Open(_bench.Roots, Split, _bench.MakerFor(Split), [Item("www", 2, content)]))
        {
            batch.Stage(CancellationToken.None);
            batch.Switch();
        }

        _bench.Runner.Failure = "no";
        await _bench.TryPlaceAsync(Split, "www", 2, content);

        Assert.Equal(Key("www", 1), _bench.Read("www", "privkey.pem"));
    }

    /// <summary>Opens the published folder once and reads both files through it; null when that version was removed meanwhile.</summary>
    private (string Certificate, string Key)? ReadPair()
    {
        using var directory = _bench.Roots.Open(_bench.Certs, MissingFolders.Leave)!;
        using var published = directory.TryOpenFolder("www", followLinks: true);
        return Read(published, "cert.pem") is { } certificate && Read(published, "privkey.pem") is { } key ? (certificate, key) : null;
    }

    private static string? Read(Folder? folder, string name)
    {
        using var file = folder?.TryOpenFile(name);
        if (file is null) return null;
        using var reader = new StreamReader(new FileStream(file, FileAccess.Read));
        return System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(reader.ReadToEnd().Split('\n')[1]));
    }
}
