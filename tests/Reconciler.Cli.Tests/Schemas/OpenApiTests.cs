using System.Runtime.Versioning;
using System.Text.Json;
using Reconciler.Cli.Tests.Daemon;
using Reconciler.Testing.Git;

namespace Reconciler.Cli.Tests.Schemas;

/// <summary>The OpenAPI document as another implementation reads it, held against what a real daemon answers.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class OpenApiTests : IDisposable
{
    private static readonly string Document = Path.Combine(RepositoryRoot.Path, "schemas", "openapi.json");

    private readonly TempGitRepository _repository = new();
    private readonly TempFolder _answers = new();
    private readonly List<Asked> _asked = [];

    public void Dispose()
    {
        _repository.Dispose();
        _answers.Dispose();
    }

    [SkippableFact(DisplayName = "GEN-02 The OpenAPI document satisfies the specification")]
    public void Valid() => Assert.Empty(NodePackages.Run("openapi.mjs", Document).All);

    [SkippableFact(DisplayName = "GEN-02 Whatever the daemon answers is as the document says, field by field, and holds no field that it does not tell of")]
    public async Task Answers()
    {
        NodePackages.Require();
        _repository.Write("pki.yaml", """
            apiVersion: reconciler/v1
            kind: CertificateAuthority
            metadata: { name: root, tags: { team: pki } }
            spec: { type: root, subject: { commonName: Root }, key: { algorithm: EC_prime256v1 }, validity: 10y, trust: public, caaIdentities: [ca.example.net] }
            ---
            apiVersion: reconciler/v1
            kind: Target
            metadata: { name: edge }
            spec: { type: files, files: { directory: served } }
            ---
            apiVersion: reconciler/v1
            kind: ValidationMethod
            metadata: { name: dns }
            spec: { method: dns, zone: validations.example.net }
            ---
            apiVersion: reconciler/v1
            kind: CertificateAuthority
            metadata: { name: corp }
            spec: { type: root, subject: { commonName: Corp }, key: { algorithm: EC_prime256v1 }, validity: 10y }
            ---
            apiVersion: reconciler/v1
            kind: Certificate
            metadata: { name: www, tags: { team: web } }
            spec: { domains: [www.corp.example], authority: corp, key: { algorithm: EC_prime256v1 }, targets: [edge] }
            ---
            apiVersion: reconciler/v1
            kind: Certificate
            metadata: { name: shop }
            spec: { domains: [shop.example], authority: root, validation: dns, key: { algorithm: EC_prime256v1 } }
            """);
        var commit = _repository.Commit();
        using var daemon = new DaemonProcess(_repository.Path, "--interval", "1s", "--allow-write", Path.Combine(_repository.Path, "served"));
        await daemon.UntilInForceAsync(commit);
        const string list = "/api/v1/objects", one = "/api/v1/objects/{kind}/{name}", whole = "/api/v1/objects/{account}/{region}/{kind}/{name}";
        foreach (var (path, asked) in new[]
        {
            ("/healthz", "healthz"), ("/readyz", "readyz"), ("/metrics", "metrics"), ("/api/v1/openapi.json", "api/v1/openapi.json"), ("/api/v1/status", "api/v1/status"),
            (list, "api/v1/objects"), (list, "api/v1/objects?limit=1"), (list, "api/v1/objects?tag=team=web&kind=certificate"), (list, "api/v1/objects?limit=0"),
            (one, "api/v1/objects/certificate/www"), (one, "api/v1/objects/certificate/shop"), (one, "api/v1/objects/authority/root"), (one, "api/v1/objects/target/edge"), (one, "api/v1/objects/validation/dns"),
            (one, "api/v1/objects/certificate/none"), (whole, "api/v1/objects/default/local/certificate/www"), ("/api/v1/objects/{account}/{kind}/{name}", "api/v1/objects/default/validation/dns"),
            ("/crl/{account}/{region}/{file}", "crl/default/local/corp.crl"), ("/crl/{account}/{region}/{file}", "crl/default/local/none.crl"), ("/ca/{account}/{region}/{file}", "ca/default/local/corp.cer"),
        })
        {
            await AskAsync(daemon, path, asked);
        }

        _repository.Write("pki.yaml", "kind: [");
        var broken = _repository.Commit();
        await daemon.UntilAsync(async () => (await daemon.LoopAsync()).TryGetProperty("refused", out var refused) && refused.GetProperty("revision").GetString() == broken);
        await AskAsync(daemon, "/api/v1/status", "api/v1/status");
        Assert.Equal(0, await daemon.StopAsync());

        Assert.Contains(_asked, asked => asked.Status == 400);
        Assert.Contains(_asked, asked => asked.Status == 404);
        Assert.Contains("\"PENDING_VALIDATION\"", await File.ReadAllTextAsync(_asked.Single(asked => asked.Path == one && asked.File.EndsWith("shop", StringComparison.Ordinal)).File), StringComparison.Ordinal);
        var problems = NodePackages.Run("openapi.mjs", Document, _answers.Write("answers.json", JsonSerializer.Serialize(_asked, JsonSerializerOptions.Web))).All;
        Assert.True(problems.Length == 0, problems);
    }

    private async Task AskAsync(DaemonProcess daemon, string path, string asked)
    {
        using var answer = await daemon.GetAsync(asked);
        var file = _answers.Combine($"{_asked.Count}-{asked.Split('/')[^1].Split('?')[0]}");
        await File.WriteAllBytesAsync(file, await answer.Content.ReadAsByteArrayAsync());
        _asked.Add(new("GET", path, (int)answer.StatusCode, answer.Content.Headers.ContentType!.ToString(), file));
    }

    /// <param name="Path">As the document writes it.</param>
    private sealed record Asked(string Method, string Path, int Status, string Type, string File);
}
