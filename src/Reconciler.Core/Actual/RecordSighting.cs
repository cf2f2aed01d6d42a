using Reconciler.Core.Domain;

namespace Reconciler.Core.Actual;

/// <summary>How a validation record that a certificate in use needs was last seen to stand (row DNS-09). A look-up that failed says nothing and is not kept.</summary>
public sealed record RecordSighting
{
    public required string Account { get; init; }

    public required string Owner { get; init; }

    public required string Domain { get; init; }

    public required string Zone { get; init; }

    /// <summary>When it was last looked for, and there was an answer.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>When it last stood; null: it was never seen to.</summary>
    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>When it was first seen not to stand any more; null: it stands.</summary>
    public DateTimeOffset? LostSince { get; init; }

    /// <summary>What was seen instead, one sentence; null while it stands.</summary>
    public string? Detail { get; init; }

    public string Id => Validation.WantedRecord.IdOf(Account, Owner);
}

/// <summary>A certificate in use that cannot be renewed while a record is missing.</summary>
/// <param name="Due">When its renewal begins to fail.</param>
/// <param name="End">When it ends if that lasts.</param>
public sealed record RenewalAtRisk(ResourceId Certificate, DateTimeOffset Due, DateTimeOffset End);
