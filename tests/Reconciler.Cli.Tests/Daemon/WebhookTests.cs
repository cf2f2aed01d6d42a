using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;

namespace Reconciler.Cli.Tests.Daemon;

[UnsupportedOSPlatform("windows")]
public sealed class WebhookTests : IDisposable
{
    private readonly DaemonRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [SkippableFact(DisplayName = "GIT-05 ten thousand pushes are a few looks: the newest commit is in force, and each change was made once")]
    public async Task Storm()
    {
        using var daemon = await StartedAsync();
        var before = await CyclesAsync(daemon);
        var commit = "";
        for (var tenth = 0; tenth < 10; tenth++)
        {
            commit = _repository.CommitWith($"c{tenth}");
            await Parallel.ForEachAsync(Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, _) =>
            {
                using var answer = await daemon.PushAsync();
                Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            });
        }

        await daemon.UntilInForceAsync(commit);
        await daemon.UntilLoggedAsync("certificate/c9 issue: done");
        Assert.InRange(await CyclesAsync(daemon) - before, 1, 10);
        Assert.Equal(0, await daemon.StopAsync());
        for (var tenth = 0; tenth < 10; tenth++)
            Assert.Single(daemon.Log.Split('\n'), line => line.Contains($"certificate/c{tenth} issue: done", StringComparison.Ordinal));
    }

    [SkippableFact(DisplayName = "GIT-05 a push notice that is replayed, or of another repository, is a look that finds nothing")]
    public async Task Replayed()
    {
        using var daemon = await StartedAsync();
        var commit = _repository.CommitWith("api");
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.Accepted, (await daemon.PushAsync()).StatusCode);
        await daemon.UntilInForceAsync(commit);
        const string other = """{ "ref": "refs/heads/main", "after": "0000000000000000000000000000000000000001", "repository": { "full_name": "somebody/else", "clone_url": "https://elsewhere.example/evil.git" } }""";
        Assert.Equal(HttpStatusCode.Accepted, (await daemon.PushAsync(other)).StatusCode);
        await daemon.UntilInForceAsync(_repository.CommitWith("more"));
        Assert.DoesNotContain("elsewhere", daemon.Log, StringComparison.Ordinal);
        Assert.Equal(0, await daemon.StopAsync());
    }

    [SkippableFact(DisplayName = "OBS-04 clients that say what they want slowly or never take nothing from others, and do not keep the daemon from stopping")]
    public async Task Slow()
    {
        using var daemon = await StartedAsync();
        List<TcpClient> slow = [];
        for (var i = 0; i < 100; i++)
        {
            var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, daemon.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                i % 2 == 0 ? "POST /hooks/git HTTP/1.1\r\nHost: a\r\n" : "POST /hooks/git HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{"));
            slow.Add(client);
        }

        var commit = _repository.CommitWith("api");
        Assert.Equal(HttpStatusCode.Accepted, (await daemon.PushAsync()).StatusCode);
        await daemon.UntilInForceAsync(commit);
        Assert.Equal(0, await daemon.StopAsync());
        Assert.Contains("loop: stopped", daemon.Log, StringComparison.Ordinal);
        slow.ForEach(client => client.Dispose());
    }

    private static async Task<long> CyclesAsync(DaemonProcess daemon) => (await daemon.LoopAsync()).GetProperty("cycles").GetInt64();

    private async Task<DaemonProcess> StartedAsync()
    {
        var commit = _repository.CommitWith("www");
        var daemon = new DaemonProcess(_repository.Path, "--interval", "1h");
        await daemon.UntilInForceAsync(commit);
        return daemon;
    }
}
