using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>Writes on a certificate why it is not issued now, since when, when it is tried again and until when.</summary>
internal static class Hold
{
    /// <summary>The certificate with the condition; its status changes only where nothing is issued yet: what was revoked stays so until there is a new version.</summary>
    public static ActualCertificate On(ActualCertificate certificate, PlanVerb verb, string code, string message, RetryState tries, ApplyRun run)
    {
        // The first try of a request begins its time, whatever another one waited before.
        var isSame = tries.Attempts > 1 && certificate.Condition is { } before && IsSameWait(before.Code, code);
        var since = isSame && certificate.Condition!.Since < run.Now ? certificate.Condition.Since : run.Now;
        var isValidation = WaitCodes.IsValidation(code);
        return certificate with
        {
            Status = certificate.Current is null && certificate.Status != CertificateStatus.Revoked ? StatusOf(code) : certificate.Status,
            Condition = new(code, message, since, tries.NextTry, tries.Attempts)
            {
                Deadline = isValidation ? PendingValidation.DeadlineOf(run.Desired.Get<Certificate>(certificate.Id), verb, certificate.Current, since, run.Desired) : null,
            },
            NextDue = tries.NextTry,
        };
    }

    private static bool IsSameWait(string before, string code) => before == code || (WaitCodes.IsValidation(before) && WaitCodes.IsValidation(code));

    private static CertificateStatus StatusOf(string code) => code switch
    {
        WaitCodes.ValidationTimedOut => CertificateStatus.ValidationTimedOut,
        WaitCodes.PendingValidation or WaitCodes.AuthorityNotActive or WaitCodes.IssuanceBudget or Planning.Checks.IssuanceCap.Code => CertificateStatus.PendingValidation,
        _ => CertificateStatus.Failed,
    };
}
