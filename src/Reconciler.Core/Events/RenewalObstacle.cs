using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Events;

/// <summary>Why a certificate is not renewed, and what somebody can do.</summary>
internal sealed record RenewalObstacle(string Sentence, string Remedy);

/// <summary>What the checks look at: one certificate that is declared, issued and not yet at its end.</summary>
internal readonly record struct RenewalInput(Certificate Desired, ActualCertificate Actual, CertificateVersion Current, DesiredState World, ActualState State, DateTimeOffset Now)
{
    public DateTimeOffset Due => RenewalTime.Due(Desired.Id.Text, Current.Serial, Current.NotBefore, Current.NotAfter, Desired.Spec.RenewBefore.Nominal);

    /// <summary>How long anything may take before it is an obstacle: what comes right by itself is nobody's business.</summary>
    public TimeSpan Patience => RenewalObstacles.PatienceOf(Current.NotAfter - Due);
}

/// <summary>
/// Must somebody be told that a certificate is not renewed, and why: checks in order, the first that hits decides. Each is pure. What is still to be renewed at
/// its time hits none.
/// </summary>
internal static class RenewalObstacles
{
    private static readonly TimeSpan LongestPatience = TimeSpan.FromDays(1);

    public static IReadOnlyList<Func<RenewalInput, RenewalObstacle?>> InOrder { get; } = [NotInUse, AuthorityCannot, EndsNoLater, Waits, Fails, Overdue];

    public static RenewalObstacle? First(RenewalInput input)
    {
        foreach (var check in InOrder)
        {
            if (check(input) is { } obstacle) return obstacle;
        }

        return null;
    }

    /// <param name="window">From the instant that renewal is due to the end.</param>
    public static TimeSpan PatienceOf(TimeSpan window) => window / 4 < LongestPatience ? window / 4 : LongestPatience;

    public static string RemedyOf(string code, ResourceId id) => code switch
    {
        "CAA_ERROR" => "change the CAA records as it says; it is then tried again by itself",
        "PENDING_VALIDATION" or "VALIDATION_TIMED_OUT" => "put the validation records in place: reconciler records shows them",
        _ => $"see: reconciler explain {id.Text}",
    };

    /// <summary>The last try of any change that would give the object a new version.</summary>
    public static RetryState? TryOf(ResourceId id, ActualState state)
    {
        foreach (var verb in (ReadOnlySpan<PlanVerb>)[PlanVerb.Renew, PlanVerb.Rekey, PlanVerb.Replace])
        {
            if (state.Retries.GetValueOrDefault(PlanAction.KeyOf(id.Text, verb)) is { } retry) return retry;
        }

        return null;
    }

    /// <summary>Row RNW-02.</summary>
    private static RenewalObstacle? NotInUse(RenewalInput input) =>
        input.World.TrustOf(input.Desired.Spec) == Trust.Public && input.Desired.Spec.Targets.IsEmpty && input.Current.ExportedAt is null
            ? new("it is not in use: it has no target and was not exported since it was issued", "give it a target or export it, or let it end")
            : null;

    private static RenewalObstacle? AuthorityCannot(RenewalInput input)
    {
        var authority = input.World.Get<CertificateAuthority>(input.Desired.Spec.Authority);
        var remedy = $"make {authority.Id.Short} active again, or name another authority";
        if (authority.Spec.State == DesiredAuthorityState.Disabled) return new($"{authority.Id.Short} is disabled", remedy);
        if (input.State.Authorities.GetValueOrDefault(authority.Id) is not { } actual) return new($"{authority.Id.Short} is not there", "run: reconciler apply");
        if (actual.Status != AuthorityStatus.Active) return new($"{authority.Id.Short} is {actual.Status.Word()}", remedy);
        return actual.Current is { } current && current.NotAfter <= input.Now ? new($"{authority.Id.Short} expired at {Instants.Format(current.NotAfter)}", "renew it first, or name another authority") : null;
    }

    private static RenewalObstacle? EndsNoLater(RenewalInput input)
    {
        if (input.Desired.Spec.Validity.End(input.Now) <= input.Current.NotAfter) return new("its manifest gives a new one no later end", "write a later notAfter, or let it end");
        var authority = input.Desired.Spec.Authority;
        return input.State.Authorities.GetValueOrDefault(authority)?.Current?.NotAfter <= input.Current.NotAfter
            ? new($"{authority.Short} ends no later than it", "renew the authority first, or name another")
            : null;
    }

    private static RenewalObstacle? Waits(RenewalInput input) => input.Actual.Condition is { } condition && input.Now - condition.Since >= input.Patience
        ? new($"{condition.Code}: {condition.Message}", RemedyOf(condition.Code, input.Desired.Id))
        : null;

    private static RenewalObstacle? Fails(RenewalInput input) => TryOf(input.Desired.Id, input.State) is { } failed && input.Now - failed.Since >= input.Patience
        ? new(failed.LastFailure, $"see: reconciler explain {input.Desired.Id.Text}")
        : null;

    private static RenewalObstacle? Overdue(RenewalInput input) => input.Now - input.Due >= input.Patience
        ? new($"its renewal is due since {RelativeTime.Both(input.Due, input.Now)} and was not done", "see what the daemon says, or run: reconciler apply")
        : null;
}
