using System.Net;
using System.Text.Json;
using Reconciler.Adapters.Dns.Embedded;
using Reconciler.Cli.Tests.EndToEnd;
using Reconciler.Core.Validation;
using Reconciler.Testing.Git;

namespace Reconciler.Cli.Tests.Daemon;

public sealed class PendingServeTests
{
    [SkippableFact(DisplayName = "DNS-11 ISS-01 serve: a pending certificate shows next try and deadline and blocks no other; when its record appears it is issued at the next try, long before the next poll")]
    public async Task Appears()
    {
        using var shell = new CommandLine();
        using var repository = new TempGitRepository();
        await using var owner = new EmbeddedDnsServer();
        owner.Load(["example"], [], 1);
        var resolver = (await owner.StartAsync([new(IPAddress.Loopback, 0)], CancellationToken.None))[0];
        repository.Write("all.yaml", Manifests(resolver));
        var commit = repository.Commit();
        using var daemon = new DaemonProcess(repository.Path, "--interval", "1h");
        await daemon.UntilInForceAsync(commit);

        Assert.Equal("ISSUED", (await ObjectAsync(shell, repository, "api")).GetProperty("status").GetString());
        var pending = await ObjectAsync(shell, repository, "www");
        Assert.Equal("PENDING_VALIDATION", pending.GetProperty("status").GetString());
        var next = pending.GetProperty("next_try").GetDateTimeOffset();
        Assert.InRange(pending.GetProperty("deadline").GetDateTimeOffset() - next, TimeSpan.FromHours(71.9), TimeSpan.FromHours(72));

        string[] explain = ["explain", "www", "--repository", repository.Path, "--ref", commit];
        (await shell.RunAsync(explain)).Ends(0).Says("condition PENDING_VALIDATION since ", "next try  2", "until     2", "waiting   issue: control of 1 of 1 domain", "(PENDING_VALIDATION)", "record    _");
        var story = (await shell.RunAsync([.. explain, "--format", "json"])).Ends(0).Json();
        Assert.Equal("PENDING_VALIDATION", story.GetProperty("condition").GetProperty("code").GetString());
        Assert.True(story.GetProperty("condition").GetProperty("next_try").GetDateTimeOffset() < story.GetProperty("deadline").GetDateTimeOffset());
        Assert.Equal("PENDING_VALIDATION", Assert.Single(story.GetProperty("waiting").EnumerateArray()).GetProperty("code").GetString());

        var tokens = ValidationTokens.Derive("default", "default", "validations.example.net", "www.shop.example");
        owner.Update([new(tokens.Owner, "CNAME", tokens.Target, 300)], [], 2);
        await daemon.UntilAsync(async () => (await ObjectAsync(shell, repository, "www")).GetProperty("status").GetString() == "ISSUED");
        Assert.Equal(0, await daemon.StopAsync());
    }

    private static async Task<JsonElement> ObjectAsync(CommandLine shell, TempGitRepository repository, string name)
    {
        var status = (await shell.RunAsync("status", repository.Path, "--format", "json")).Ends(0).Json();
        return status.GetProperty("objects").EnumerateArray().Single(row => row.GetProperty("id").GetString() == $"default/local/certificate/{name}").Clone();
    }

    private static string Manifests(IPEndPoint resolver) => $$"""
        {{SampleManifests.Authorities}}
        ---
        {{SampleManifests.PublicTrust(resolver)}}
        ---
        apiVersion: reconciler/v1
        kind: Certificate
        metadata: { name: api }
        spec: { domains: [api.corp.example], authority: corp, key: { algorithm: EC_prime256v1 } }
        ---
        apiVersion: reconciler/v1
        kind: Certificate
        metadata: { name: www }
        spec: { domains: [www.shop.example], authority: web, validation: dns, key: { algorithm: EC_prime256v1 } }
        """;
}
