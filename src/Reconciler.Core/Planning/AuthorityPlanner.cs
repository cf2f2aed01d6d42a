using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning.Checks;

namespace Reconciler.Core.Planning;

/// <summary>Authorities: create, renew, change settings, sign CRLs by time, delete. Parents come before children.</summary>
internal sealed class AuthorityPlanner(PlanContext context)
{
    /// <summary>Condition of an authority whose CRL does not list all that was revoked.</summary>
    internal const string CrlBehind = "CRL_BEHIND";

    public void Plan()
    {
        foreach (var authority in context.Desired.Authorities.OrderBy(Depth).ThenBy(authority => authority.Id))
        {
            if (!context.Scope.Contains(authority.Id)) continue;
            var actual = context.Actual.Authorities.GetValueOrDefault(authority.Id);
            if (actual is null || actual.Current is null || actual.Status == AuthorityStatus.Deleted) Create(authority, actual);
            else Keep(authority, actual);
        }

        foreach (var actual in context.Actual.Authorities.Values.OrderBy(authority => authority.Id))
        {
            if (context.Scope.Contains(actual.Id) && !context.Desired.TryFind<CertificateAuthority>(actual.Id, out _)) Remove(actual);
        }
    }

    /// <summary>0 for a root; a parent is always less deep than its children.</summary>
    internal int Depth(CertificateAuthority authority)
    {
        var depth = 0;
        for (var at = authority; at.Spec.Parent is { } parent && context.Desired.TryFind<CertificateAuthority>(parent, out var next); at = next) depth++;
        return depth;
    }

    private void Create(CertificateAuthority authority, ActualAuthority? actual) => context.Add(new PlanAction.CreateAuthority(
        new ActionFacts
        {
            Id = authority.Id.Text,
            Verb = PlanVerb.Create,
            Reason = ReasonCode.CreateNew,
            Sentence = actual is null ? "it is new" : WithIntent("it was begun and is not finished", authority, actual),
            Origin = authority.Places.Document,
            Group = authority.Id.Text,
            After = SpecText.Of(authority.Spec),
            AfterUnknown = ["crn", "fingerprint", "notAfter", "notBefore", "serial"],
            Requires = RequiredParent(authority),
        },
        authority.Id));

    private ImmutableArray<string> RequiredParent(CertificateAuthority authority) => authority.Spec.Parent is { } parent
        ? context.Held((parent.Text, PlanVerb.Create), (parent.Text, PlanVerb.Renew))
        : [];

    private void Keep(CertificateAuthority authority, ActualAuthority actual)
    {
        if (RefuseFixedFields(authority, actual))
        {
            SignCrlIfDue(authority, actual);
            return;
        }

        var renews = RenewIfDue(authority, actual);
        ChangeSettings(authority, actual, renews ? null : actual.Intent);
        if (!renews) SignCrlIfDue(authority, actual);
    }

    private static string WithIntent(string sentence, CertificateAuthority authority, ActualAuthority actual) =>
        actual.Intent is { } intent ? IntentText.Of(sentence, intent, SpecHash.Of(authority.Spec)) : sentence;

    /// <summary>What is inside the authority's certificate stays until it is rotated.</summary>
    private bool RefuseFixedFields(CertificateAuthority authority, ActualAuthority actual)
    {
        var wanted = SpecText.Of(authority.Spec);
        var have = SpecText.Of(actual.Applied);
        var refused = false;
        foreach (var field in (ReadOnlySpan<string>)
            ["type", "subject", "key.algorithm", "parent", "pathLength", "nameConstraints.permitted", "nameConstraints.excluded", "nameConstraints.permittedIp", "nameConstraints.excludedIp"])
        {
            var (now, before) = (wanted.Find(field), have.Find(field));
            if (now is null ? before is null : before?.SameValue(now) == true) continue;
            refused = true;
            context.Refusals.Add(
                PlanCodes.FixedAuthorityField,
                $"{field} of {authority.Id.Short} cannot change from {before?.ToString() ?? "nothing"} to {now?.ToString() ?? "nothing"}: the authority exists",
                authority.Places.Of(field),
                help: "write the old value again, or declare a new authority under another name and move certificates to it");
        }

        return refused;
    }

    private void ChangeSettings(CertificateAuthority authority, ActualAuthority actual, OpenIntent? unwanted)
    {
        var wanted = Settings(authority.Spec, authority.Tags, authority.Protect);
        var have = Settings(actual.Applied, actual.Tags, actual.Protect);
        var same = SpecText.Same(wanted, have);
        if (same && unwanted is null) return;
        var stateChanged = authority.Spec.State != actual.Applied.State;
        var reason = !stateChanged ? ReasonCode.UpdateSettings
            : authority.Spec.State == DesiredAuthorityState.Disabled ? ReasonCode.StateDisabled
            : ReasonCode.StateActive;
        var changed = wanted.Except(have);
        var gone = have.Except(wanted);
        var fields = changed.Items.Concat(gone.Items).Select(item => item.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        context.Add(new PlanAction.UpdateAuthority(
            new ActionFacts
            {
                Id = authority.Id.Text,
                Verb = PlanVerb.Update,
                Reason = reason,
                Sentence = same ? IntentText.OfUnwanted(unwanted!) : stateChanged ? $"its state is declared {(reason == ReasonCode.StateDisabled ? "disabled" : "active")}" : $"{string.Join(", ", fields)} changed",
                Origin = same ? null : authority.Places.Of(fields[0]),
                Group = authority.Id.Text,
                Before = gone,
                After = changed,
            },
            authority.Id));
    }

    private static PlanAttributes Settings(AuthoritySpec spec, IEnumerable<KeyValuePair<string, string>> tags, bool protect)
    {
        var builder = new PlanAttributes.Builder().Add("tags", SpecText.Tags(tags)).Add("protect", protect ? "true" : "false");
        foreach (var item in SpecText.Of(spec).Items)
        {
            if (item.Text is not null) builder.Add(item.Name, item.Text);
            else builder.Add(item.Name, item.List);
        }

        return builder.Build();
    }

    private bool RenewIfDue(CertificateAuthority authority, ActualAuthority actual)
    {
        var current = actual.Current!;
        var due = RenewalDue(authority, current);
        var later = authority.Spec.Validity.Period is not null;
        if (!later) return false;
        if (context.Now < due)
        {
            if (due <= context.HorizonEnd) context.Later.Add(new(authority.Id.Text, PlanVerb.Renew, due, "the authority's certificate is renewed with the same key"));
            return false;
        }

        if (!WouldEndLater(authority, current)) return false;
        if (actual.Intent is null && IssuanceCap.Until(actual.Versions.Select(version => version.NotBefore), authority.Spec.Validity.End(context.Now) - context.Now, context.Now) is { } until)
        {
            context.Danger(authority.Id.Text, $"{authority.Id.Short} is not renewed: {IssuanceCap.Sentence(until)}", authority.Places.Of("validity"));
            return false;
        }

        context.Add(new PlanAction.RenewAuthority(
            new ActionFacts
            {
                Id = authority.Id.Text,
                Verb = PlanVerb.Renew,
                Reason = ReasonCode.RenewDue,
                Sentence = WithIntent($"its certificate ends at {RelativeTime.Both(current.NotAfter, context.Now)}", authority, actual),
                Origin = authority.Places.Of("validity"),
                Group = authority.Id.Text,
                Before = new PlanAttributes.Builder().Add("notAfter", Instants.Format(current.NotAfter)).Build(),
                After = new PlanAttributes.Builder().Add("validity", authority.Spec.Validity.Text).Build(),
                AfterUnknown = ["fingerprint", "notAfter", "notBefore", "serial"],
                Requires = RequiredParent(authority),
            },
            authority.Id));
        return true;
    }

    /// <summary>From W before its end: W = min(longest declared validity of what names it + 60 days, half its own declared lifetime).</summary>
    internal DateTimeOffset RenewalDue(CertificateAuthority authority, AuthorityVersion current)
    {
        var lifetime = authority.Spec.Validity.Period?.Nominal ?? (current.NotAfter - current.NotBefore);
        var window = context.Subjects.LongestBelow(authority.Id) + TimeSpan.FromDays(60);
        return current.NotAfter - (window < lifetime / 2 ? window : lifetime / 2);
    }

    private bool WouldEndLater(CertificateAuthority authority, AuthorityVersion current)
    {
        var end = authority.Spec.Validity.End(context.Now);
        if (authority.Spec.Parent is { } parent && context.Actual.Authorities.GetValueOrDefault(parent)?.Current is { } issuer && !context.Plans(parent.Text, PlanVerb.Renew))
            end = end < issuer.NotAfter ? end : issuer.NotAfter;
        return end > current.NotAfter.AddHours(1);
    }

    /// <summary>
    /// A CRL is signed anew at two thirds of its life, when what is published is not what was published, and when a run was cut off between a
    /// revocation and its CRL.
    /// </summary>
    private void SignCrlIfDue(CertificateAuthority authority, ActualAuthority actual)
    {
        if (actual.Status is not (AuthorityStatus.Active or AuthorityStatus.Disabled)) return;
        var due = actual.Crl is { } crl ? CrlDue(crl) : context.Now;
        var why = context.Evidence.AuthorityFiles.GetValueOrDefault(authority.Id)
            ?? (actual.Condition is { Code: CrlBehind } behind ? behind.Message : null)
            ?? (actual.Crl is { } last && context.Subjects.LastRevocationOf(authority.Id) > last.ThisUpdate ? "a certificate was revoked since it was signed" : null)
            ?? (actual.Crl is { } early && early.ThisUpdate > context.Now + IssuanceCap.Ahead ? "it was signed under a clock that was ahead" : null)
            ?? (context.Now >= due ? $"two thirds of its life are over since {RelativeTime.Both(due, context.Now)}" : null);
        if (why is null) return;
        var id = $"{authority.Id.Text}/crl";
        context.Add(new PlanAction.UpdateCrl(
            new ActionFacts
            {
                Id = id,
                Verb = PlanVerb.Update,
                Reason = ReasonCode.CrlDue,
                Sentence = why,
                Origin = authority.Places.Of("revocation"),
                Group = id,
                Before = actual.Crl is null ? PlanAttributes.None : new PlanAttributes.Builder()
                    .Add("nextUpdate", Instants.Format(actual.Crl.NextUpdate))
                    .Add("number", actual.Crl.Number.ToString(CultureInfo.InvariantCulture))
                    .Build(),
                AfterUnknown = ["nextUpdate", "number"],
            },
            authority.Id));
    }

    internal static DateTimeOffset CrlDue(CrlRecord crl) => crl.ThisUpdate + ((crl.NextUpdate - crl.ThisUpdate) * 2 / 3);

    private void Remove(ActualAuthority actual)
    {
        switch (actual.Status)
        {
            case AuthorityStatus.Active or AuthorityStatus.Creating or AuthorityStatus.PendingCertificate or AuthorityStatus.Failed or AuthorityStatus.Expired:
                context.Blocked.Add(new(
                    NoticeLevel.Danger,
                    actual.Id.Text,
                    $"the manifest of {actual.Id.Short} is gone while the authority is {actual.Status.Word()}; it is kept. Declare it again with state: disabled, apply, then remove it",
                    null));
                break;
            case AuthorityStatus.Disabled:
                context.Add(new PlanAction.RetireAuthority(
                    new ActionFacts
                    {
                        Id = actual.Id.Text,
                        Verb = PlanVerb.Retire,
                        Reason = ReasonCode.RetireNotInConfig,
                        Sentence = "its manifest is gone and it is disabled",
                        Group = actual.Id.Text,
                        Before = SpecText.Of(actual.Applied),
                    },
                    actual.Id));
                break;
            case AuthorityStatus.Deleted:
                break;
        }
    }
}
