namespace Reconciler.Core.Actual;

/// <summary>Words of the audit log that are read again: those that frame a run, and those of serials.</summary>
public static class AuditActions
{
    /// <summary>A private key signs; the serial of a certificate that it signs is taken in the same commit.</summary>
    public const string Sign = "key.sign";

    /// <summary>A superseded private key is destroyed.</summary>
    public const string DestroyKey = "key.destroy";

    /// <summary>A private key leaves in a file under a passphrase.</summary>
    public const string Export = "key.export";

    public const string Revoke = "certificate.revoke";

    /// <summary>A serial that may have been signed counts as revoked.</summary>
    public const string CloseIntent = "intent.close";

    /// <summary>A person allowed a run more than the limits do: <c>remove=5 revoke=25: reason</c>.</summary>
    public const string OverrideLimits = "limits.override";

    public const string RunBegin = "run.begin";

    public const string RunEnd = "run.end";

    /// <summary>Subject of the two entries that frame a run.</summary>
    public const string RunSubject = "run";

    /// <summary>First word of the detail of a change that was done.</summary>
    public const string Done = "done";

    /// <summary>First word of the detail of a change that failed.</summary>
    public const string Failed = "failed";

    /// <summary>Detail of the end of a run that came to its end.</summary>
    public const string Ended = "ended";

    /// <summary>Detail of the end of a run that was asked to stop.</summary>
    public const string Interrupted = "interrupted";

    private const string ChangePrefix = "change.";

    /// <param name="verb">Word of the plan's verb.</param>
    public static string ChangeOf(string verb) => ChangePrefix + verb;

    /// <summary>The verb of an entry that tells of a change; null for any other.</summary>
    public static string? VerbOf(string action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return action.StartsWith(ChangePrefix, StringComparison.Ordinal) ? action[ChangePrefix.Length..] : null;
    }
}
