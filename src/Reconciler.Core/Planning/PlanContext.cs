using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Planning;

/// <summary>The inputs of one planning and what it has decided so far; lives for one call of <see cref="Planner"/>.</summary>
internal sealed class PlanContext(
    DesiredState desired, ActualState actual, Evidence evidence, PlanScope scope, DateTimeOffset now, TimeSpan horizon, Tries tries, PlanIndex? index = null)
{
    private readonly Dictionary<string, PlanAction> _byKey = new(StringComparer.Ordinal);

    public DesiredState Desired => desired;

    public ActualState Actual => actual;

    public Evidence Evidence => evidence;

    public PlanScope Scope => scope;

    public PlanSubjects Subjects { get; } = new(desired, actual, scope, index);

    public DateTimeOffset Now => now;

    public Tries Tries => tries;

    /// <summary>Until when Later looks.</summary>
    public DateTimeOffset HorizonEnd { get; } = now + horizon;

    public List<PlanAction> Changes { get; } = [];

    public List<WaitingEntry> Waiting { get; } = [];

    public List<LaterEntry> Later { get; } = [];

    public List<PlanNotice> Notices { get; } = [];

    public DiagnosticBag Refusals { get; } = new();

    public List<PlanNotice> Blocked { get; } = [];

    public void Add(PlanAction action)
    {
        Changes.Add(action);
        _byKey.Add(action.Key, action);
    }

    /// <summary>Takes back changes that nothing requires yet.</summary>
    public void Withdraw(IReadOnlySet<PlanAction> changes)
    {
        Changes.RemoveAll(changes.Contains);
        foreach (var change in changes) _byKey.Remove(change.Key);
    }

    /// <summary>True when this plan holds the change.</summary>
    public bool Plans(string id, PlanVerb verb) => _byKey.ContainsKey(PlanAction.KeyOf(id, verb));

    /// <summary>The keys among <paramref name="candidates"/> that this plan holds, in ordinal order.</summary>
    public ImmutableArray<string> Held(params ReadOnlySpan<(string Id, PlanVerb Verb)> candidates)
    {
        List<string>? held = null;
        foreach (var (id, verb) in candidates)
        {
            var key = PlanAction.KeyOf(id, verb);
            if (_byKey.ContainsKey(key)) (held ??= []).Add(key);
        }

        held?.Sort(StringComparer.Ordinal);
        return held is null ? [] : [.. held];
    }

    /// <summary>The key of the change that gives the certificate a new version in this plan; null when none does.</summary>
    public string? IssueKey(ResourceId certificate)
    {
        foreach (var verb in (ReadOnlySpan<PlanVerb>)[PlanVerb.Issue, PlanVerb.Renew, PlanVerb.Rekey, PlanVerb.Replace])
        {
            if (Plans(certificate.Text, verb)) return PlanAction.KeyOf(certificate.Text, verb);
        }

        return null;
    }

    public void Warn(string id, string sentence, SourceLocation? origin) => Notices.Add(new(NoticeLevel.Warning, id, sentence, origin));

    public void Danger(string id, string sentence, SourceLocation? origin) => Notices.Add(new(NoticeLevel.Danger, id, sentence, origin));
}
