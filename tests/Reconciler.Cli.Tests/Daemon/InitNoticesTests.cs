using System.Runtime.Versioning;

namespace Reconciler.Cli.Tests.Daemon;

[UnsupportedOSPlatform("windows")]
public sealed class InitNoticesTests : IDisposable
{
    private readonly DaemonRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [SkippableTheory(DisplayName = "OBS-04 the init system is told when the first cycle is over, how things are, that the loop lives, and that it stops")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Told(bool isAbstract)
    {
        var commit = _repository.CommitWith("www");
        using var receiver = new NotifyReceiver(isAbstract);
        using var daemon = Start(receiver, "1000000");
        var ready = await receiver.UntilAsync("READY=1");
        Assert.Matches($"STATUS=commit {commit} is in force; [1-9] done, 0 failed, 0 waiting; looks again at 20", ready);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await daemon.GetAsync("readyz")).StatusCode);
        await receiver.UntilAsync("WATCHDOG=1");
        daemon.Signal("-TERM");
        await receiver.UntilAsync("STOPPING=1");
        Assert.Equal(0, await daemon.EndAsync());
    }

    [SkippableFact(DisplayName = "OBS-04 a loop that does not get on gives no sign of life, however alive the rest of the process is")]
    public async Task Hung()
    {
        using var outside = new TempFolder();
        var pipe = outside.Combine("pipe");
        _repository.DeclareHanging(outside.Combine("certs"), pipe);
        _repository.CommitWith("www", "targets: [edge]");
        using var receiver = new NotifyReceiver(isAbstract: false);
        using var daemon = Start(receiver, "500000", "--allow-write", outside.Combine("certs"), "--allow-run", "cat");
        await daemon.UntilLoggedAsync("the loop does not get on");
        Assert.Equal(System.Net.HttpStatusCode.OK, (await daemon.GetAsync("healthz")).StatusCode);
        receiver.Forget();
        await File.WriteAllTextAsync(pipe, "go on\n");
        await receiver.UntilAsync("READY=1");
        await receiver.UntilAsync("WATCHDOG=1");
        Assert.Equal(0, await daemon.StopAsync());
    }

    [SkippableFact(DisplayName = "OBS-04 an init system whose socket is gone ends nothing; it is said once")]
    public async Task Gone()
    {
        var commit = _repository.CommitWith("www");
        using var daemon = new DaemonProcess(_repository.Path, new Dictionary<string, string> { ["NOTIFY_SOCKET"] = "/nowhere/notify" }, "--interval", "1s");
        await daemon.UntilInForceAsync(commit);
        await daemon.UntilInForceAsync(_repository.CommitWith("api"));
        Assert.Equal(0, await daemon.StopAsync());
        Assert.Single(daemon.Log.Split('\n'), line => line.Contains("cannot be told", StringComparison.Ordinal));
    }

    private DaemonProcess Start(NotifyReceiver receiver, string watchdogMicroseconds, params string[] options) => new(
        _repository.Path,
        new Dictionary<string, string> { ["NOTIFY_SOCKET"] = receiver.Name, ["WATCHDOG_USEC"] = watchdogMicroseconds },
        ["--interval", "1h", .. options]);
}
