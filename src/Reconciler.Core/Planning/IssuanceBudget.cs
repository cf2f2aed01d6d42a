using System.Globalization;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning.Checks;

namespace Reconciler.Core.Planning;

/// <summary>
/// How many certificates an account may get within a time, new ones, renewals and replacements together (<c>limits.issue</c>). What exceeds it waits until
/// certificates that count have become older than that; near expiry goes first. Revocations and CRLs are no concern of it. What was issued is counted from the
/// state, once for a plan that issues so many, so that a restart changes nothing.
/// </summary>
internal sealed class IssuanceBudget(PlanContext context)
{
    /// <summary>So few are nobody's loop.</summary>
    private const int Least = 1000;

    /// <summary>Of what is declared, each may be issued so often within the time.</summary>
    private const int Times = 3;

    private readonly UrgencyOf _urgency = new(context.Desired, context.Actual, context.Now);

    /// <summary>Lets those of the planned certificates wait that the budgets of their accounts do not allow now.</summary>
    public void Keep()
    {
        foreach (var account in context.Changes.OfType<PlanAction.IssueCertificate>().GroupBy(change => change.Certificate.Account).ToList())
            Keep(account.Key, [.. account]);
    }

    private void Keep(string account, IReadOnlyCollection<PlanAction.IssueCertificate> planned)
    {
        var limit = context.Desired.AccountSpecs.TryGetValue(account, out var spec) ? spec.Limits.Issue : new();
        var within = limit.Within.Nominal;
        var (count, after, before) = (limit.Count ?? Least, context.Now - within, context.Now + IssuanceCap.Ahead);
        if (context.Subjects.IssuedAtMost(account, after, before) + planned.Count <= count) return;
        var recent = RecentOf(account, after, before);
        if (recent.Count + planned.Count <= count) return;
        count = limit.Count ?? Math.Max(count, DefaultOf(account, within));
        if (recent.Count + planned.Count <= count) return;
        recent.Sort();
        Hold(account, planned, recent, count, limit.Within);
    }

    private void Hold(string account, IReadOnlyCollection<PlanAction.IssueCertificate> planned, List<DateTimeOffset> used, int count, Period within)
    {
        var held = new HashSet<PlanAction>(ReferenceEqualityComparer.Instance);
        foreach (var change in planned.OrderBy(PlaceOf).ThenBy(EndOf).ThenBy(change => change.Id, StringComparer.Ordinal))
        {
            if (used.Count < count || IsBegun(change))
            {
                used.Add(context.Now);
                continue;
            }

            // It goes on once so many of those before it are older that it is the last one allowed; those after it wait for it in turn.
            var at = used[^count] + within.Nominal;
            used.Add(at);
            held.Add(change);
            context.Waiting.Add(new(change.Id, change.Verb, WaitCodes.IssuanceBudget, Sentence(account, count, within, at), change.Facts.Origin, [], change.Facts.After) { NextTry = at });
        }

        context.Withdraw(held);
    }

    /// <summary>When the account's certificates were issued; unordered. What a preview counts as applied was issued by nobody.</summary>
    private List<DateTimeOffset> RecentOf(string account, DateTimeOffset after, DateTimeOffset before)
    {
        List<DateTimeOffset> recent = [];
        if (context.Actual.Lineage.Length == 0) return recent;
        foreach (var certificate in context.Actual.Certificates.Values)
        {
            if (certificate.Id.Account != account) continue;
            foreach (var version in certificate.Versions)
            {
                if (version.NotBefore > after && version.NotBefore < before) recent.Add(version.NotBefore);
            }
        }

        return recent;
    }

    /// <summary>Three for each declared certificate, more where it lives for less than the time: renewing it takes at most half of that.</summary>
    private int DefaultOf(string account, TimeSpan within) => (int)Math.Min(int.MaxValue, context.Desired.Certificates
        .Where(certificate => certificate.Id.Account == account)
        .Sum(certificate => Times * Math.Clamp(within / (certificate.Spec.Validity.End(context.Now) - context.Now), 1, IssuanceCap.Most)));

    /// <summary>Near expiry first, then by the order in which changes are done.</summary>
    private int PlaceOf(PlanAction.IssueCertificate change) => IsBegun(change) ? -2 : change.Accept(_urgency) is var urgency && urgency == Urgency.NearExpiry ? -1 : (int)urgency;

    private DateTimeOffset EndOf(PlanAction.IssueCertificate change) => context.Actual.Certificates.GetValueOrDefault(change.Certificate)?.Current?.NotAfter ?? DateTimeOffset.MinValue;

    /// <summary>What a cut-off run began is finished in any case: its serial is taken already.</summary>
    private bool IsBegun(PlanAction.IssueCertificate change) => context.Actual.Certificates.GetValueOrDefault(change.Certificate)?.Intent is not null;

    /// <summary>Without the present instant, so that it stays the same from look to look.</summary>
    private static string Sentence(string account, int count, Period within, DateTimeOffset at) => string.Create(
        CultureInfo.InvariantCulture, $"account {account} got the {count} certificates that it may get within {within} (limits.issue); it goes on at {Instants.Format(at)}");
}
