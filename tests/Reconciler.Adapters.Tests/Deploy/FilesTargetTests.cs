using System.Security.Cryptography;
using Reconciler.Adapters.Deploy;
using Reconciler.Core.Desired;
using Reconciler.Core.Planning;
using static Reconciler.Adapters.Tests.Deploy.DeployBench;

namespace Reconciler.Adapters.Tests.Deploy;

public sealed class FilesTargetTests : IDisposable
{
    private readonly DeployBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact(DisplayName = "TGT-01 Split: cert, chain, fullchain and privkey lie below the certificate's name")]
    public async Task Split_layout()
    {
        await _bench.PlaceAsync(Split, "www", 1);

        Assert.Equal(Leaf("www", 1), _bench.Read("www", "cert.pem"));
        Assert.Equal(Chain, _bench.Read("www", "chain.pem"));
        Assert.Equal(Leaf("www", 1) + Chain, _bench.Read("www", "fullchain.pem"));
        Assert.Equal(Key("www", 1), _bench.Read("www", "privkey.pem"));
        Assert.Equal(".versions/www/1", new FileInfo(Path.Combine(_bench.Certs, "www")).LinkTarget);
        Assert.Equal(["reload it"], _bench.Runner.Commands);
        Assert.Equal([TimeSpan.FromSeconds(25)], _bench.Runner.Limits);
    }

    [Fact(DisplayName = "TGT-01 Bundle: key, then leaf, then chain in one file without an empty line")]
    public async Task Bundle_layout()
    {
        await _bench.PlaceAsync(Bundle, "www", 1);

        Assert.Equal(Key("www", 1) + Leaf("www", 1) + Chain, _bench.Read("www.pem"));
        Assert.Equal(".versions/www/1/bundle.pem", new FileInfo(Path.Combine(_bench.Certs, "www.pem")).LinkTarget);
    }

    [Fact(DisplayName = "PEM text is what .NET writes, whatever the length of the DER")]
    public void Pem_equals_the_one_of_the_platform()
    {
        for (var length = 0; length < 200; length++)
        {
            var der = Enumerable.Range(0, length).Select(i => (byte)(i * 7 % 251)).ToArray();
            using var text = new PemText(der, der, [der]);
            var certificate = PemEncoding.WriteString("CERTIFICATE", der) + "\n";
            var expected = PemEncoding.WriteString("PRIVATE KEY", der) + "\n" + certificate + certificate;
            if (length == 0) expected = expected.Replace("\n\n", "\n", StringComparison.Ordinal);
            Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(text[PublishedFile.Bundle]));
        }
    }

    [Fact(DisplayName = "A chain that is empty, since the root itself issued, gives an empty chain.pem")]
    public async Task Empty_chain()
    {
        await _bench.Target.DeployAsync(Split, [Item("www", 1) with { Chain = [] }], CancellationToken.None);

        Assert.Equal("", _bench.Read("www", "chain.pem"));
        Assert.Equal(Leaf("www", 1), _bench.Read("www", "fullchain.pem"));
    }

    [Fact(DisplayName = "TGT-01 One target serves many certificates, and reloads once for all of them")]
    public async Task Many_certificates_in_one_batch()
    {
        var items = Enumerable.Range(0, 40).Select(i => Item($"host-{i}", i)).ToList();
        var outcomes = await _bench.Target.DeployAsync(Split, items, CancellationToken.None);

        Assert.Equal(items.Select(item => item.Certificate), outcomes.Select(outcome => outcome.Certificate));
        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        Assert.All(Enumerable.Range(0, 40), i => Assert.Equal(Key($"host-{i}", i), _bench.Read($"host-{i}", "privkey.pem")));
        Assert.Single(_bench.Runner.Commands);
    }

    [Fact(DisplayName = "Placing what is there already succeeds, writes nothing and reloads nothing")]
    public async Task Idempotent()
    {
        var first = await _bench.PlaceAsync(Split, "www", 1);
        var second = await _bench.PlaceAsync(Split, "www", 1, first);

        Assert.Equal(first, second);
        Assert.Single(_bench.Runner.Commands);
        Assert.Equal(["1"], _bench.Versions("www"));
    }

    [Fact(DisplayName = "Placing again without the record of the first time succeeds and serves the same")]
    public async Task Idempotent_without_a_record()
    {
        await _bench.PlaceAsync(Split, "www", 1);
        await _bench.PlaceAsync(Split, "www", 1);

        Assert.Equal(Key("www", 1), _bench.Read("www", "privkey.pem"));
        Assert.Equal(2, _bench.Runner.Commands.Count);
    }

    [Theory(DisplayName = "The current and one former version are kept, older ones are removed, numbers go up")]
    [InlineData(FilesLayout.Split)]
    [InlineData(FilesLayout.Bundle)]
    public async Task One_former_version_is_kept(FilesLayout layout)
    {
        var spec = Split with { Layout = layout };
        var content = await _bench.PlaceAsync(spec, "www", 1);
        for (var version = 2; version <= 4; version++) content = await _bench.PlaceAsync(spec, "www", version, content);

        Assert.Equal(4, content.VersionFolder);
        Assert.Equal(["3", "4"], _bench.Versions("www"));
    }

    [Fact(DisplayName = "Both layouts may share a folder and a name without touching each other's versions")]
    public async Task Layouts_share_a_folder()
    {
        var split = await _bench.PlaceAsync(Split, "www", 1);
        var bundle = await _bench.PlaceAsync(Bundle, "www", 1);
        for (var version = 2; version <= 4; version++) split = await _bench.PlaceAsync(Split, "www", version, split);

        Assert.Equal(Key("www", 1) + Leaf("www", 1) + Chain, _bench.Read("www.pem"));
        Assert.Equal(DriftKind.None, (await _bench.ObserveAsync(Bundle, "www", bundle)).Drift);
        Assert.Null((await _bench.RemoveAsync(Split, "www", split)).Failure);
        Assert.Equal(DriftKind.None, (await _bench.ObserveAsync(Bundle, "www", bundle)).Drift);
    }

    [Fact(DisplayName = "A deployment that moves to another folder takes its former files away")]
    public async Task Moved_deployment()
    {
        var content = await _bench.PlaceAsync(Split, "www", 1);
        var moved = await _bench.PlaceAsync(Split with { Directory = "elsewhere" }, "www", 1, content);

        Assert.Equal("elsewhere", moved.Directory);
        Assert.Equal(Key("www", 1), File.ReadAllText(Path.Combine(_bench.Repository, moved.Directory, "www", "privkey.pem")));
        Assert.False(Path.Exists(Path.Combine(_bench.Certs, "www")));
        Assert.False(Path.Exists(Path.Combine(_bench.Certs, ".versions", "www")));
    }

    [Fact(DisplayName = "One certificate that cannot be placed does not stop the others")]
    public async Task One_failure_of_many()
    {
        Directory.CreateDirectory(Path.Combine(_bench.Certs, "bad"));
        var outcomes = await _bench.Target.DeployAsync(Split, [Item("good", 1), Item("bad", 1), Item("better", 1)], CancellationToken.None);

        Assert.Equal([true, false, true], outcomes.Select(outcome => outcome.Failure is null));
        Assert.Equal(Key("better", 1), _bench.Read("better", "privkey.pem"));
        Assert.Single(_bench.Runner.Commands);
    }

    [Fact(DisplayName = "A place is the absolute folder and the layout, however it is written")]
    public void Places()
    {
        var place = _bench.Target.Place(Split);

        Assert.Equal($"{_bench.Certs} (split)", place);
        Assert.Equal(place, _bench.Target.Place(Split with { Directory = _bench.Certs + "/./x/../" }));
        Assert.NotEqual(place, _bench.Target.Place(Bundle));
        using var bare = new DeployBench(isBare: true);
        Assert.Equal($"{bare.StateFolder}/certs (split)", bare.Target.Place(Split));
    }
}
