using System.Security.Cryptography;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Planning;

namespace Reconciler.Adapters.Tests.Deploy;

public sealed class FilesSeenTests : IDisposable
{
    private static readonly TargetSpec.Files Probed = DeployBench.Split with { Probe = new() { Host = "127.0.0.1", Port = 8443, Within = TimeSpan.Zero } };

    private readonly DeployBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact(DisplayName = "TGT-02 A new version that is seen served stays")]
    public async Task Seen()
    {
        var first = await PlacedAsync(Probed);
        _bench.Servers.Present("www", Served(2));
        var second = Assert.Single(await _bench.Target.DeployAsync(Probed, [Item(2, first.Content)], CancellationToken.None));
        Assert.Null(second.Failure);
        Assert.Equal("leaf www 2", Leaf());
    }

    [Fact(DisplayName = "TGT-02 A new version that is not seen served goes back to the one before, and the server is told again")]
    public async Task NotSeen()
    {
        var first = await PlacedAsync(Probed);
        _bench.Servers.Present("www", Served(1));
        var reloads = _bench.Runner.Commands.Count;
        var second = Assert.Single(await _bench.Target.DeployAsync(Probed, [Item(2, first.Content)], CancellationToken.None));
        Assert.Null(second.Content);
        Assert.Equal("not seen served at 127.0.0.1:8443 as www within 0 s: it serves serial 01; the former version was put back", second.Failure);
        Assert.Equal("leaf www 1", Leaf());
        Assert.Equal(reloads + 2, _bench.Runner.Commands.Count);
    }

    [Fact(DisplayName = "TGT-02 A first version that is not seen served stays, since the server may need it to start, and its failure is told")]
    public async Task FirstStays()
    {
        var first = Assert.Single(await _bench.Target.DeployAsync(Probed, [Item(1, null)], CancellationToken.None));
        Assert.NotNull(first.Content);
        Assert.Equal("not seen served at 127.0.0.1:8443 as www within 0 s: connection refused", first.Failure);
        Assert.Equal("leaf www 1", Leaf());
    }

    [Fact(DisplayName = "TGT-03 Where another certificate is served than lies there, the server is told again though no file changes")]
    public async Task Told()
    {
        var first = await PlacedAsync(Probed);
        var reloads = _bench.Runner.Commands.Count;
        Assert.Null(Assert.Single(await _bench.Target.DeployAsync(Probed, [Item(1, first.Content)], CancellationToken.None)).Failure);
        Assert.Equal(reloads, _bench.Runner.Commands.Count);
        Assert.Null(Assert.Single(await _bench.Target.DeployAsync(Probed, [Item(1, first.Content) with { Reload = true }], CancellationToken.None)).Failure);
        Assert.Equal(reloads + 1, _bench.Runner.Commands.Count);
    }

    private static DeployItem Item(int version, Core.Actual.DeployedContent? previous) =>
        DeployBench.Item("www", version, previous) with { SeenAt = new("127.0.0.1", 8443, "www") };

    private static ServedCertificate Served(int version) =>
        new(Convert.ToHexStringLower(SHA256.HashData(DeployBench.Item("www", version).Leaf)), $"0{version}", null);

    private async Task<DeployOutcome> PlacedAsync(TargetSpec.Files spec)
    {
        _bench.Servers.Present("www", Served(1));
        var outcome = Assert.Single(await _bench.Target.DeployAsync(spec, [Item(1, null)], CancellationToken.None));
        Assert.Null(outcome.Failure);
        return outcome;
    }

    /// <summary>The test's bytes in the certificate's PEM.</summary>
    private string Leaf()
    {
        var pem = File.ReadAllText(Path.Combine(_bench.Certs, "www", "cert.pem"));
        return System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(string.Concat(pem.Split('\n').Where(line => !line.StartsWith('-')))));
    }
}
