using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>The next instant at which something may be due for an object: what the store indexes, so that a quiet look reads nothing.</summary>
internal static class DueTimes
{
    /// <summary>An authority: its next CRL, or half its life, whichever is first; the exact renewal is decided by the planner.</summary>
    public static DateTimeOffset? Of(ActualAuthority authority)
    {
        if (authority.Current is not { } current) return authority.Condition?.NextTry;
        var half = current.NotBefore + ((current.NotAfter - current.NotBefore) / 2);
        return authority.Crl is { } crl && CrlDue(crl) < half ? CrlDue(crl) : half;
    }

    /// <summary>A certificate: its renewal, or its end where it is not renewed.</summary>
    public static DateTimeOffset? Of(ActualCertificate certificate)
    {
        if (certificate.Current is not { } current) return certificate.Condition?.NextTry;
        if (certificate.Trust == Trust.Public && certificate.Applied.Targets.IsEmpty && current.ExportedAt is null) return current.NotAfter;
        return RenewalTime.Due(certificate.Id.Text, current.Serial, current.NotBefore, current.NotAfter, certificate.Applied.RenewBefore.Nominal);
    }

    private static DateTimeOffset CrlDue(CrlRecord crl) => AuthorityPlanner.CrlDue(crl);
}
