using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Reconciler.Adapters.Probing;

namespace Reconciler.Adapters.Tests.Probing;

public sealed class TlsProbeTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public TlsProbeTests() => _listener.Start();

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    [Fact(DisplayName = "TGT-03 What is presented is told by fingerprint and serial, expired and unknown as it is; the server name is asked for")]
    public async Task Presented()
    {
        using var certificate = Certificate();
        string? asked = null;
        var serving = ServeAsync(new() { ServerCertificateSelectionCallback = (_, name) => { asked = name; return certificate; } });
        var seen = await new TlsProbe(TimeProvider.System).SeeAsync(new("127.0.0.1", Port, "www.shop.example"), CancellationToken.None);
        await serving;
        Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(certificate.RawData)), certificate.SerialNumber.ToLowerInvariant(), null), (seen.Fingerprint, seen.Serial, seen.Failure));
        Assert.Equal("www.shop.example", asked);
    }

    [Fact(DisplayName = "TGT-03 A server that wants a certificate of ours has shown its own by then")]
    public async Task ClientCertificateWanted()
    {
        using var certificate = Certificate();
        var serving = ServeAsync(new() { ServerCertificate = certificate, ClientCertificateRequired = true, RemoteCertificateValidationCallback = (_, theirs, _, _) => theirs is not null });
        var seen = await new TlsProbe(TimeProvider.System).SeeAsync(new("127.0.0.1", Port, "www"), CancellationToken.None);
        await serving;
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(certificate.RawData)), seen.Fingerprint);
    }

    [Fact(DisplayName = "TGT-03 Nobody there, no TLS, a name that does not resolve and an interrupted look are told in a sentence")]
    public async Task NotPresented()
    {
        var probe = new TlsProbe(TimeProvider.System);
        var greeting = GreetAsync();
        Assert.NotNull((await probe.SeeAsync(new("127.0.0.1", Port, "www"), CancellationToken.None)).Failure);
        await greeting;
        Assert.Equal("interrupted", (await probe.SeeAsync(new("127.0.0.1", Port, "www"), new CancellationToken(canceled: true))).Failure);
        Assert.NotNull((await probe.SeeAsync(new("nobody.invalid", Port, "www"), CancellationToken.None)).Failure);
        _listener.Stop();
        Assert.Contains("refused", (await probe.SeeAsync(new("127.0.0.1", Port, "www"), CancellationToken.None)).Failure, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Self-signed and expired.</summary>
    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=www", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private async Task ServeAsync(SslServerAuthenticationOptions options)
    {
        using var client = await _listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(options);
            // Until the other side goes: what it was sent is not lost to a reset.
            _ = await tls.ReadAsync(new byte[1]);
        }
        catch (Exception failure) when (failure is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The probe hangs up.
        }
    }

    private async Task GreetAsync()
    {
        using var client = await _listener.AcceptTcpClientAsync();
        await client.GetStream().WriteAsync("220 ready\r\n"u8.ToArray());
    }
}
