using System.Globalization;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Events;

namespace Reconciler.Adapters.Notify;

/// <summary>Events as one mail in plain text, for a relay that takes mail from us (RFC 6409).</summary>
public sealed class MailNotifier(ISecretSource secrets) : INotifier
{
    private const int LongestSubject = 150;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public int MostAtOnce => 50;

    public bool Handles(NotificationSpec spec) => spec is NotificationSpec.Mail;

    public async Task<string?> SendAsync(NotificationSpec spec, EventMessage message, CancellationToken cancellationToken)
    {
        var mail = (NotificationSpec.Mail)spec;
        ArgumentNullException.ThrowIfNull(message);
        using var client = new SmtpClient { CheckCertificateRevocation = false };
        if (mail.Roots is not null)
        {
            if (TrustedRoots.Read(mail.Roots, out var unreadable) is not { } policy) return unreadable;
            client.ServerCertificateValidationCallback = (_, certificate, chain, errors) => TrustedRoots.Accepts(policy, certificate, chain, errors);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            return await SendAsync(client, mail, message, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{mail.Host}:{mail.Port} did not take the mail within {Limit.TotalSeconds:0} seconds");
        }
        catch (Exception failure) when (failure is CommandException or ProtocolException or IOException or System.Net.Sockets.SocketException or NotSupportedException
            or MailKit.Security.AuthenticationException or SslHandshakeException or System.Security.Authentication.AuthenticationException)
        {
            return Describe(mail, failure);
        }
    }

    private async Task<string?> SendAsync(SmtpClient client, NotificationSpec.Mail mail, EventMessage message, CancellationToken cancellationToken)
    {
        await client.ConnectAsync(mail.Host, mail.Port, Options(mail.Security), cancellationToken).ConfigureAwait(false);
        if (mail.User is { } user)
        {
            if (!secrets.Read(mail.Password!).IsOk(out var password, out var missing)) return missing;
            using (password) await client.AuthenticateAsync(Encoding.UTF8, user, Encoding.UTF8.GetString(password.Bytes), cancellationToken).ConfigureAwait(false);
        }

        using var written = Write(mail, message);
        await client.SendAsync(written, cancellationToken).ConfigureAwait(false);
        // It is accepted: whatever happens to the farewell changes nothing.
        await ((Task)client.DisconnectAsync(true, cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return null;
    }

    private static SecureSocketOptions Options(MailSecurity security) => security switch
    {
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.None => SecureSocketOptions.None,
    };

    /// <summary>The same events make a mail with the same Message-Id, so that a second one can be told.</summary>
    private static MimeMessage Write(NotificationSpec.Mail mail, EventMessage message)
    {
        var subject = EventText.Subject(message.Events);
        var written = new MimeMessage
        {
            Subject = subject.Length > LongestSubject ? $"{subject[..LongestSubject]}…" : subject,
            Date = message.At,
            MessageId = string.Create(CultureInfo.InvariantCulture, $"{message.Events[0].Id}.{message.Events.Length}@{DomainOf(mail.From)}"),
            Body = new TextPart("plain") { Text = string.Join('\n', message.Events.Select(EventText.Body)) },
        };
        written.From.Add(new MailboxAddress("", mail.From));
        foreach (var to in mail.To) written.To.Add(new MailboxAddress("", to));
        written.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return written;
    }

    private static string DomainOf(string address) => address[(address.LastIndexOf('@') + 1)..];

    private static string Describe(NotificationSpec.Mail mail, Exception failure)
    {
        var why = failure switch
        {
            MailKit.Security.AuthenticationException => $"it refused the login of {mail.User}: {failure.Message}",
            SmtpCommandException { Mailbox: { } mailbox } command => string.Create(CultureInfo.InvariantCulture, $"it answered {(int)command.StatusCode} to {mailbox.Address}: {command.Message}"),
            SmtpCommandException command => string.Create(CultureInfo.InvariantCulture, $"it answered {(int)command.StatusCode}: {command.Message}"),
            SslHandshakeException => "its certificate is not trusted, or TLS could not be spoken with it",
            NotSupportedException => $"it offers no STARTTLS: {failure.Message}",
            _ => failure.Message,
        };
        return string.Create(CultureInfo.InvariantCulture, $"{mail.Host}:{mail.Port}: {why}");
    }
}
