using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Reporting;

/// <summary>Whether a certificate that is issued renews itself, and how that goes (rows ISS-01, RNW-02).</summary>
/// <param name="Status">PENDING_AUTO_RENEWAL, PENDING_VALIDATION, SUCCESS, FAILED; null while nothing is due.</param>
/// <param name="IsEligible">False for public trust that is not in use: it runs out.</param>
/// <param name="Due">When its renewal begins.</param>
/// <param name="Lost">Validation records that are missing: the renewal fails until they stand again.</param>
public sealed record RenewalStanding(string? Status, bool IsEligible, DateTimeOffset Due, ImmutableArray<RecordSighting> Lost)
{
    /// <summary>Null for what has no certificate, or is wanted no more.</summary>
    /// <param name="lost">Records that are missing, by account and domain.</param>
    internal static RenewalStanding? Of(ActualCertificate certificate, ILookup<(string Account, string Domain), RecordSighting> lost, DateTimeOffset now)
    {
        if (certificate.Current is not { } current || certificate.Status is CertificateStatus.Inactive or CertificateStatus.Revoked) return null;
        var isPublic = certificate.Trust == Trust.Public;
        var isEligible = !isPublic || !certificate.Applied.Targets.IsEmpty || current.ExportedAt is not null;
        var due = RenewalTime.Due(certificate.Id.Text, current.Serial, current.NotBefore, current.NotAfter, certificate.Applied.RenewBefore.Nominal);
        return new(
            isEligible ? StatusOf(certificate, current, due, now) : null,
            isEligible,
            due,
            isPublic && isEligible && lost.Count > 0 ? [.. certificate.Applied.ValidatedDomains.SelectMany(domain => lost[(certificate.Id.Account, domain)])] : []);
    }

    private static string? StatusOf(ActualCertificate certificate, CertificateVersion current, DateTimeOffset due, DateTimeOffset now)
    {
        if (now < due) return current.Number > 1 && certificate.Condition is null ? "SUCCESS" : null;
        if (now >= current.NotAfter || certificate.Condition is { } condition && !IsPending(condition.Code)) return "FAILED";
        return certificate.Condition?.Code == WaitCodes.PendingValidation ? "PENDING_VALIDATION" : "PENDING_AUTO_RENEWAL";
    }

    private static bool IsPending(string code) => code is WaitCodes.PendingValidation or WaitCodes.AuthorityNotActive;
}
