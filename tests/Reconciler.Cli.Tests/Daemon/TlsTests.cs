using System.Net;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Reconciler.Cli.Tests.EndToEnd;
using Reconciler.Testing.Git;

namespace Reconciler.Cli.Tests.Daemon;

/// <summary>The daemon behind a certificate that it renews itself, and clients that it made certificates for.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class TlsTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly TempGitRepository _repository = new();
    private readonly TempFolder _files = new();

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
        _files.Dispose();
    }

    [SkippableFact(DisplayName = "OBS-04 The daemon serves the certificate that it keeps itself, shows the next one without a restart, and lets in who has the token or a certificate of the authority named")]
    public async Task Own_certificate()
    {
        Declare("daemon.corp.example");
        var served = Path.Combine(_repository.Path, "served");
        _repository.Commit();
        (await _shell.RunAsync("apply", _repository.Path, "--ref", "HEAD", "--auto-approve")).Ends(0);
        var root = _files.Write("root.pem", (await _shell.RunAsync("trust-bundle", "--repository", _repository.Path)).Ends(0).Out);
        var token = _files.Write("token", "only we know\n");
        using var daemon = new DaemonProcess(
            _repository.Path, "--interval", "1s", "--allow-write", served, "--api-token-file", token, "--tls-cert", Path.Combine(served, "daemon/fullchain.pem"), "--tls-key", Path.Combine(served, "daemon/privkey.pem"), "--client-ca", CorpFile())
        { IsTls = true };
        await daemon.UntilAsync(() => Task.FromResult(daemon.Log.Contains("answers at https://", StringComparison.Ordinal)));

        using var nobody = Client(root);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(nobody, daemon, "healthz"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(nobody, daemon, "crl/default/local/corp.crl"));
        foreach (var path in new[] { "metrics", "api/v1/status", "api/v1/objects", "api/v1/objects/certificate/daemon" }) Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(nobody, daemon, path));
        using var knowing = Client(root);
        knowing.DefaultRequestHeaders.Authorization = new("Bearer", "only we know");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(knowing, daemon, "metrics"));
        using (var certified = Client(root, Path.Combine(served, "prometheus"))) Assert.Equal(HttpStatusCode.OK, await StatusAsync(certified, daemon, "metrics"));
        // A server's certificate of the same authority is no client's, and another authority below the same root is not the one named.
        foreach (var other in new[] { "daemon", "stranger" })
        {
            using var refused = Client(root, Path.Combine(served, other));
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => StatusAsync(refused, daemon, "healthz"));
        }

        var first = await SerialAsync(daemon);
        Declare("daemon.corp.example, more.corp.example");
        await daemon.UntilInForceAsync(_repository.Commit(), knowing);
        await daemon.UntilAsync(async () => await SerialAsync(daemon) != first);
        Assert.Contains("changed and is served", daemon.Log, StringComparison.Ordinal);
        Assert.Equal(0, await daemon.StopAsync());

        string CorpFile()
        {
            using var chain = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(served, "prometheus/chain.pem"));
            return _files.Write("corp.pem", chain.ExportCertificatePem());
        }
    }

    [SkippableFact(DisplayName = "OBS-04 A certificate file that is damaged, or that another key belongs to, leaves the one before in place, said once")]
    public async Task Damaged()
    {
        _repository.Write("root.yaml", Root);
        var commit = _repository.Commit();
        var (certificate, key) = (_files.Write("tls.crt", ""), _files.Write("tls.key", ""));
        SelfSigned(certificate, key);
        using var daemon = new DaemonProcess(_repository.Path, "--interval", "1h", "--tls-cert", certificate, "--tls-key", key) { IsTls = true };
        using var asking = Client(certificate);
        await daemon.UntilInForceAsync(commit, asking);
        var first = await SerialAsync(daemon);
        await File.WriteAllTextAsync(certificate, "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
        await daemon.UntilAsync(async () =>
        {
            Assert.Equal(first, await SerialAsync(daemon));
            return daemon.Log.Contains("the certificate before stays in place", StringComparison.Ordinal);
        });
        SelfSigned(certificate, _files.Write("other.key", ""));
        await daemon.UntilAsync(async () =>
        {
            Assert.Equal(first, await SerialAsync(daemon));
            return daemon.Log.Contains($"{key} is not the private key of {certificate}", StringComparison.Ordinal);
        });
        SelfSigned(certificate, key);
        await daemon.UntilAsync(async () => await SerialAsync(daemon) != first);
        Assert.Equal(0, await daemon.StopAsync());
    }

    [Theory(DisplayName = "OBS-04 TLS files that cannot be used at the start are refused by name")]
    [InlineData("--tls-cert and --tls-key go together", "--tls-cert", "x")]
    [InlineData("--client-ca needs TLS", "--client-ca", "x")]
    public async Task Usage(string why, params string[] options)
    {
        _repository.Write("root.yaml", Root);
        _repository.Commit();
        (await _shell.RunAsync(["serve", _repository.Path, .. options])).Refuses(3, why);
        var (certificate, key) = (_files.Write("tls.crt", "none"), _files.Write("tls.key", "none"));
        Assert.Contains("holds no certificate", (await _shell.RunAsync("serve", _repository.Path, "--tls-cert", certificate, "--tls-key", key)).Ends(1).Error, StringComparison.Ordinal);
        Assert.Contains("run reconciler apply once before", (await _shell.RunAsync("serve", _repository.Path, "--tls-cert", "absent", "--tls-key", key)).Ends(1).Error, StringComparison.Ordinal);
        SelfSigned(certificate, _files.Combine("other.key"));
        SelfSigned(_files.Combine("other.crt"), key);
        Assert.Contains("is not the private key of", (await _shell.RunAsync("serve", _repository.Path, "--tls-cert", certificate, "--tls-key", key)).Ends(1).Error, StringComparison.Ordinal);
        Assert.Contains("--api-token-file", (await _shell.RunAsync("serve", _repository.Path, "--api-token-file", _files.Combine("absent"))).Ends(1).Error, StringComparison.Ordinal);
    }

    private const string Root = """
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: { name: root }
        spec: { type: root, subject: { commonName: Root }, key: { algorithm: EC_prime256v1 }, validity: 10y }
        """;

    private void Declare(string names) => _repository.Write("pki.yaml", $$"""
        {{Root}}
        ---
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: { name: corp }
        spec: { type: subordinate, parent: root, subject: { commonName: Corp }, key: { algorithm: EC_prime256v1 }, validity: 5y }
        ---
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: { name: other }
        spec: { type: subordinate, parent: root, subject: { commonName: Other }, key: { algorithm: EC_prime256v1 }, validity: 5y }
        ---
        apiVersion: reconciler/v1
        kind: Target
        metadata: { name: here }
        spec: { type: files, files: { directory: served } }
        ---
        apiVersion: reconciler/v1
        kind: Certificate
        metadata: { name: daemon }
        spec: { domains: [{{names}}], authority: corp, key: { algorithm: EC_prime256v1 }, targets: [here] }
        ---
        apiVersion: reconciler/v1
        kind: Certificate
        metadata: { name: prometheus }
        spec: { domains: [prometheus.corp.example], authority: corp, key: { algorithm: EC_prime256v1 }, usages: [clientAuth], targets: [here] }
        ---
        apiVersion: reconciler/v1
        kind: Certificate
        metadata: { name: stranger }
        spec: { domains: [stranger.corp.example], authority: other, key: { algorithm: EC_prime256v1 }, usages: [clientAuth], targets: [here] }
        """);

    private static void SelfSigned(string certificate, string key)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=daemon.corp.example", pair, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        File.WriteAllText(key, pair.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(certificate, made.ExportCertificatePem());
    }

    /// <summary>A client that trusts what is in the file alone.</summary>
    private static HttpClient Client(string root, string? folder = null)
    {
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero };
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPemFile(root);
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, chain, _) =>
        {
            chain!.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            return chain.Build((X509Certificate2)shown!);
        };
        if (folder is not null)
        {
            var own = X509Certificate2.CreateFromPemFile(Path.Combine(folder, "fullchain.pem"), Path.Combine(folder, "privkey.pem"));
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => own;
        }

        return new(handler) { Timeout = TimeSpan.FromSeconds(10) };
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, DaemonProcess daemon, string path)
    {
        using var answer = await client.GetAsync(daemon.Url(path));
        return answer.StatusCode;
    }

    /// <summary>Of the certificate that is shown, whoever signed it.</summary>
    private static async Task<string> SerialAsync(DaemonProcess daemon)
    {
        var serial = "";
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) =>
        {
            serial = ((X509Certificate2)shown!).SerialNumber;
            return serial.Length > 0;
        };
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(10) };
        using var answer = await client.GetAsync(daemon.Url("healthz"));
        return serial;
    }
}
