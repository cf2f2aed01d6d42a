using System.Globalization;
using System.Runtime.Versioning;
using Reconciler.Cli.Tests.EndToEnd;
using Reconciler.Testing.Git;
using Reconciler.Testing.Serving;

namespace Reconciler.Cli.Tests.Serving;

/// <summary>Real servers over what apply places: what they present is what counts.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ProbeTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly TempFolder _repository = new();
    private readonly int _port = LoopbackPort.Free();

    public ProbeTests() => _repository.Write("authorities.yaml", SampleManifests.Authorities);

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
    }

    [SkippableFact(DisplayName = "TGT-02 nginx is seen serving each new version; one that it does not serve goes back to the version before, shown, and exits 7")]
    public async Task Nginx()
    {
        Write("www.corp.example", "");
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0);
        using var nginx = await TlsServer.NginxAsync(_repository.Combine("certs/www"), _port);
        var first = Served();

        Write("www.corp.example, api.corp.example", $"reload: [kill, -HUP, '{nginx.ProcessId}']", Probe("20s"));
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0).Says("1 replaced");
        var second = await ServedOtherThanAsync(first);
        (await _shell.RunAsync("plan", _repository.Path, "--detailed-exitcode")).Ends(0);

        Write("www.corp.example", "reload: ['true']", Probe("1s"));
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Refuses(7, "not seen served at 127.0.0.1", "the former version was put back");
        Assert.Equal(second, Served());
        Assert.Equal(second, Serial(File.ReadAllText(_repository.Combine("certs/www/cert.pem"))));

        Write("www.corp.example", $"reload: [kill, -HUP, '{nginx.ProcessId}']", Probe("20s"));
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0);
        Assert.NotEqual(first, await ServedOtherThanAsync(second));
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0).Says("No changes.");
    }

    [SkippableFact(DisplayName = "TGT-03 HAProxy that serves another certificate than the one placed is drift: shown with both serials, and repaired by telling it again")]
    public async Task Haproxy()
    {
        Write("www.corp.example", "layout: bundle");
        WriteOther();
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0);
        var placed = Serial(File.ReadAllText(_repository.Combine("certs/www.pem")));
        Lead("served.pem", "certs/www.pem");
        using var haproxy = await TlsServer.HaproxyAsync(_repository.Combine("served.pem"), _port);
        string[] reload = ["kill", "-USR2", haproxy.ProcessId];
        Write("www.corp.example", $"layout: bundle, reload: [{string.Join(", ", reload.Select(word => $"'{word}'"))}]", Probe("20s"));
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0).Says("2 changed");

        Lead("served.pem", "certs/other.pem");
        var served = await ServedOtherThanAsync(placed, () => ExternalPrograms.Run(reload[0], reload[1..]));
        var plan = (await _shell.RunAsync("plan", _repository.Path, "--detailed-exitcode")).Ends(2);
        plan.Says("deploy_drift", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port} serves serial {served} instead of {placed}"));
        Lead("served.pem", "certs/www.pem");
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0).Says("1 changed");
        Assert.Equal(placed, await ServedOtherThanAsync(served));
        (await _shell.RunAsync("plan", _repository.Path, "--detailed-exitcode")).Ends(0);

        haproxy.Dispose();
        (await _shell.RunAsync("plan", _repository.Path, "--detailed-exitcode")).Ends(0).Says("warning", "could not be seen", "No changes.");
    }

    /// <summary>For a moment after a reload the workers before it still answer, and a signal during one can be lost: <paramref name="again"/> repeats it.</summary>
    private async Task<string> ServedOtherThanAsync(string before, Action? again = null)
    {
        for (var i = 0; i < 200; i++)
        {
            if (i % 20 == 0) again?.Invoke();
            if (Served() is var serial && serial != before) return serial;
            await Task.Delay(50);
        }

        Assert.Fail($"still {before}");
        return before;
    }

    private void Lead(string link, string to)
    {
        File.Delete(_repository.Combine(link));
        File.CreateSymbolicLink(_repository.Combine(link), _repository.Combine(to));
    }

    private void WriteOther() => _repository.Write("other.yaml", """
        apiVersion: reconciler/v1
        kind: Certificate
        metadata: { name: other }
        spec: { domains: [other.corp.example], authority: corp, key: { algorithm: EC_prime256v1 }, targets: [edge] }
        """);

    private string Probe(string within) => string.Create(CultureInfo.InvariantCulture, $"probe: {{ connect: 127.0.0.1:{_port}, serverName: www.corp.example, within: {within} }}");

    private void Write(string domains, string files, string? probe = null) => _repository.Write("certificates.yaml", $$"""
        apiVersion: reconciler/v1
        kind: Target
        metadata: { name: edge }
        spec: { type: files, files: { directory: certs{{(files.Length == 0 ? "" : ", " + files)}} }{{(probe is null ? "" : ", " + probe)}} }
        ---
        apiVersion: reconciler/v1
        kind: Certificate
        metadata: { name: www }
        spec: { domains: [{{domains}}], authority: corp, key: { algorithm: EC_prime256v1 }, targets: [edge] }
        """);

    /// <summary>The serial that openssl sees served.</summary>
    private string Served()
    {
        var port = _port.ToString(CultureInfo.InvariantCulture);
        return Serial(ExternalPrograms.Run("openssl", ["s_client", "-connect", $"127.0.0.1:{port}", "-servername", "www.corp.example"], input: "").Output);
    }

    private static string Serial(string pem) =>
        ExternalPrograms.Run("openssl", ["x509", "-noout", "-serial"], input: pem).Output.Trim()["serial=".Length..].ToLowerInvariant();
}
