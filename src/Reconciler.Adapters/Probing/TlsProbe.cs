using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Planning;

namespace Reconciler.Adapters.Probing;

/// <summary>Reads the certificate that a server presents, by a TLS handshake that ends there (row TGT-03).</summary>
public sealed class TlsProbe(TimeProvider time) : IServedCertificates
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public async Task<ServedCertificate> SeeAsync(ServedQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        using var deadline = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await HandshakeAsync(question, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ServedCertificate.Unseen($"no answer within {Limit.TotalSeconds:0} s");
        }
        catch (OperationCanceledException)
        {
            return ServedCertificate.Unseen("interrupted");
        }
        catch (Exception failure) when (failure is SocketException or IOException or AuthenticationException)
        {
            return ServedCertificate.Unseen(failure.InnerException?.Message ?? failure.Message);
        }
    }

    [SuppressMessage("Security", "CA5359", Justification = "Whatever is presented is what is served; the caller compares its bytes, and nothing is sent or read.")]
    private static async Task<ServedCertificate> HandshakeAsync(ServedQuestion question, CancellationToken cancellationToken)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(question.Host, question.Port, cancellationToken).ConfigureAwait(false);
        var seen = ServedCertificate.Unseen("no certificate was presented");
        var tls = new SslStream(socket.GetStream());
        await using var owner = tls.ConfigureAwait(false);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = question.ServerName,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                if (certificate is not null) seen = new(Convert.ToHexStringLower(SHA256.HashData(certificate.GetRawCertData())), SerialOf(certificate), null);
                return true;
            },
        };
        try
        {
            await tls.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (seen.Fingerprint is not null && failure is IOException or AuthenticationException)
        {
            // A server that asks for a client certificate ends the handshake after it has shown its own.
        }

        return seen;
    }

    private static string SerialOf(X509Certificate certificate) => certificate.GetSerialNumberString().ToLowerInvariant();
}
