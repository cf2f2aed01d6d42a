using System.Collections.Immutable;
using Reconciler.Core.Events;

namespace Reconciler.Core.Desired;

/// <summary>spec of kind Notification: who is told of events of its account, and how. Closed; a new type is a nested record.</summary>
public abstract record NotificationSpec
{
    private NotificationSpec()
    {
    }

    /// <summary>Kinds of event that are told; empty: all.</summary>
    public ImmutableArray<EventKind> Events { get; init; } = [];

    /// <summary>The word of the type, as manifests write it.</summary>
    public abstract string Word { get; }

    public bool Wants(EventKind kind) => Events.IsEmpty || Events.Contains(kind);

    /// <summary>Each event as a signed POST.</summary>
    public sealed record Webhook : NotificationSpec
    {
        public required string Url { get; init; }

        /// <summary>Key of the signature (HMAC-SHA256).</summary>
        public required SecretReference Secret { get; init; }

        /// <summary>PEM file of the roots that the server's certificate may lead to, in place of the system's; null: the system's.</summary>
        public string? Roots { get; init; }

        public override string Word => "webhook";
    }

    public sealed record Mail : NotificationSpec
    {
        public required string Host { get; init; }

        public required int Port { get; init; }

        public MailSecurity Security { get; init; } = MailSecurity.StartTls;

        public required string From { get; init; }

        /// <summary>Empty: the owners of the account.</summary>
        public ImmutableArray<string> To { get; init; } = [];

        /// <summary>Null: no login.</summary>
        public string? User { get; init; }

        public SecretReference? Password { get; init; }

        /// <summary>As for a webhook.</summary>
        public string? Roots { get; init; }

        public override string Word => "mail";
    }

    /// <summary>An incoming webhook as Slack, Mattermost and others offer it.</summary>
    public sealed record Slack : NotificationSpec
    {
        /// <summary>The address; whoever has it can post, so it is a secret.</summary>
        public required SecretReference Url { get; init; }

        public override string Word => "slack";
    }

    /// <summary>A program that gets each event on its standard input.</summary>
    public sealed record Exec : NotificationSpec
    {
        /// <summary>Program and arguments.</summary>
        public required ImmutableArray<string> Command { get; init; }

        public override string Word => "exec";
    }
}

public enum MailSecurity
{
    /// <summary>Plain at first, then TLS (RFC 3207); a server without it is refused.</summary>
    StartTls,

    /// <summary>TLS from the first octet (RFC 8314).</summary>
    Tls,

    None,
}
