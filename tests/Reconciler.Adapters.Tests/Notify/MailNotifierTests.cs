using System.Globalization;
using Reconciler.Adapters.Notify;
using Reconciler.Core.Desired;
using Reconciler.Core.Events;
using Reconciler.Testing.State;
using static Reconciler.Adapters.Tests.Notify.OutboxBench;

namespace Reconciler.Adapters.Tests.Notify;

public sealed class MailNotifierTests : IDisposable
{
    private readonly OutboxBench _bench = new();
    private readonly MailServer _server = new();

    public MailNotifierTests() => _bench.Environment["HOOK_SECRET"] = MailServer.Password;

    public void Dispose()
    {
        _server.Dispose();
        _bench.Dispose();
    }

    [Fact(DisplayName = "OBS-01 A mail under STARTTLS and a login says what happened and what to do; read back from a real server")]
    public async Task One()
    {
        Assert.Null(await SendAsync(Message(change: told => told with { Remedy = "look at ä" })));
        var mail = Assert.Single(_server.Mails);
        Assert.Equal((MailServer.User, "ops@example.com pki@example.com"), (mail.User, string.Join(' ', mail.To)));
        Assert.Equal("certificate/www-000001 was issued", mail.Message.Subject);
        Assert.Equal($"{StateSamples.Event(1).Id}.1@corp.example", mail.Message.MessageId);
        Assert.Equal("auto-generated", mail.Message.Headers["Auto-Submitted"]);
        Assert.StartsWith("certificate/www-000001 was issued.\nWhat to do: look at ä.\n", mail.Message.TextBody!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "OBS-01 Many events are one mail, so that a thousand renewals are no flood")]
    public async Task Many()
    {
        await _bench.AnnounceAsync(60, Hook);
        Assert.Equal(new(60, null), await _bench.DrainAsync(Spec(), new MailNotifier(_bench.Secrets)));
        Assert.Equal(["50 events: 50 available", "10 events: 10 available"], _server.Mails.Select(mail => mail.Message.Subject));
    }

    [Fact(DisplayName = "OBS-01 A wrong password is shown as such and nothing is sent; with the right one the events come")]
    public async Task Password()
    {
        await _bench.AnnounceAsync(1, Hook);
        _bench.Environment["HOOK_SECRET"] = "wrong";
        var failed = (await _bench.DrainAsync(Spec(), new MailNotifier(_bench.Secrets))).Failed!;
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_server.Port}: it refused the login of pki"), failed.Failure, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", failed.Failure, StringComparison.Ordinal);
        Assert.Equal(failed.Failure, (await _bench.SubscriberAsync()).LastFailure);
        Assert.Empty(_server.Mails);

        _bench.Environment["HOOK_SECRET"] = MailServer.Password;
        Assert.Equal(new(1, null), await _bench.DrainAsync(Spec(), new MailNotifier(_bench.Secrets)));
        Assert.Single(_server.Mails);
    }

    [Fact(DisplayName = "OBS-01 A server whose certificate leads to no trusted root gets neither password nor mail")]
    public async Task Untrusted()
    {
        var failure = await SendAsync(Message(), Spec() with { Roots = null });
        Assert.Contains("its certificate is not trusted", failure, StringComparison.Ordinal);
        Assert.Contains("holds no certificate", await SendAsync(Message(), Spec() with { Roots = _server.Empty }), StringComparison.Ordinal);
        Assert.Empty(_server.Mails);
    }

    [Fact(DisplayName = "OBS-01 A recipient that the server refuses is named")]
    public async Task Recipient() =>
        Assert.Contains("to nobody@example.com", await SendAsync(Message(), Spec() with { To = ["nobody@example.com"] }), StringComparison.Ordinal);

    [Fact(DisplayName = "OBS-01 A server that is gone is said to be")]
    public async Task Gone()
    {
        _server.Dispose();
        Assert.Contains("refused", await SendAsync(Message(), Spec() with { Roots = null }), StringComparison.OrdinalIgnoreCase);
    }

    private NotificationSpec.Mail Spec() => new()
    {
        Host = "127.0.0.1",
        Port = _server.Port,
        From = "reconciler@corp.example",
        To = ["ops@example.com", "pki@example.com"],
        User = MailServer.User,
        Password = HookSecret,
        Roots = _server.Roots,
    };

    private Task<string?> SendAsync(EventMessage message, NotificationSpec? spec = null) => new MailNotifier(_bench.Secrets).SendAsync(spec ?? Spec(), message, default);
}
