using System.Runtime.Versioning;
using System.Text.Json;
using Reconciler.Cli.Tests.Daemon;
using Reconciler.Testing.Git;

namespace Reconciler.Cli.Tests.Examples;

[UnsupportedOSPlatform("windows")]
public sealed class DaemonExampleTests : IDisposable
{
    private readonly ExampleCopy _example = new("11-daemon");
    private readonly TempGitRepository _pki = new();

    public void Dispose()
    {
        _example.Dispose();
        _pki.Dispose();
    }

    [SkippableFact(DisplayName = "OBS-04 the example's daemon converges over a bare repository, serves its CRL, takes what is pushed, and writes down each event")]
    public async Task Converges()
    {
        foreach (var file in new[] { "authorities.yaml", "certificates.yaml", "notifications.yaml", ".reconcilerignore", "run/alerts.rules" }) _pki.Write(file, await File.ReadAllTextAsync(_example.Combine(file)));
        var first = _pki.Commit();
        var bare = _pki.CloneBare();
        using var state = new TempFolder();
        using var daemon = new DaemonProcess(bare, "--state", state.Combine("state"), "--interval", "1s", "--allow-run", "tee");
        await daemon.UntilInForceAsync(first);
        var pem = state.Combine("state/served/wiki/fullchain.pem");
        await daemon.UntilAsync(() => Task.FromResult(File.Exists(pem)));
        var names = ExternalPrograms.Run("openssl", ["x509", "-in", pem, "-noout", "-ext", "subjectAltName,crlDistributionPoints"]);
        Assert.Contains("DNS:wiki.corp.example", names.Output, StringComparison.Ordinal);
        Assert.Contains("http://pki.corp.example/crl/default/local/corp-services.crl", names.Output, StringComparison.Ordinal);

        var crl = await daemon.GetAsync("crl/default/local/corp-services.crl");
        Assert.Equal("application/pkix-crl", crl.Content.Headers.ContentType!.MediaType);
        await File.WriteAllBytesAsync(state.Combine("served.crl"), await crl.Content.ReadAsByteArrayAsync());
        var read = ExternalPrograms.Run("openssl", ["crl", "-inform", "der", "-in", state.Combine("served.crl"), "-noout", "-issuer"]);
        Assert.Contains("Corp Services", read.Output, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await daemon.GetAsync("crl/default/local/..%2f..%2f..%2fstate.db")).StatusCode);

        _pki.Write("certificates.yaml", (await File.ReadAllTextAsync(_example.Combine("certificates.yaml"))).Replace("[wiki.corp.example]", "[wiki.corp.example, docs.corp.example]", StringComparison.Ordinal));
        var second = _pki.Commit();
        _pki.Git("push", "-q", bare, "main");
        await daemon.UntilInForceAsync(second);
        await daemon.UntilAsync(() => Task.FromResult(ExternalPrograms.Run("openssl", ["x509", "-in", pem, "-noout", "-ext", "subjectAltName"]).Output.Contains("docs.corp.example", StringComparison.Ordinal)));

        var events = state.Combine("state/events.ndjson");
        await daemon.UntilAsync(() => Task.FromResult(File.Exists(events) && Told(events).Count(told => told == "reconciler.certificate.deployed default/local/certificate/wiki") == 2));
        Assert.Contains("reconciler.authority.available default/local/authority/corp-services", Told(events));
        Assert.Contains("reconciler.certificate.available default/local/certificate/wiki", Told(events));
        Assert.Equal(0, await daemon.StopAsync());
    }

    private static List<string> Told(string events) => [.. File.ReadAllLines(events).Select(line =>
    {
        using var told = JsonDocument.Parse(line);
        return $"{told.RootElement.GetProperty("type").GetString()} {told.RootElement.GetProperty("subject").GetString()}";
    })];
}
