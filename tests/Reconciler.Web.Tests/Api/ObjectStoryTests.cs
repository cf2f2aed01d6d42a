using System.Net;
using System.Text.Json;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Testing;

namespace Reconciler.Web.Tests.Api;

public sealed class ObjectStoryTests
{
    [Fact(DisplayName = "GEN-02 One object is the same by kind and name, by identity and by crn")]
    public async Task Named()
    {
        await using var server = await AskedServer.StartAsync();
        var story = await server.JsonAsync("api/v1/objects/certificate/a");
        var text = story.GetRawText();
        Assert.Equal("default/local/certificate/a", story.GetProperty("id").GetString());
        Assert.Equal(text, (await server.JsonAsync("api/v1/objects/default/local/certificate/a")).GetRawText());
        Assert.Equal(text, (await server.JsonAsync($"api/v1/objects/{story.GetProperty("crn").GetString()}")).GetRawText());
        Assert.Equal("default/local/target/edge", (await server.JsonAsync("api/v1/objects/target/edge")).GetProperty("id").GetString());
    }

    [Fact(DisplayName = "GEN-02 The story tells what is wanted, what is there and for which commit, what failed and when it is tried again, what comes")]
    public async Task Story()
    {
        await using var server = await AskedServer.StartAsync();
        var serial = server.State.Certificates[ResourceId.Certificate("default", "local", "a")].Current!.Serial.Hex;
        server.Change(
            "a",
            row => row with { AppliedRevision = "c0ffee", Condition = new("CAA_ERROR", "not allowed", ManualTime.Start, ManualTime.Start.AddMinutes(5), 2) },
            new() { ["default/local/certificate/a@edge#deploy"] = new(3, "it is full", ManualTime.Start.AddMinutes(9)) { Wanted = "", Since = ManualTime.Start } });
        server.Log.Add(Entry(1, AuditActions.Sign, "default/local/authority/corp", "certificate", "beef", serial));
        server.Log.Add(Entry(2, AuditActions.ChangeOf("deploy"), "default/local/certificate/a", "done: on edge", "beef", null));

        var story = await server.JsonAsync("api/v1/objects/certificate/a");

        Assert.Equal("a.corp.example", story.GetProperty("wanted").GetProperty("domains")[0].GetString());
        Assert.Equal("c0ffee", story.GetProperty("applied_revision").GetString());
        var version = story.GetProperty("versions")[0];
        Assert.Equal((serial, "beef"), (version.GetProperty("serial").GetString(), version.GetProperty("signed_for_revision").GetString()));
        Assert.Equal("CAA_ERROR", story.GetProperty("condition").GetProperty("code").GetString());
        Assert.Equal("edge", story.GetProperty("targets")[0].GetString());
        Assert.Equal("default/local/target/edge", story.GetProperty("deployments")[0].GetProperty("target").GetString());
        var retry = Assert.Single(story.GetProperty("retries").EnumerateArray());
        Assert.Equal(("deploy", 3, "it is full", "2026-01-15T12:09:00Z"), (retry.GetProperty("verb").GetString(), retry.GetProperty("attempts").GetInt32(), retry.GetProperty("message").GetString(), retry.GetProperty("next_try").GetString()));
        Assert.Equal("it is full", Assert.Single(story.GetProperty("failures").EnumerateArray()).GetProperty("message").GetString());
        Assert.Equal("deploy: on edge", story.GetProperty("last_done").GetProperty("text").GetString());
        Assert.Contains(story.GetProperty("later").EnumerateArray(), entry => entry.GetProperty("verb").GetString() is "renew" or "rekey");
        Assert.Equal(JsonValueKind.Object, story.GetProperty("declared").ValueKind);
    }

    [Fact(DisplayName = "GEN-02 What is declared and not applied yet says what a plan would do; without a commit in force nothing is said of plans")]
    public async Task Unapplied()
    {
        var desired = AskedServer.World().Certificate("fresh", "corp", "fresh.corp.example").Build();
        await using var server = await AskedServer.StartAsync();
        server.Current = server.Current with { Desired = desired };
        var story = await server.JsonAsync("api/v1/objects/certificate/fresh");
        Assert.Equal(JsonValueKind.Null, story.GetProperty("status").ValueKind);
        Assert.Contains(story.GetProperty("now").EnumerateArray(), change => change.GetProperty("verb").GetString() == "issue");

        server.Current = server.Current with { Desired = null };
        Assert.Equal(JsonValueKind.Null, (await server.JsonAsync("api/v1/objects/certificate/a")).GetProperty("now").ValueKind);
        await server.JsonAsync("api/v1/objects/certificate/fresh", HttpStatusCode.NotFound);
    }

    [Theory(DisplayName = "GEN-02 What is not there is 404, whatever the name holds, and nothing else is read")]
    [InlineData("certificate/none")]
    [InlineData("nonsense/a")]
    [InlineData("default/local/certificate/none")]
    [InlineData("default/certificate/a")]
    [InlineData("crn:default:local:certificate/00000000-0000-0000-0000-000000000000")]
    [InlineData("certificate/..%2f..%2fa")]
    [InlineData("certificate/%0a")]
    [InlineData("a/b/c/d/e")]
    [InlineData("certificate")]
    public async Task Missing(string name)
    {
        await using var server = await AskedServer.StartAsync();
        Assert.Equal(404, (await server.JsonAsync($"api/v1/objects/{name}", HttpStatusCode.NotFound)).GetProperty("status").GetInt32());
    }

    [Fact(DisplayName = "GEN-02 A name that two accounts use is a conflict that names both")]
    public async Task Ambiguous()
    {
        var desired = AskedServer.World().Certificate("twin", "corp", "twin.corp.example").Build();
        await using var server = await AskedServer.StartAsync(desired: desired);
        var twin = desired.Certificates.Single(certificate => certificate.Id.Name == "twin");
        var other = ResourceId.Certificate("shop", "local", "twin");
        server.Change("a", row => row);
        var certificates = new Dictionary<ResourceId, ActualCertificate>(server.State.Certificates) { [other] = server.State.Certificates[twin.Id] with { Id = other } };
        server.State = new() { Lineage = "other", Serial = 1, Authorities = server.State.Authorities, Certificates = certificates, Deployments = server.State.Deployments, Records = server.State.Records, FirstRegions = server.State.FirstRegions };
        var problem = await server.JsonAsync("api/v1/objects/certificate/twin", HttpStatusCode.Conflict);
        Assert.Equal(["default/local/certificate/twin", "shop/local/certificate/twin"], problem.GetProperty("candidates").EnumerateArray().Select(id => id.GetString()));
    }

    [Fact(DisplayName = "OBS-04 A state that cannot be read is said so, and what is wrong with us is named without its stack")]
    public async Task Failing()
    {
        await using var server = await AskedServer.StartAsync();
        server.Failure = new ReconcilerException(FailureKind.Environment, "the state is damaged");
        Assert.Equal("the state is damaged", (await server.JsonAsync("api/v1/objects", HttpStatusCode.ServiceUnavailable)).GetProperty("detail").GetString());
        server.Failure = new InvalidOperationException("a secret of ours");
        Assert.Equal("internal error: InvalidOperationException", (await server.JsonAsync("api/v1/objects/certificate/a", HttpStatusCode.InternalServerError)).GetProperty("detail").GetString());
        server.Failure = null;
        await server.JsonAsync("api/v1/objects/certificate/a");
    }

    [Theory(DisplayName = "GEN-02 The API is read only: nothing else than GET and HEAD is taken")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task ReadOnly(string method)
    {
        await using var server = await AskedServer.StartAsync();
        using var request = new HttpRequestMessage(new(method), "api/v1/objects/certificate/a");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await server.Client.SendAsync(request)).StatusCode);
        using var head = new HttpRequestMessage(HttpMethod.Head, "api/v1/objects/certificate/a");
        using var answer = await server.Client.SendAsync(head);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    private static StoredAuditEntry Entry(long number, string action, string subject, string detail, string revision, string? serials) =>
        new(number, number, new(ManualTime.Start, "test", action, subject, detail, revision, serials), []);
}
