using System.Net;
using System.Net.Sockets;
using DnsClient;
using Reconciler.Adapters.Dns.Embedded;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Tests.Dns;

public class EmbeddedDnsServerTests
{
    private static readonly string[] Zones = ["shop.example", "validations.example"];
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    private static readonly ZoneRecord[] Records =
    [
        new("_one.www.shop.example", "CNAME", "_two.validations.example", 300),
        new("_out.shop.example", "CNAME", "elsewhere.test", 300),
        new("_two.validations.example", "TXT", "value with \"quotes\"", 60),
        new("_long.validations.example", "TXT", new string('x', 3000), 60),
    ];

    [SkippableTheory(DisplayName = "DNS-06 dig finds the CNAME, and its TXT value behind it, over UDP and TCP")]
    [InlineData("+notcp")]
    [InlineData("+tcp")]
    public async Task Found(string transport)
    {
        await using var server = new EmbeddedDnsServer();
        var endpoint = await StartAsync(server);
        Assert.Equal(["_two.validations.example."], DigClient.Short(endpoint, transport, "_ONE.www.Shop.example", "CNAME"));
        Assert.Equal(["_two.validations.example.", "\"value with \\\"quotes\\\"\""], DigClient.Short(endpoint, transport, "_one.www.shop.example", "TXT"));
        Assert.Equal(["elsewhere.test."], DigClient.Short(endpoint, transport, "_out.shop.example", "A"));
        Assert.Contains("flags: qr aa rd;", DigClient.Ask(endpoint, transport, "_out.shop.example", "A"), StringComparison.Ordinal);
    }

    [SkippableTheory(DisplayName = "dig gets the code that an authoritative server must give")]
    [InlineData("shop.example SOA", "status: NOERROR", "shop.example.\t\t0\tIN\tSOA\tns.shop.example. hostmaster.shop.example. 7 3600 600 86400 0")]
    [InlineData("shop.example NS", "status: NOERROR", "IN\tNS\tns.shop.example.")]
    [InlineData("shop.example CAA", "status: NOERROR", "ANSWER: 0, AUTHORITY: 1")]
    [InlineData("www.shop.example A", "status: NOERROR", "ANSWER: 0, AUTHORITY: 1")]
    [InlineData("nothing.shop.example A", "status: NXDOMAIN", "AUTHORITY: 1")]
    [InlineData("www.elsewhere.test A", "status: REFUSED", "ANSWER: 0, AUTHORITY: 0")]
    [InlineData("example CAA", "status: REFUSED", "AUTHORITY: 0")]
    [InlineData("_two.validations.example ANY +notcp", "status: NOERROR", "ANSWER: 1")]
    [InlineData("shop.example AXFR", "Transfer failed", "")]
    [InlineData("shop.example TXT CH", "status: REFUSED", "")]
    [InlineData("shop.example SOA +opcode=NOTIFY", "status: NOTIMP", "")]
    [InlineData("shop.example SOA +opcode=UPDATE", "status: NOTIMP", "")]
    [InlineData("shop.example SOA +edns=1 +noednsneg", "status: BADVERS", "")]
    [InlineData("shop.example SOA +noedns", "status: NOERROR", "")]
    public async Task Codes(string question, string status, string content)
    {
        await using var server = new EmbeddedDnsServer();
        var output = DigClient.Ask(await StartAsync(server), question.Split(' '));
        Assert.Contains(status, output, StringComparison.Ordinal);
        Assert.Contains(content, output, StringComparison.Ordinal);
        Assert.DoesNotContain("malformed", output, StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "an answer too long for UDP is marked truncated, and the client gets all of it over TCP")]
    public async Task Truncation()
    {
        await using var server = new EmbeddedDnsServer();
        var endpoint = await StartAsync(server);
        var truncated = DigClient.Ask(endpoint, "+ignore", "_long.validations.example", "TXT");
        Assert.Contains("flags: qr aa tc rd;", truncated, StringComparison.Ordinal);
        Assert.Contains("ANSWER: 0", truncated, StringComparison.Ordinal);
        Assert.Equal(3000, DigClient.Short(endpoint, "_long.validations.example", "TXT").Single().Count(character => character == 'x'));
    }

    [Fact(DisplayName = "DNS-06 DnsClient reads what is answered")]
    public async Task Read_by_client()
    {
        await using var server = new EmbeddedDnsServer();
        var client = new LookupClient(new LookupClientOptions(await StartAsync(server)) { UseCache = false });
        var answer = await client.QueryAsync("_one.www.shop.example", QueryType.TXT);
        Assert.False(answer.HasError);
        Assert.Equal("value with \"quotes\"", Assert.Single(answer.Answers.TxtRecords().Single().Text));
        Assert.Equal(3000, string.Concat((await client.QueryAsync("_long.validations.example", QueryType.TXT)).Answers.TxtRecords().Single().Text).Length);
    }

    [SkippableFact(DisplayName = "DNS-06 a fresh value is served to the next question, with the new serial; what is removed is gone")]
    public async Task Update()
    {
        await using var server = new EmbeddedDnsServer();
        var endpoint = await StartAsync(server);
        server.Update([new("_two.validations.example", "TXT", "second", 60)], [("_one.www.shop.example", "CNAME")], (1L << 32) + 8);
        Assert.Equal(["\"second\""], DigClient.Short(endpoint, "_two.validations.example", "TXT"));
        Assert.Contains("status: NXDOMAIN", DigClient.Ask(endpoint, "www.shop.example", "A"), StringComparison.Ordinal);
        Assert.Contains(" 8 3600", DigClient.Short(endpoint, "shop.example", "SOA").Single(), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "several addresses are served, and an IPv6 one too")]
    public async Task Several_addresses()
    {
        await using var server = new EmbeddedDnsServer();
        server.Load(Zones, Records, 7);
        var endpoints = await server.StartAsync([AnyPort, new(IPAddress.Parse("127.0.0.2"), 0), new(IPAddress.IPv6Loopback, 0)], default);
        Assert.Equal(3, endpoints.Count);
        foreach (var endpoint in endpoints)
        {
            var client = new LookupClient(new LookupClientOptions(endpoint) { UseCache = false });
            Assert.Single((await client.QueryAsync("_two.validations.example", QueryType.TXT)).Answers);
        }
    }

    [Fact(DisplayName = "an address that is taken is named")]
    public async Task Taken()
    {
        await using var first = new EmbeddedDnsServer();
        var endpoint = await StartAsync(first);
        await using var second = new EmbeddedDnsServer();
        var error = await Assert.ThrowsAsync<ReconcilerException>(() => second.StartAsync([endpoint], default));
        Assert.Contains(endpoint.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Equal(FailureKind.Environment, error.Kind);
    }

    [Fact(DisplayName = "a client that sends rubbish over TCP and one that says nothing harm nobody, and hold up no stop")]
    public async Task Bad_connections()
    {
        await using var server = new EmbeddedDnsServer();
        var endpoint = await StartAsync(server);
        using var silent = new TcpClient();
        await silent.ConnectAsync(endpoint);
        using var rubbish = new TcpClient();
        await rubbish.ConnectAsync(endpoint);
        await rubbish.GetStream().WriteAsync(new byte[] { 0, 3, 1, 2, 3 });
        Assert.Equal(0, await rubbish.GetStream().ReadAsync(new byte[10]));
        var client = new LookupClient(new LookupClientOptions(endpoint) { UseCache = false, UseTcpOnly = true });
        Assert.Single((await client.QueryAsync("_two.validations.example", QueryType.TXT)).Answers);
    }

    private static async Task<IPEndPoint> StartAsync(EmbeddedDnsServer server)
    {
        server.Load(Zones, Records, 7);
        return (await server.StartAsync([AnyPort], default)).Single();
    }
}
