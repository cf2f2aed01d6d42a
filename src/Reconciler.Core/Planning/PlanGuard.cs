using System.Globalization;
using Reconciler.Core.Desired;

namespace Reconciler.Core.Planning;

/// <summary>The verbs whose number in one run is limited.</summary>
public enum GuardedVerb
{
    Revoke,
    Remove,
    Replace,
}

/// <summary>Numbers that a person allows beyond the limits of an account, exactly and for one run alone, and why.</summary>
public sealed record LimitOverride(IReadOnlyDictionary<GuardedVerb, int> Counts, string Reason)
{
    public override string ToString() => $"{string.Join(' ', Counts.OrderBy(entry => entry.Key).Select(entry => $"{PlanGuard.Word(entry.Key)}={entry.Value}"))}: {Reason}";
}

/// <summary>
/// How much one run may revoke, remove or replace (row GIT-06): for each account and verb, over certificates,
/// <c>max(3, min(count, percent of the live ones before the run))</c>. A person may allow an exact number by name; another number is refused again.
/// </summary>
public static class PlanGuard
{
    /// <summary>So few are never too many.</summary>
    private const int Floor = 3;

    internal static void Check(PlanContext context, IReadOnlyDictionary<GuardedVerb, int> overrides)
    {
        foreach (var group in context.Changes.Select(change => (Verb: GuardedBy(change), Change: change)).Where(item => item.Verb is not null).GroupBy(item => (Account: AccountOf(item.Change), Verb: item.Verb!.Value)).OrderBy(group => group.Key.Account, StringComparer.Ordinal).ThenBy(group => group.Key.Verb))
        {
            var planned = group.Count();
            var limit = LimitOf(context, group.Key.Account, group.Key.Verb);
            if (planned <= limit || (overrides.TryGetValue(group.Key.Verb, out var allowed) && allowed == planned)) continue;
            var word = Word(group.Key.Verb);
            context.Blocked.Add(new(
                NoticeLevel.Danger,
                $"{group.Key.Account}/account/{group.Key.Account}",
                string.Create(CultureInfo.InvariantCulture, $"the plan would {word} {planned} certificates of account {group.Key.Account}, more than the {limit} that one run may; to allow exactly this: --override {word}={planned} --reason \"…\""),
                context.Desired.Accounts.FirstOrDefault(account => account.Id.Name == group.Key.Account)?.Places.Of($"limits.{word}")));
        }
    }

    /// <summary>The word of a verb in manifests and options.</summary>
    public static string Word(GuardedVerb verb) => verb switch
    {
        GuardedVerb.Revoke => "revoke",
        GuardedVerb.Remove => "remove",
        GuardedVerb.Replace => "replace",
    };

    private static int LimitOf(PlanContext context, string account, GuardedVerb verb)
    {
        var limits = context.Desired.AccountSpecs.TryGetValue(account, out var spec) ? spec.Limits : new AccountLimits();
        var limit = verb switch
        {
            GuardedVerb.Revoke => limits.Revoke,
            GuardedVerb.Remove => limits.Remove,
            GuardedVerb.Replace => limits.Replace,
        };
        return Math.Max(Floor, Math.Min(limit.Count, (int)((long)context.Subjects.LiveOf(account) * limit.Percent / 100)));
    }

    internal static GuardedVerb? GuardedBy(PlanAction change) => change switch
    {
        PlanAction.RevokeCertificate => GuardedVerb.Revoke,
        PlanAction.RetireCertificate => GuardedVerb.Remove,
        PlanAction.IssueCertificate { Verb: PlanVerb.Replace } => GuardedVerb.Replace,
        _ => null,
    };

    private static string AccountOf(PlanAction change) => change.Id[..change.Id.IndexOf('/', StringComparison.Ordinal)];
}
