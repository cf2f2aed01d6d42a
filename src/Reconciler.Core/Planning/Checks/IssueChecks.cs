using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Planning.Checks;

/// <summary>What the checks look at: one certificate as wanted and as it is.</summary>
/// <param name="Trust">Of its authority.</param>
/// <param name="Current">Its newest version that is neither retired nor revoked; null when there is none.</param>
internal readonly record struct IssueInput(Certificate Desired, Trust Trust, ActualCertificate? Actual, CertificateVersion? Current, DateTimeOffset Now);

/// <summary>The outcome of a check that hit.</summary>
/// <param name="Field">Path of the manifest's field that decides.</param>
internal sealed record IssueFinding(PlanVerb Verb, ReasonCode Reason, string Sentence, string Field);

/// <summary>
/// Must a certificate be issued, and why: checks in order, the first that hits decides. Each is pure; the clock is an input. To add a reason, write
/// a check and give it a line here.
/// </summary>
internal static class IssueChecks
{
    public static IReadOnlyList<Func<IssueInput, IssueFinding?>> InOrder { get; } =
    [
        NothingIssuedYet,
        WasRevoked,
        NamesDiffer,
        KeyAlgorithmDiffers,
        AuthorityDiffers,
        UsagesDiffer,
        ValidityDiffers,
        ValidationDiffers,
        BecomesExportable,
        IsNotYetValid,
        RenewalIsDue,
    ];

    public static IssueFinding? First(IssueInput input)
    {
        foreach (var check in InOrder)
        {
            if (check(input) is { } finding) return finding;
        }

        return null;
    }

    private static IssueFinding? NothingIssuedYet(IssueInput input)
    {
        if (input.Current is not null || input.Actual?.Status == CertificateStatus.Revoked) return null;
        var sentence = input.Actual switch
        {
            null => "it is new",
            { Status: CertificateStatus.Inactive } => "it was retired and is declared again",
            _ => "no version was issued yet",
        };
        return new(PlanVerb.Issue, ReasonCode.CreateNew, sentence, "domains");
    }

    private static IssueFinding? WasRevoked(IssueInput input) => input.Current is null
        ? new(PlanVerb.Issue, ReasonCode.ReissueBecauseRevoked, "it was revoked and its manifest no longer says so", "domains")
        : null;

    private static IssueFinding? NamesDiffer(IssueInput input)
    {
        var (wanted, have) = (input.Desired.Spec.Domains, input.Current!.Names);
        if (wanted.SequenceEqual(have)) return null;
        if (wanted.Length == have.Length && wanted[0].Equals(have[0]) && wanted.ToHashSet().SetEquals(have)) return null;
        var added = wanted.Except(have).Select(name => $"+{name}");
        var removed = have.Except(wanted).Select(name => $"-{name}");
        var difference = string.Join(" ", added.Concat(removed));
        return Replace(
            ReasonCode.ReplaceBecauseNames, difference.Length > 0 ? $"names change: {difference}" : $"the first name changes to {wanted[0]}", "domains");
    }

    private static IssueFinding? KeyAlgorithmDiffers(IssueInput input) => input.Desired.Spec.KeyAlgorithm == input.Current!.KeyAlgorithm
        ? null
        : Replace(
            ReasonCode.ReplaceBecauseKeyAlgorithm,
            $"the key algorithm changes from {input.Current.KeyAlgorithm} to {input.Desired.Spec.KeyAlgorithm}",
            "key.algorithm");

    private static IssueFinding? AuthorityDiffers(IssueInput input) => input.Desired.Spec.Authorities.Contains(input.Current!.Authority)
        ? null
        : Replace(
            ReasonCode.ReplaceBecauseAuthority, $"the authority changes from {input.Current.Authority.Name} to {input.Desired.Spec.Authority.Name}", "authority");

    private static IssueFinding? UsagesDiffer(IssueInput input) => input.Desired.Spec.Usages.SequenceEqual(input.Current!.Usages) ||
        input.Desired.Spec.Usages.ToHashSet().SetEquals(input.Current.Usages)
        ? null
        : Replace(ReasonCode.ReplaceBecauseUsages, "the extended key usages change", "usages");

    private static IssueFinding? ValidityDiffers(IssueInput input) => input.Desired.Spec.Validity.Text == input.Current!.Validity
        ? null
        : Replace(
            ReasonCode.ReplaceBecauseValidity, $"the validity changes from {input.Current.Validity} to {input.Desired.Spec.Validity.Text}", "validity");

    private static IssueFinding? ValidationDiffers(IssueInput input) => input.Actual!.Applied.Validation == input.Desired.Spec.Validation
        ? null
        : Replace(
            ReasonCode.ReplaceBecauseValidation,
            $"the validation method changes from {input.Actual.Applied.Validation?.Name ?? "none"} to {input.Desired.Spec.Validation?.Name ?? "none"}",
            "validation");

    /// <summary>A key may leave only if that was declared before it was made (row EXP-01); private trust has no such bound.</summary>
    private static IssueFinding? BecomesExportable(IssueInput input) => input.Trust == Trust.Private || !input.Desired.Spec.Exportable || input.Actual!.Applied.Exportable
        ? null
        : Replace(ReasonCode.ReplaceBecauseExportable, "it becomes exportable, which its present key was not made for", "exportable");

    /// <summary>Issued under a clock that was ahead and was put back since: nobody accepts it yet. Clocks that differ by less are no matter.</summary>
    private static IssueFinding? IsNotYetValid(IssueInput input) => input.Current!.NotBefore <= input.Now + IssuanceCap.Ahead
        ? null
        : new(
            input.Desired.Spec.Rotation == KeyRotation.Never ? PlanVerb.Renew : PlanVerb.Rekey,
            ReasonCode.RenewNotYetValid,
            $"it begins at {RelativeTime.Both(input.Current.NotBefore, input.Now)}: the clock was ahead when it was issued",
            "renewBefore");

    private static IssueFinding? RenewalIsDue(IssueInput input)
    {
        var due = DueOf(input.Desired, input.Current!);
        if (input.Now < due) return null;
        var left = input.Current!.NotAfter - input.Now;
        var sentence = left <= TimeSpan.Zero
            ? $"it expired at {RelativeTime.Both(input.Current.NotAfter, input.Now)}"
            : $"it ends at {RelativeTime.Both(input.Current.NotAfter, input.Now)}; renewal is due since {RelativeTime.Both(due, input.Now)}";
        return input.Desired.Spec.Rotation switch
        {
            KeyRotation.Never => new(PlanVerb.Renew, ReasonCode.RenewDue, sentence, "key.rotation"),
            KeyRotation.Always => new(PlanVerb.Rekey, ReasonCode.RenewDue, sentence, "renewBefore"),
        };
    }

    /// <summary>When the version is due for renewal by the manifest as it is now.</summary>
    public static DateTimeOffset DueOf(Certificate desired, CertificateVersion current) =>
        RenewalTime.Due(desired.Id.Text, current.Serial, current.NotBefore, current.NotAfter, desired.Spec.RenewBefore.Nominal);

    private static IssueFinding Replace(ReasonCode reason, string sentence, string field) => new(PlanVerb.Replace, reason, sentence, field);
}
