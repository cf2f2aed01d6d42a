namespace Reconciler.Core.Events;

/// <summary>What can be told about a certificate or an authority (row OBS-01).</summary>
public enum EventKind
{
    /// <summary>The end is near and no newer version is there: told daily.</summary>
    Expiring,

    /// <summary>The newest version has ended.</summary>
    Expired,

    /// <summary>A new version is there, issued or renewed, ready to be deployed or fetched.</summary>
    Available,

    /// <summary>Renewal cannot go on unless somebody does something (row RNW-05).</summary>
    ActionRequired,

    /// <summary>The new version has another key pair than the one before.</summary>
    Rotated,

    Revoked,

    /// <summary>A version is in place on a target that had none or another one.</summary>
    Deployed,

    /// <summary>The proof of control that renewal needs is gone (row DNS-09).</summary>
    ValidationLost,
}

/// <summary>The words of manifests and of event types.</summary>
public static class EventKinds
{
    public static string Word(this EventKind kind) => kind switch
    {
        EventKind.Expiring => "expiring",
        EventKind.Expired => "expired",
        EventKind.Available => "available",
        EventKind.ActionRequired => "action-required",
        EventKind.Rotated => "rotated",
        EventKind.Revoked => "revoked",
        EventKind.Deployed => "deployed",
        EventKind.ValidationLost => "validation-lost",
    };
}
