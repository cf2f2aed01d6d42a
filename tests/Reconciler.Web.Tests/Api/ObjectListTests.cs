using System.Net;
using System.Text.Json;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Web.Tests.Api;

public sealed class ObjectListTests
{
    [Fact(DisplayName = "GEN-02 The list holds all that is declared or applied, in the order of identities, page after page, whatever the size of the page")]
    public async Task Pages()
    {
        await using var server = await AskedServer.StartAsync();
        var whole = Ids(await server.JsonAsync("api/v1/objects"));
        Assert.Equal(
            ["default/local/authority/corp", "default/local/authority/root", "default/local/certificate/a", "default/local/certificate/b", "default/local/certificate/c", "default/local/certificate/d", "default/local/certificate/e", "default/local/target/edge"],
            whole);
        for (var size = 1; size <= whole.Count; size++)
        {
            var paged = new List<string>();
            var next = $"/api/v1/objects?limit={size}";
            while (next is not null)
            {
                var page = await server.JsonAsync(next);
                Assert.InRange(page.GetProperty("objects").GetArrayLength(), 1, size);
                paged.AddRange(Ids(page));
                next = page.GetProperty("next").GetString();
            }

            Assert.Equal(whole, paged);
        }
    }

    [Fact(DisplayName = "GEN-02 A page goes on behind the last one though that object went away meanwhile, and what was before it is not told twice")]
    public async Task Cursor()
    {
        await using var server = await AskedServer.StartAsync();
        var first = await server.JsonAsync("api/v1/objects?kind=certificate&limit=2");
        server.Current = server.Current with { Desired = null };
        server.State = Without(server.State, "b");
        Assert.Equal(["default/local/certificate/c", "default/local/certificate/d"], Ids(await server.JsonAsync(first.GetProperty("next").GetString()!)));
    }

    [Theory(DisplayName = "GEN-05 Kind, account, region, status and tags narrow the list")]
    [InlineData("kind=authority", "authority/corp authority/root")]
    [InlineData("kind=target", "target/edge")]
    [InlineData("account=other", "")]
    [InlineData("region=local&kind=certificate&tag=team", "certificate/a")]
    [InlineData("tag=team=web", "certificate/a")]
    [InlineData("tag=team=web&tag=stage=live", "certificate/a")]
    [InlineData("tag=team=other", "")]
    [InlineData("tag=team=web&tag=stage=test", "")]
    [InlineData("status=ISSUED&kind=certificate", "certificate/a certificate/c certificate/d certificate/e")]
    [InlineData("status=REVOKED", "certificate/b")]
    public async Task Filters(string query, string expected)
    {
        await using var server = await AskedServer.StartAsync();
        server.Change("a", row => row with { Tags = row.Tags.Add("team", "web").Add("stage", "live") });
        server.Change("b", row => row with { Status = CertificateStatus.Revoked });
        var found = await server.JsonAsync($"api/v1/objects?{query}");
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), Ids(found).Select(id => id["default/local/".Length..]));
        Assert.Equal(JsonValueKind.Null, found.GetProperty("next").ValueKind);
    }

    [Theory(DisplayName = "GEN-02 A parameter that is unknown, impossible, too long or given twice is refused by name")]
    [InlineData("kind=nonsense", "kind is one of account, authority")]
    [InlineData("kind=", "kind is one of")]
    [InlineData("status=issued", "status is one of ACTIVE")]
    [InlineData("limit=0", "limit is a number from 1 to 500")]
    [InlineData("limit=501", "limit is")]
    [InlineData("limit=-1", "limit is")]
    [InlineData("limit=99999999999999999999", "limit is")]
    [InlineData("limit=1&limit=2", "limit is given more than once")]
    [InlineData("cursor=%21", "cursor is none")]
    [InlineData("cursor=YWJj", "cursor is none")]
    [InlineData("account=", "account is a name")]
    [InlineData("tag=", "tag is a key")]
    [InlineData("order=name", "\"order\" is no parameter")]
    [InlineData("kind=nonsense&limit=0", "kind is one of account, authority, certificate, notification, provider, target, validation; limit is")]
    public async Task Refused(string query, string why)
    {
        await using var server = await AskedServer.StartAsync();
        var problem = await server.JsonAsync($"api/v1/objects?{query}", HttpStatusCode.BadRequest);
        Assert.Contains(why, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(400, problem.GetProperty("status").GetInt32());
    }

    [Fact(DisplayName = "GEN-02 What is longer than any limit is refused, not read")]
    public async Task Limits()
    {
        await using var server = await AskedServer.StartAsync();
        await server.JsonAsync($"api/v1/objects?account={new string('a', 64)}", HttpStatusCode.BadRequest);
        await server.JsonAsync($"api/v1/objects?cursor={new string('a', 600)}", HttpStatusCode.BadRequest);
        await server.JsonAsync($"api/v1/objects?{string.Join('&', Enumerable.Repeat("tag=a", 11))}", HttpStatusCode.BadRequest);
        Assert.Equal(HttpStatusCode.RequestUriTooLong, (await server.GetAsync($"api/v1/objects?account={new string('a', 5000)}")).StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/objects");
        request.Headers.Add("X-Long", new string('a', 20_000));
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, (await server.Client.SendAsync(request)).StatusCode);
    }

    [Fact(DisplayName = "OBS-02 However often it is asked, a state is read once for each serial")]
    public async Task ReadOnce()
    {
        await using var server = await AskedServer.StartAsync();
        for (var i = 0; i < 5; i++) await server.JsonAsync("api/v1/objects");
        for (var i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("metrics")).StatusCode);
        Assert.Equal(2, server.Reads);
        server.Change("a", row => row with { Status = CertificateStatus.Failed });
        await server.JsonAsync("api/v1/objects");
        Assert.Equal(3, server.Reads);
        Assert.Contains("reconciler_objects{kind=\"certificate\",status=\"FAILED\"} 1\n", await (await server.GetAsync("metrics")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static List<string> Ids(JsonElement page) => [.. page.GetProperty("objects").EnumerateArray().Select(row => row.GetProperty("id").GetString()!)];

    private static ActualState Without(ActualState state, string certificate) => new()
    {
        Lineage = state.Lineage,
        Serial = state.Serial + 1,
        Authorities = state.Authorities,
        Certificates = state.Certificates.Where(entry => entry.Key != ResourceId.Certificate("default", "local", certificate)).ToDictionary(),
        Deployments = state.Deployments,
        Records = state.Records,
        FirstRegions = state.FirstRegions,
    };
}
