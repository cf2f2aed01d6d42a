using System.Runtime.Versioning;
using Reconciler.Cli.Tests.EndToEnd;

namespace Reconciler.Cli.Tests.Examples;

[UnsupportedOSPlatform("windows")]
public sealed class DnsValidatedTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly ExampleCopy _example = new("03-dns-validated");

    public void Dispose()
    {
        _shell.Dispose();
        _example.Dispose();
    }

    [SkippableFact(DisplayName = "ISS-01 records written into the zone of a real name server prove control and the certificate is issued; one that nobody here can prove stays pending with the record to copy")]
    public async Task Issues_what_is_proved_and_shows_what_is_missing()
    {
        using var server = await ExampleNameServer.StartAsync(_example);

        var applied = (await _shell.RunAsync("apply", _example.Path, "--auto-approve")).Ends(0);

        applied.Says("certificate/partner", "PENDING_VALIDATION", "Add this record at your DNS provider", "0 failed; 1 waiting");
        using var verifiers = new Verifiers((await _shell.RunAsync("trust-bundle", "--repository", _example.Path)).Ends(0).Out);
        verifiers.Accept(Certificate("shop"));
        Assert.False(Path.Exists(_example.Combine("certs/partner")));
        var records = (await _shell.RunAsync("records", _example.Path)).Ends(0).Out.TrimEnd().Split('\n');
        Assert.Equal(3, records.Length);
        foreach (var record in records.Where(record => !record.Contains("partner", StringComparison.Ordinal)))
            Assert.Equal(record.Split(' ')[^1], server.Ask(record.Split(' ')[0], "CNAME"));
        applied.Says(records.Single(record => record.Contains("partner", StringComparison.Ordinal)));

        (await _shell.RunAsync("status", _example.Path)).Ends(0).Says("PENDING_VALIDATION", "ISSUED", "there is no CNAME record");
        (await _shell.RunAsync("apply", _example.Path, "--auto-approve")).Ends(0).Says("No changes. 1 waiting.");
        (await _shell.RunAsync("plan", _example.Path, "--detailed-exitcode")).Ends(0);
    }

    [SkippableFact(DisplayName = "CAA-02 a set that names another identity stops issuing, naming the set, where it is and what to add, all failing names together, in apply, status and explain")]
    public async Task Another_identity()
    {
        using var server = await ExampleNameServer.StartAsync(_example);
        server.ReplaceCaaIdentity("ca.example.net", "other.example");

        var refused = (await _shell.RunAsync("apply", _example.Path, "--auto-approve")).Refuses(
            7,
            "CAA_ERROR",
            "shop.example",
            "0 issue \"other.example\"",
            "shop.example. CAA 0 issue \"ca.example.net\"",
            "shop.example. CAA 0 issuewild \"ca.example.net\"");

        foreach (var name in new[] { "www.shop.example", "*.shop.example" }) Assert.Contains($"to issue for {name}", refused.Error, StringComparison.Ordinal);
        Assert.False(Path.Exists(_example.Combine("certs/shop")));
        string[] told = ["CAA_ERROR", "shop.example. CAA 0 issue \"ca.example.net\"", "to issue for www.shop.example", "to issue for *.shop.example", "(found: 0 issue \"other.example\""];
        (await _shell.RunAsync("status", _example.Path)).Ends(0).Says(told);
        (await _shell.RunAsync("explain", "certificate/shop", "--repository", _example.Path)).Ends(0).Says([.. told, "FAILED"]);

        server.ReplaceCaaIdentity("other.example", "ca.example.net");
        (await _shell.RunAsync("apply", _example.Path, "--auto-approve")).Ends(0);
        Certificate("shop").KeyMatches();
    }

    [SkippableFact(DisplayName = "CAA-03 SERVFAIL is never read as permission: nothing is issued")]
    public async Task Failing_server()
    {
        _example.Edit("named/named.conf", "zones/shop.example.db", "zones/missing.db");
        using var server = await ExampleNameServer.StartAsync(_example);

        var applied = (await _shell.RunAsync("apply", _example.Path, "--auto-approve")).Refuses(7, "the reload failed");

        applied.Says("SERVFAIL", "a failure is never read as permission", "2 failed");
        Assert.False(Path.Exists(_example.Combine("certs/shop")));
        (await _shell.RunAsync("status", _example.Path)).Ends(0).DoesNotSay("ISSUED");
    }

    private PublishedCertificate Certificate(string name) => PublishedCertificate.Split(_example.Combine($"certs/{name}"));
}
