using System.Diagnostics;
using System.Globalization;
using Reconciler.Testing.Dns;

namespace Reconciler.Cli.Tests.Examples;

/// <summary>The name server of an example, started by the example's own script on free ports, which replace those in its files.</summary>
internal sealed class ExampleNameServer : IDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(20);

    private readonly ExampleCopy _example;
    private readonly string _port = NamedServer.FreePort().ToString(CultureInfo.InvariantCulture);
    private readonly string _controlPort = NamedServer.FreePort().ToString(CultureInfo.InvariantCulture);
    private readonly Process _process;

    private ExampleNameServer(ExampleCopy example)
    {
        _example = example;
        example.Edit("named/named.conf", "15353", _port);
        example.Edit("named/named.conf", "15953", _controlPort);
        example.Edit("dns.yaml", "15353", _port);
        example.Edit("dns.yaml", "15953", _controlPort);
        ExternalPrograms.Require("named");
        _process = Process.Start(new ProcessStartInfo(ExternalPrograms.Require("sh"), [example.Combine("named/start")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    public static async Task<ExampleNameServer> StartAsync(ExampleCopy example)
    {
        var server = new ExampleNameServer(example);
        var start = TimeProvider.System.GetTimestamp();
        while (server.Ask("partner.example", "SOA").Length == 0)
        {
            if (server._process.HasExited || TimeProvider.System.GetElapsedTime(start) > ReadyLimit)
            {
                server.Dispose();
                Assert.Fail("named does not answer");
            }

            await Task.Delay(20);
        }

        return server;
    }

    /// <summary>What <c>dig +short</c> prints.</summary>
    public string Ask(string name, string type) => ExternalPrograms.Run("dig", ["+time=1", "+tries=1", "+short", "@127.0.0.1", "-p", _port, name, type]) is { ExitCode: 0 } run
        ? run.Output.Trim()
        : "";

    /// <summary>Rewrites the zone's CAA identity, raises its serial and lets the server read it again.</summary>
    public void ReplaceCaaIdentity(string old, string identity)
    {
        var serial = Ask("shop.example", "SOA").Split(' ')[2];
        var next = (long.Parse(serial, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
        _example.Edit("zones/shop.example.db", serial, next);
        _example.Edit("zones/shop.example.db", old, identity);
        var reloaded = ExternalPrograms.Run("rndc", ["-k", _example.Combine("named/rndc.key"), "-s", "127.0.0.1", "-p", _controlPort, "reload", "shop.example"]);
        Assert.True(reloaded.ExitCode == 0, reloaded.All);
        var start = TimeProvider.System.GetTimestamp();
        while (!Ask("shop.example", "CAA").Contains(identity, StringComparison.Ordinal))
            Assert.True(TimeProvider.System.GetElapsedTime(start) < ReadyLimit, "named does not serve the new CAA set");
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
