using System.Collections.Immutable;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Validation;

/// <summary>
/// Decides by RFC 8659 whether an authority may issue for a name (rows CAA-01 to CAA-03). The parameters of RFC 8657 (accounturi, validationmethods) are
/// not judged: they are ignored like unknown ones.
/// </summary>
public static class CaaJudge
{
    private const int Critical = 0x80;

    /// <summary>Bit 7 counted from the left, which operators set in mistake for <see cref="Critical"/>; reading it as critical errs on the safe side.</summary>
    private const int MistakenCritical = 0x01;

    /// <summary>Properties that are understood; the last three do not restrict server certificates (RFC 8659 section 4.4, RFC 9495).</summary>
    private static readonly string[] KnownTags = ["issue", "issuewild", "iodef", "issuemail", "issuevmc"];

    /// <param name="observation">The tree climbed from the name's domain.</param>
    /// <param name="name">A wildcard is judged by <c>issuewild</c> where the set has one.</param>
    /// <param name="identities">Domains by which the authority is named; any one will do.</param>
    public static CaaVerdict Judge(CaaObservation observation, DnsName name, IReadOnlyCollection<string> identities)
    {
        ArgumentNullException.ThrowIfNull(observation);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(identities);

        string? expected = name.Domain;
        foreach (var step in observation.Steps)
        {
            if (!string.Equals(step.Name, expected, StringComparison.Ordinal)) break;
            switch (step.Outcome)
            {
                case LookupOutcome.Failed:
                    return new CaaVerdict.Unknown($"the CAA look-up at {step.Name} failed: {step.Detail ?? "no reason given"}; a failure is never read as permission");
                case LookupOutcome.Found:
                    return JudgeSet(step, name, identities);
                case LookupOutcome.Absent:
                    expected = DomainText.Parent(step.Name);
                    break;
            }
        }

        return expected is null
            ? new CaaVerdict.Allowed($"no CAA record at {name.Domain} or above it")
            : new CaaVerdict.Unknown($"CAA was not looked up at {expected}; a set there could forbid issuing for {name}");
    }

    private static CaaVerdict JudgeSet(CaaStep step, DnsName name, IReadOnlyCollection<string> identities)
    {
        var unknown = step.Records.FirstOrDefault(record => IsCritical(record) && !KnownTags.Contains(record.Tag, StringComparer.OrdinalIgnoreCase));
        if (unknown is not null)
            return new CaaVerdict.Refused($"the CAA set at {step.Name} has the critical property \"{unknown.Tag}\", which is not known here ({unknown}); remove it or its flag");

        var tag = name.IsWildcard && step.Records.Any(record => HasTag(record, "issuewild")) ? "issuewild" : "issue";
        var relevant = step.Records.Where(record => HasTag(record, tag)).ToImmutableArray();
        if (relevant.IsEmpty) return new CaaVerdict.Allowed($"the CAA set at {step.Name} does not restrict {name}");

        var allowing = relevant.FirstOrDefault(record => Names(CaaIssuer.DomainOf(record.Value), identities));
        return allowing is not null ? new CaaVerdict.Allowed($"CAA at {step.Name} allows it: {allowing}") : new CaaVerdict.Refused(Refusal(step, name, tag, identities));
    }

    private static string Refusal(CaaStep step, DnsName name, string tag, IReadOnlyCollection<string> identities)
    {
        var set = string.Join(", ", step.Records);
        var remedy = identities.Count == 0
            ? "the authority declares no identity that could be added"
            : $"add: {step.Name}. CAA 0 {tag} \"{identities.First()}\"";
        return $"the CAA set at {step.Name} does not allow this authority to issue for {name} (found: {set}); {remedy}";
    }

    private static bool Names(string? issuer, IReadOnlyCollection<string> identities) =>
        issuer is not null && identities.Any(identity => string.Equals(identity.Trim(), issuer, StringComparison.OrdinalIgnoreCase));

    private static bool HasTag(CaaRecord record, string tag) => string.Equals(record.Tag, tag, StringComparison.OrdinalIgnoreCase);

    private static bool IsCritical(CaaRecord record) => (record.Flags & (Critical | MistakenCritical)) != 0;
}
