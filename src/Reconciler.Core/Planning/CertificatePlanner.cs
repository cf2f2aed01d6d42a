using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning.Checks;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Planning;

/// <summary>Certificates that are declared: issue, renew, replace, revoke, change settings, or wait.</summary>
internal sealed class CertificatePlanner(PlanContext context, RecordPlanner records)
{
    private static readonly ImmutableArray<string> KnownAfterIssue = ["fingerprint", "notAfter", "notBefore", "serial", "version"];
    private static readonly ImmutableArray<string> KnownAfterFirstIssue = ["crn", "fingerprint", "notAfter", "notBefore", "serial"];

    public void Plan()
    {
        foreach (var certificate in context.Subjects.Declared)
        {
            var actual = context.Actual.Certificates.GetValueOrDefault(certificate.Id);
            if (certificate.Spec.Revoked is { } reason) PlanRevocation(certificate, actual, reason);
            else if (IssueChecks.First(new(certificate, context.Desired.TrustOf(certificate.Spec), actual, actual?.Current, context.Now)) is { } finding) PlanIssue(certificate, actual, finding);
            else PlanQuiet(certificate, actual!);
        }

        new IssuanceBudget(context).Keep();
    }

    private void PlanRevocation(Certificate certificate, ActualCertificate? actual, RevocationReason reason)
    {
        if (actual is null) return;
        var open = RevocableVersions(actual, context.Now);
        if (context.Subjects.IsDeployed(certificate.Id))
            context.Danger(certificate.Id.Text, $"{certificate.Id.Short} is revoked and its files stay where they are; nothing is deployed or renewed", certificate.Places.Of("revoked"));
        if (open.IsEmpty && actual.Intent is null) return;
        context.Add(Revocation(certificate.Id, open, reason, ReasonCode.RevokeDeclared, "its manifest says revoked", certificate.Places.Of("revoked"), []));
    }

    /// <summary>Every unexpired version that is not revoked yet, newest first.</summary>
    internal static ImmutableArray<CertificateVersion> RevocableVersions(ActualCertificate actual, DateTimeOffset now) =>
        [.. actual.Versions.Where(version => version.Status != VersionStatus.Revoked && version.NotAfter > now)];

    internal static PlanAction Revocation(
        ResourceId id,
        ImmutableArray<CertificateVersion> open,
        RevocationReason reason,
        ReasonCode code,
        string sentence,
        Diagnostics.SourceLocation? origin,
        ImmutableArray<string> requires) => new PlanAction.RevokeCertificate(
            new ActionFacts
            {
                Id = id.Text,
                Verb = PlanVerb.Revoke,
                Reason = code,
                Sentence = sentence,
                Origin = origin,
                Group = id.Text,
                Before = new PlanAttributes.Builder().Add("serials", [.. open.Select(version => version.Serial.Hex)]).Build(),
                After = new PlanAttributes.Builder().Add("revoked.reason", reason.Word()).Build(),
                Irreversible = true,
                Requires = requires,
            },
            id,
            reason);

    private void PlanIssue(Certificate certificate, ActualCertificate? actual, IssueFinding finding)
    {
        var isRenewal = finding.Reason == ReasonCode.RenewDue;
        var trust = context.Desired.TrustOf(certificate.Spec);
        if (finding.Verb.Category() == PlanCategory.Renew && trust == Trust.Public && !IsInUse(certificate, actual!.Current!))
        {
            context.Warn(certificate.Id.Text, $"{certificate.Id.Short} is INELIGIBLE for renewal: it is not in use (no target, not exported since it was issued); {finding.Sentence}", certificate.Places.Of("targets"));
            PlanSettings(certificate, actual!);
            return;
        }

        if (WhyAuthorityCannot(certificate) is { } why)
        {
            Wait(certificate, finding, WaitCodes.AuthorityNotActive, why, []);
            return;
        }

        if (isRenewal && !WouldEndLater(certificate, actual!.Current!, context.Now))
        {
            context.Warn(
                certificate.Id.Text,
                $"{certificate.Id.Short} is not renewed: a new one would not end later than {RelativeTime.Both(actual.Current!.NotAfter, context.Now)}; {finding.Sentence}",
                certificate.Places.Of("validity"));
            PlanSettings(certificate, actual);
            return;
        }

        if (IsCapped(certificate, actual, out var until))
        {
            Wait(certificate, finding, IssuanceCap.Code, IssuanceCap.Sentence(until), []);
            return;
        }

        if (trust == Trust.Public && IsLeftPending(certificate, finding)) return;
        var requires = new List<string>(context.Held((certificate.Spec.Authority.Text, PlanVerb.Create)));
        if (trust == Trust.Public && !ProofStands(certificate, finding, requires)) return;
        requires.Sort(StringComparer.Ordinal);
        WarnOfCut(certificate);
        context.Add(new PlanAction.IssueCertificate(
            new ActionFacts
            {
                Id = certificate.Id.Text,
                Verb = finding.Verb,
                Reason = finding.Reason,
                Sentence = actual?.Intent is { } intent ? IntentText.Of(finding.Sentence, intent, SpecHash.Of(certificate.Spec)) : finding.Sentence,
                Origin = certificate.Places.Of(finding.Field),
                Group = certificate.Id.Text,
                Before = BeforeOf(actual),
                After = SpecText.Of(certificate.Spec),
                AfterUnknown = actual is null ? KnownAfterFirstIssue : KnownAfterIssue,
                Requires = [.. requires],
            },
            certificate.Id));
    }

    /// <summary>Its proof timed out, or is not looked for now.</summary>
    private bool IsLeftPending(Certificate certificate, IssueFinding finding)
    {
        if (!PendingValidation.IsLeft(certificate, finding.Verb, context.Desired, context.Actual, context.Tries, context.Now)) return false;
        var pending = PendingValidation.Of(certificate, finding.Verb, context.Desired, context.Actual, context.Now)!;
        var (code, sentence) = pending.IsOver(context.Now)
            ? (WaitCodes.ValidationTimedOut, $"control of its domains was not proved until {Instants.Format(pending.Deadline)}; change the manifest, or run apply --retry")
            : (pending.Condition.Code, pending.Condition.Message);
        Wait(certificate, finding, code, sentence, [.. context.Desired.RecordsOf(certificate)]);
        return true;
    }

    /// <summary>What a cut-off run began is finished in any case: its serial is taken already.</summary>
    private bool IsCapped(Certificate certificate, ActualCertificate? actual, out DateTimeOffset until)
    {
        until = default;
        if (actual is null || actual.Intent is not null) return false;
        var lifetime = certificate.Spec.Validity.End(context.Now) - context.Now;
        if (IssuanceCap.Until(actual.Versions.Select(version => version.NotBefore), lifetime, context.Now) is not { } at) return false;
        until = at;
        return true;
    }

    private string? WhyAuthorityCannot(Certificate certificate)
    {
        var authority = context.Desired.Get<CertificateAuthority>(certificate.Spec.Authority);
        if (authority.Spec.State == DesiredAuthorityState.Disabled) return $"{authority.Id.Short} is disabled";
        if (context.Plans(authority.Id.Text, PlanVerb.Create) || context.Plans(authority.Id.Text, PlanVerb.Renew)) return null;
        var actual = context.Actual.Authorities.GetValueOrDefault(authority.Id);
        if (actual is null || (actual.Status != AuthorityStatus.Active && !context.Plans(authority.Id.Text, PlanVerb.Update))) return $"{authority.Id.Short} is {(actual?.Status ?? AuthorityStatus.Creating).Word()}";
        return actual.Current!.NotAfter <= context.Now ? $"{authority.Id.Short} expired at {Instants.Format(actual.Current.NotAfter)}" : null;
    }

    private bool ProofStands(Certificate certificate, IssueFinding finding, List<string> requires)
    {
        List<WantedRecord>? missing = null;
        List<string>? details = null;
        foreach (var record in context.Desired.RecordsOf(certificate))
        {
            var (standing, detail) = records.StandingOf(record);
            switch (standing)
            {
                case ProofStanding.Proven:
                    break;
                case ProofStanding.Published:
                    requires.Add(PlanAction.KeyOf(record.Id, PlanVerb.Publish));
                    break;
                case ProofStanding.Missing:
                    (missing ??= []).Add(record);
                    if (detail is not null) (details ??= []).Add(detail);
                    break;
            }
        }

        WarnOfCaa(certificate);
        if (missing is null) return true;
        var count = certificate.Spec.ValidatedDomains.Count();
        var sentence = $"control of {missing.Count} of {count} {(count == 1 ? "domain" : "domains")} is not proved yet{(details is null ? "" : ": " + string.Join("; ", details))}";
        Wait(certificate, finding, WaitCodes.PendingValidation, sentence, [.. missing]);
        return false;
    }

    private void WarnOfCaa(Certificate certificate)
    {
        var identities = context.Desired.Get<CertificateAuthority>(certificate.Spec.Authority).Spec.CaaIdentities;
        foreach (var name in certificate.Spec.Domains)
        {
            if (!context.Evidence.Caa.TryGetValue(name.Domain, out var observation)) continue;
            var sentence = CaaJudge.Judge(observation, name, identities) switch
            {
                CaaVerdict.Refused refused => refused.Sentence,
                CaaVerdict.Unknown unknown => unknown.Sentence,
                _ => null,
            };
            if (sentence is not null) context.Warn(certificate.Id.Text, $"CAA: {sentence}", certificate.Places.Of("domains"));
        }
    }

    /// <summary>Row DNS-09.</summary>
    private void WarnOfLoss(Certificate certificate, CertificateVersion current, DateTimeOffset due)
    {
        foreach (var (record, detail) in ValidationWatch.Missing(certificate, context.Desired, context.Actual, context.Evidence))
        {
            var seen = detail is null ? "" : $": {detail}";
            context.Warn(
                certificate.Id.Text,
                $"the validation record of {record.Domain} is missing{seen}; renewal of {certificate.Id.Short} will fail at {RelativeTime.Both(due, context.Now)}, and the certificate ends at {Instants.Format(current.NotAfter)}",
                certificate.Places.Of("domains"));
        }
    }

    private void WarnOfCut(Certificate certificate)
    {
        if (EndOfIssuer(certificate) is not { } end || certificate.Spec.Validity.End(context.Now) <= end) return;
        context.Warn(
            certificate.Id.Text,
            $"{certificate.Id.Short} ends at {RelativeTime.Both(end, context.Now)} with {certificate.Spec.Authority.Short}, earlier than {certificate.Spec.Validity.Text} from now",
            certificate.Places.Of("validity"));
    }

    /// <summary>Where certificates are cut; null while this plan gives the authority a certificate, whose end nobody knows yet.</summary>
    private DateTimeOffset? EndOfIssuer(Certificate certificate)
    {
        var authority = certificate.Spec.Authority;
        if (context.Plans(authority.Text, PlanVerb.Create) || context.Plans(authority.Text, PlanVerb.Renew)) return null;
        return context.Actual.Authorities.GetValueOrDefault(authority)?.Current?.NotAfter;
    }

    /// <summary>False where a fixed end or the authority's own would give a new version the end of the present one.</summary>
    private bool WouldEndLater(Certificate certificate, CertificateVersion current, DateTimeOffset at)
    {
        if (certificate.Spec.Validity.End(at) <= current.NotAfter) return false;
        return EndOfIssuer(certificate) is not { } end || end > current.NotAfter;
    }

    private void Wait(Certificate certificate, IssueFinding finding, string code, string sentence, ImmutableArray<WantedRecord> missing)
    {
        var after = SpecText.Of(certificate.Spec);
        var pending = WaitCodes.IsValidation(code) ? PendingValidation.Of(certificate, finding.Verb, context.Desired, context.Actual, context.Now) : null;
        context.Waiting.Add(new(certificate.Id.Text, finding.Verb, code, sentence, certificate.Places.Of(finding.Field), missing, after)
        {
            NextTry = code == WaitCodes.PendingValidation ? pending?.Tries.NextTry : null,
            Deadline = pending?.Deadline,
        });
    }

    /// <summary>Nothing must be issued: settings may differ, and a renewal may come into sight.</summary>
    private void PlanQuiet(Certificate certificate, ActualCertificate actual)
    {
        PlanSettings(certificate, actual);
        if (actual.Current is not { } current) return;
        if (context.Desired.TrustOf(certificate.Spec) == Trust.Public && !IsInUse(certificate, current)) return;
        var due = IssueChecks.DueOf(certificate, current);
        WarnOfLoss(certificate, current, due);
        if (due > context.HorizonEnd || !WouldEndLater(certificate, current, due)) return;
        var verb = certificate.Spec.Rotation == KeyRotation.Never ? PlanVerb.Renew : PlanVerb.Rekey;
        context.Later.Add(new(certificate.Id.Text, verb, due, $"ends at {RelativeTime.Both(current.NotAfter, context.Now)}"));
    }

    /// <summary>Row RNW-02.</summary>
    internal static bool IsInUse(Certificate certificate, CertificateVersion current) => !certificate.Spec.Targets.IsEmpty || current.ExportedAt is not null;

    private void PlanSettings(Certificate certificate, ActualCertificate actual)
    {
        var same = SpecText.SameSettings(certificate.Spec, actual.Applied) && SpecText.SameTags(certificate.Tags, actual.Tags) && certificate.Protect == actual.Protect;
        if (same && actual.Intent is null) return;
        var wanted = SpecText.SettingsOf(certificate.Spec, certificate.Tags, certificate.Protect);
        var have = SpecText.SettingsOf(actual.Applied, actual.Tags, actual.Protect);
        var after = wanted.Except(have);
        var before = have.Except(wanted);
        var fields = after.Items.Concat(before.Items).Select(item => item.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        context.Add(new PlanAction.UpdateCertificate(
            new ActionFacts
            {
                Id = certificate.Id.Text,
                Verb = PlanVerb.Update,
                Reason = ReasonCode.UpdateSettings,
                Sentence = same ? IntentText.OfUnwanted(actual.Intent!) : $"{string.Join(", ", fields)} changed",
                Origin = same ? null : certificate.Places.Of(fields[0]),
                Group = certificate.Id.Text,
                Before = before,
                After = after,
            },
            certificate.Id));
    }

    private static PlanAttributes BeforeOf(ActualCertificate? actual) => actual?.Current is not { } current
        ? PlanAttributes.None
        : new PlanAttributes.Builder()
            .Add("authority", current.Authority.Text)
            .Add("domains", [.. current.Names.Select(name => name.Value)])
            .Add("key.algorithm", current.KeyAlgorithm.ToString())
            .Add("notAfter", Instants.Format(current.NotAfter))
            .Add("serial", current.Serial.Hex)
            .Add("usages", [.. current.Usages.Select(SpecText.Usage)])
            .Add("validation", actual.Applied.Validation?.Text)
            .Add("validity", current.Validity)
            .Add("version", current.Number.ToString(CultureInfo.InvariantCulture))
            .Build();
}
