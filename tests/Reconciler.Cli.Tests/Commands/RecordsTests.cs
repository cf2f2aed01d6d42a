using Reconciler.Cli.Tests.EndToEnd;

namespace Reconciler.Cli.Tests.Commands;

public sealed class RecordsTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly TempFolder _repository = new();

    public RecordsTests()
    {
        _repository.Write("base.yaml", """
            apiVersion: reconciler/v1
            kind: Account
            metadata: { name: default }
            spec: { regions: [eu, us] }
            ---
            apiVersion: reconciler/v1
            kind: CertificateAuthority
            metadata: { name: root }
            spec: { type: root, subject: { commonName: Root }, key: { algorithm: EC_prime256v1 } }
            ---
            apiVersion: reconciler/v1
            kind: CertificateAuthority
            metadata: { name: public }
            spec: { type: subordinate, parent: root, trust: public, caaIdentities: [ca.shop.example], subject: { commonName: Public }, key: { algorithm: EC_prime256v1 } }
            ---
            apiVersion: reconciler/v1
            kind: DnsProvider
            metadata: { name: own }
            spec: { type: embedded, zones: [shop.example, validations.example.net], listen: "127.0.0.1:0" }
            ---
            apiVersion: reconciler/v1
            kind: ValidationMethod
            metadata: { name: dns }
            spec: { method: dns, zone: validations.example.net, provider: own, resolvers: [embedded] }

            """);
        Declare("www", "www.shop.example, shop.example, \"*.shop.example\"");
    }

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
    }

    [Fact(DisplayName = "DNS-03 a name and its wildcard share one record")]
    public async Task Shared()
    {
        var lines = await LinesAsync();

        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Matches(@"^_[0-9a-f]{32}\.(www\.)?shop\.example\. 300 IN CNAME _[0-9a-f]{32}\.validations\.example\.net\.$", line));
    }

    [Fact(DisplayName = "DNS-04 records are the same before and after an apply, for another certificate and in another region")]
    public async Task Same_always()
    {
        var before = await LinesAsync();
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0).Says("0 failed; 0 waiting");
        Assert.Equal(before, await LinesAsync());

        Declare("again", "shop.example", region: "us");
        Assert.Equal(before, await LinesAsync());

        Declare("www", "mail.shop.example");
        var after = await LinesAsync();
        Assert.Equal(2, after.Length);
        Assert.Contains(after, line => line == before.Single(other => !other.Contains("www", StringComparison.Ordinal)));
    }

    [Fact(DisplayName = "DNS-04 another account gets other records for the same name")]
    public async Task Other_account()
    {
        var here = await LinesAsync();
        var text = await File.ReadAllTextAsync(_repository.Combine("base.yaml"));
        _repository.Write("base.yaml", text.Replace("regions: [eu, us]", "regions: [eu, us], validationSalt: 0123456789abcdef", StringComparison.Ordinal));

        var there = await LinesAsync();

        Assert.Equal(here.Length, there.Length);
        Assert.Empty(here.Intersect(there));
    }

    [Fact(DisplayName = "DNS-07 records are rendered by a template of the repository; one that is missing or wrong is refused by its name")]
    public async Task Own_template()
    {
        _repository.Write("templates/table.scriban", "{{ for record in records }}{{ record.domain }} {{ record.name }} -> {{ record.target }} ({{ record.ttl }})\n{{ end }}");
        _repository.Write("templates/broken.scriban", "{{ for }}");

        var table = (await _shell.RunAsync("records", _repository.Path, "--template", "templates/table.scriban")).Ends(0);

        Assert.Equal(2, table.Out.Trim().Split('\n').Length);
        table.Says("www.shop.example _", "validations.example.net (300)");
        (await _shell.RunAsync("records", _repository.Path, "--template", "templates/nowhere.scriban")).Refuses(3, "templates/nowhere.scriban");
        (await _shell.RunAsync("records", _repository.Path, "--template", "templates/broken.scriban")).Refuses(3, "templates/broken.scriban:1:");
        (await _shell.RunAsync("records", _repository.Path, "--template", "unheard-of")).Refuses(3, "unheard-of", "bind");
    }

    private void Declare(string name, string domains, string region = "eu") => _repository.Write($"{name}.yaml", $$"""
        apiVersion: reconciler/v1
        kind: Certificate
        metadata: { name: {{name}}, region: {{region}} }
        spec: { domains: [{{domains}}], authority: eu/public, validation: dns, key: { algorithm: EC_prime256v1 } }

        """);

    private async Task<string[]> LinesAsync() => (await _shell.RunAsync("records", _repository.Path)).Ends(0).Out.TrimEnd().Split('\n');
}
