using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Planning;

/// <summary>Which objects a plan asks the world about. What must be issued is asked about in any case; what is not asked counts as it was left.</summary>
/// <param name="Compared">Whose files, servers and zones are compared with what was left there.</param>
/// <param name="Watched">Objects whose turn in a sweep it is: their validation records are looked at though nothing is to be issued, where their time has come (row DNS-09), and what is stalled of them is tried.</param>
public sealed record WorldLook(PlanScope Compared, PlanScope Watched)
{
    /// <summary>As people ask for it: everything is compared.</summary>
    public static WorldLook Whole { get; } = new(PlanScope.All, PlanScope.None);

    public static WorldLook Nothing { get; } = new(PlanScope.None, PlanScope.None);

    /// <summary>With what is tried again now: whether it is still wanted may be seen in the world alone.</summary>
    /// <param name="tried">What was tried and is not done.</param>
    internal WorldLook With(DesiredState desired, IEnumerable<KeyValuePair<string, RetryState>> tried, DateTimeOffset now)
    {
        if (Compared.IsAll) return this;
        var more = new HashSet<ResourceId>();
        foreach (var (key, tries) in tried)
        {
            if (tries.IsHeld(now)) continue;
            if (SubjectOf(key) is { } subject) more.Add(subject);
            else more.UnionWith(desired.Providers.Select(provider => provider.Id));
        }

        return more.Count == 0 ? this : this with { Compared = Compared.And(more) };
    }

    /// <summary>True when the plan would hold the change if it were still wanted.</summary>
    internal bool WouldShow(string key, RetryState tries, DateTimeOffset now) =>
        Compared.IsAll || !tries.IsHeld(now) || (SubjectOf(key) is { } subject && Compared.Contains(subject));

    /// <summary>The object that a change is about: its certificate for a deployment, its authority for a CRL. Null for a record.</summary>
    internal static ResourceId? SubjectOf(string key)
    {
        var id = key.AsSpan(0, Math.Max(0, key.LastIndexOf('#')));
        if (id.IndexOf('@') is >= 0 and var at) id = id[..at];
        else if (id.EndsWith("/crl", StringComparison.Ordinal)) id = id[..^4];
        return ResourceId.TryParse(id.ToString());
    }
}
