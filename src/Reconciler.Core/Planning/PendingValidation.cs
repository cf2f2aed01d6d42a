using Reconciler.Core.Actual;
using Reconciler.Core.Desired;

namespace Reconciler.Core.Planning;

/// <summary>A certificate that waits for the proof of control: since when, until when (row DNS-11).</summary>
/// <param name="Deadline">From then on nobody looks any more until a person asks for it or the manifest changes.</param>
/// <param name="Tries">Of the same request.</param>
internal sealed record PendingValidation(Condition Condition, DateTimeOffset Deadline, RetryState Tries)
{
    public bool IsOver(DateTimeOffset now) => Deadline <= now;

    /// <summary>Its next look is still to come. One that had timed out, before the clock was put back, has none and is looked at.</summary>
    public bool IsHeld(DateTimeOffset now) => Tries.NextTry is not null && Tries.IsHeld(now);

    /// <summary>Null while nothing of this request waits for a proof.</summary>
    public static PendingValidation? Of(Certificate certificate, PlanVerb verb, DesiredState desired, ActualState actual, DateTimeOffset now)
    {
        if (actual.Certificates.GetValueOrDefault(certificate.Id) is not { Condition: { } condition } have || !WaitCodes.IsValidation(condition.Code)) return null;
        if (PostponedChanges.TriesOf(PlanAction.KeyOf(certificate.Id.Text, verb), SpecText.Of(certificate.Spec), actual) is not { } tries) return null;
        var since = condition.Since < now ? condition.Since : now;
        return new(condition, DeadlineOf(certificate, verb, have.Current, since, desired), tries);
    }

    /// <summary>
    /// A request ends with the method's time-out. A renewal of what is in use goes on as long as there is something to renew: nobody asked for it, so nobody
    /// would ask again.
    /// </summary>
    public static DateTimeOffset DeadlineOf(Certificate certificate, PlanVerb verb, CertificateVersion? current, DateTimeOffset since, DesiredState desired)
    {
        var end = desired.Get<ValidationMethod>(certificate.Spec.Validation!).Spec.Timeout.After(since);
        return verb is PlanVerb.Renew or PlanVerb.Rekey && current?.NotAfter > end ? current.NotAfter : end;
    }

    /// <summary>Nobody is asked for it now.</summary>
    public static bool IsLeft(Certificate certificate, PlanVerb verb, DesiredState desired, ActualState actual, Tries tries, DateTimeOffset now) =>
        tries != Planning.Tries.Afresh
        && Of(certificate, verb, desired, actual, now) is { } pending
        && (pending.IsOver(now) || (tries == Planning.Tries.Due && pending.IsHeld(now)));
}
