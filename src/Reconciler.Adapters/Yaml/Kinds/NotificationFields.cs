using System.Collections.Immutable;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Types;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;
using Exec = Reconciler.Core.Desired.NotificationSpec.Exec;
using Mail = Reconciler.Core.Desired.NotificationSpec.Mail;
using Slack = Reconciler.Core.Desired.NotificationSpec.Slack;
using Webhook = Reconciler.Core.Desired.NotificationSpec.Webhook;

namespace Reconciler.Adapters.Yaml.Kinds;

internal static class NotificationFields
{
    private const string All = "*";

    /// <summary>Null stands for all.</summary>
    private static readonly ListType<EventKind?> Kinds = new(
        new WordType<EventKind?>("event", [(All, null), .. Enum.GetValues<EventKind>().Select(kind => (kind.Word(), (EventKind?)kind))]), least: 1);

    private static readonly SecretReference Placeholder = new SecretReference.Variable("");

    private static readonly WordType<MailSecurity> Security = new(
        "security", [("starttls", MailSecurity.StartTls), ("tls", MailSecurity.Tls), ("none", MailSecurity.None)]);

    public static KindDefinition<NotificationSpec> Kind { get; } = new(
        ResourceKind.Notification,
        "Who is told of events of the account, and how.",
        new ChoiceSpec<NotificationSpec>("type", "notification type", [OfWebhook(), OfMail(), OfSlack(), OfExec()]),
        (id, places, spec) => new Notification(id, places, spec));

    private static SpecVariant<NotificationSpec, Webhook> OfWebhook() => new("webhook", "Each event as a signed POST of a CloudEvent.", new(
        Events<Webhook>(),
        FieldOf<Webhook>.Required("url", TextTypes.HookUrl, "Where events are posted to.", (n, v) => n with { Url = v }, "https://hooks.corp.example/certificates"),
        SecretFields.Required<Webhook>("secret", "Key of the signature, HMAC-SHA256 as Standard Webhooks has it.", "HOOK_SECRET", (n, v) => n with { Secret = v }),
        FieldOf<Webhook>.Optional("roots", SecretTypes.File, "PEM file of the roots that the server's certificate may lead to; left out, those of the system.", (n, v) => n with { Roots = v }, example: "/etc/ssl/corp-root.pem")),
        new Webhook { Url = "", Secret = Placeholder },
        (spec, binding) =>
        {
            SecretFields.Check("secret", binding);
            return spec;
        });

    private static SpecVariant<NotificationSpec, Mail> OfMail() => new("mail", "Events as a mail, several at once where there are several.", new(
        Events<Mail>(),
        FieldOf<Mail>.Required("server", ProbeTypes.Connect, "Mail server, a host and port.", (n, v) => n with { Host = v.Host, Port = v.Port }, "smtp.corp.example:587"),
        FieldOf<Mail>.Optional("security", Security, "starttls: TLS after a plain greeting; tls: from the start; none: never, and then without login.", (n, v) => n with { Security = v }, "starttls"),
        FieldOf<Mail>.Required("from", TextTypes.Mail, "Sender.", (n, v) => n with { From = v }, "pki@corp.example"),
        FieldOf<Mail>.Optional("to", new ListType<string>(TextTypes.Mail, least: 1), "Recipients; left out, the owners of the account.", (n, v) => n with { To = v }, example: "[ops@corp.example]"),
        FieldOf<Mail>.Optional("user", TextTypes.Login, "Login at the server, with a password; left out, none.", (n, v) => n with { User = v }),
        SecretFields.Optional<Mail>("password", "Password of the login.", "SMTP_PASSWORD", (n, v) => n with { Password = v }),
        FieldOf<Mail>.Optional("roots", SecretTypes.File, "PEM file of the roots that the server's certificate may lead to; left out, those of the system.", (n, v) => n with { Roots = v }, example: "/etc/ssl/corp-root.pem")),
        new Mail { Host = "", Port = 0, From = "" },
        CheckLogin);

    private static SpecVariant<NotificationSpec, Slack> OfSlack() => new("slack", "Events as a message to an incoming webhook of Slack, Mattermost and the like.", new(
        Events<Slack>(),
        SecretFields.Required<Slack>("url", "Address of the incoming webhook: whoever has it can post.", "SLACK_URL", (n, v) => n with { Url = v })),
        new Slack { Url = Placeholder },
        (spec, binding) =>
        {
            SecretFields.Check("url", binding);
            return spec;
        });

    private static SpecVariant<NotificationSpec, Exec> OfExec() => new("exec", "A program that gets each event as a CloudEvent on its standard input.", new(
        Events<Exec>(),
        FieldOf<Exec>.Required("command", TextTypes.Command, "Program and arguments; it must end with 0 within 30 seconds. The daemon runs what --allow-run names.", (n, v) => n with { Command = v }, "[/usr/local/bin/page-somebody]")),
        new Exec { Command = [] });

    private static FieldDefinition<TForm> Events<TForm>()
        where TForm : NotificationSpec =>
        FieldOf<TForm>.Optional("events", Kinds, "Kinds of event that are told.", (n, v) => (TForm)(n with { Events = Chosen(v) }), $"[\"{All}\"]", "[expired, action-required]");

    private static ImmutableArray<EventKind> Chosen(ImmutableArray<EventKind?> kinds) => kinds.Contains(null) ? [] : [.. kinds.Select(kind => kind!.Value)];

    private static Mail CheckLogin(Mail spec, DocumentBinding binding)
    {
        SecretFields.Check("password", binding);
        if (binding.IsWritten("user") != binding.IsWritten("password"))
        {
            var (there, missing) = binding.IsWritten("user") ? ("user", "password") : ("password", "user");
            binding.ReportAt(FieldCodes.MailLogin, there, $"a login needs \"{missing}\" too", $"write {missing}, or remove {there}");
        }

        if (spec.Security == MailSecurity.None && binding.IsWritten("user"))
            binding.ReportAt(FieldCodes.MailLogin, "user", "a login is not sent without TLS", "write security: starttls, or remove the login");
        return spec;
    }
}
