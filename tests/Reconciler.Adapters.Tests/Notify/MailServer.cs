using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MimeKit;
using Reconciler.Testing;
using Reconciler.Testing.Git;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.ComponentModel;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;
using Server = SmtpServer.SmtpServer;

namespace Reconciler.Adapters.Tests.Notify;

/// <summary>A real mail server on loopback: STARTTLS, login under TLS alone; keeps what it takes.</summary>
internal sealed class MailServer : IDisposable
{
    public const string User = "pki";

    public const string Password = "correct horse";

    private readonly TempFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Inbox _inbox = new();
    private readonly X509Certificate2 _certificate;
    private readonly Task _serving;
    private bool _disposed;

    public MailServer()
    {
        _certificate = SelfSigned();
        Roots = _folder.Write("roots.pem", _certificate.ExportCertificatePem());
        Empty = _folder.Write("empty.pem", "");
        Port = LoopbackPort.Free();
        var services = new ServiceProvider();
        services.Add(_inbox);
        services.Add((IUserAuthenticator)new Login());
        services.Add((IMailboxFilter)new Mailboxes());
        var options = new SmtpServerOptionsBuilder().ServerName("localhost")
            .Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, Port)).Certificate(_certificate).AuthenticationRequired()).Build();
        _serving = new Server(options, services).StartAsync(_stop.Token);
    }

    public int Port { get; }

    /// <summary>PEM file of the server's own root.</summary>
    public string Roots { get; }

    /// <summary>A PEM file without a certificate.</summary>
    public string Empty { get; }

    public IReadOnlyList<ReceivedMail> Mails => _inbox.Mails;

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _stop.Cancel();
        _serving.Wait(TimeSpan.FromSeconds(5));
        _certificate.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
    }

    private sealed class Login : UserAuthenticator
    {
        public override Task<bool> AuthenticateAsync(ISessionContext context, string user, string password, CancellationToken cancellationToken) =>
            Task.FromResult(user == User && password == Password);
    }

    private sealed class Mailboxes : MailboxFilter
    {
        public override Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken) =>
            Task.FromResult(to.User != "nobody");
    }

    private sealed class Inbox : MessageStore
    {
        private readonly List<ReceivedMail> _mails = [];

        public IReadOnlyList<ReceivedMail> Mails
        {
            get
            {
                lock (_mails) return [.. _mails];
            }
        }

        public override Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            using var stream = new MemoryStream(buffer.ToArray());
            var mail = new ReceivedMail(context.Authentication.User, [.. transaction.To.Select(to => to.AsAddress()).Order()], MimeMessage.Load(stream, cancellationToken));
            lock (_mails) _mails.Add(mail);
            return Task.FromResult(SmtpResponse.Ok);
        }
    }
}

/// <param name="User">Who was logged in.</param>
/// <param name="To">Recipients of the envelope.</param>
internal sealed record ReceivedMail(string User, string[] To, MimeMessage Message);
