using System.Security.Cryptography;
using Reconciler.Core.Applying;
using Reconciler.Core.Planning;
using Reconciler.Testing.Applying;

namespace Reconciler.Core.Tests.Applying;

public sealed class SeenServedTests
{
    private static readonly byte[] Leaf = [1, 2, 3];
    private static readonly ServedQuestion Question = new("127.0.0.1", 8443, "www.shop.example");
    private static readonly ServedCertificate Old = new("ff", "0a", null);
    private static readonly ServedCertificate New = new(Convert.ToHexStringLower(SHA256.HashData(Leaf)), "0b", null);

    private readonly FakeServers _servers = new();

    [Fact(DisplayName = "TGT-02 A server is looked at until it serves the new certificate")]
    public async Task Seen()
    {
        _servers.Present(Question.ServerName, ServedCertificate.Unseen("connection refused"), Old, New);
        Assert.Null(await LookAsync(TimeSpan.FromMinutes(10)));
        Assert.Equal(3, _servers.Asked.Count);
    }

    [Fact(DisplayName = "TGT-02 When its time is over, what was seen instead is told")]
    public async Task NotSeen()
    {
        _servers.Present(Question.ServerName, Old);
        Assert.Equal("not seen served at 127.0.0.1:8443 as www.shop.example within 0 s: it serves serial 0a", await LookAsync(TimeSpan.Zero));
        Assert.Equal(
            "not seen served at [::1]:8443 as other within 0 s: connection refused",
            await new SeenServed(_servers, TimeProvider.System).AwaitAsync(new("::1", 8443, "other"), Leaf, TimeSpan.Zero, CancellationToken.None));
    }

    [Fact(DisplayName = "An interrupted wait ends with what was seen so far")]
    public async Task Interrupted()
    {
        _servers.Present(Question.ServerName, Old);
        var told = await new SeenServed(_servers, TimeProvider.System).AwaitAsync(Question, Leaf, TimeSpan.FromDays(1), new CancellationToken(canceled: true));
        Assert.EndsWith("it serves serial 0a", told, StringComparison.Ordinal);
    }

    private Task<string?> LookAsync(TimeSpan within) => new SeenServed(_servers, TimeProvider.System).AwaitAsync(Question, Leaf, within, CancellationToken.None);
}
