using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning.Checks;

namespace Reconciler.Core.Planning.Simulating;

/// <summary>
/// The planner over days that have not come yet: the same decisions, with every change done on paper. It assumes that proofs of control stand, CAA allows, and
/// nothing fails; what still ends without a successor, ends by what the manifests say. Pure: the same input gives the same forecast.
/// </summary>
public sealed class Simulation
{
    private readonly DesiredState _desired;
    private readonly DeclaredResource[] _always;
    private readonly SimulatedState _state;
    private readonly Evidence _evidence;
    private readonly PriorityQueue<ResourceId, DateTimeOffset> _due = new();
    private readonly Dictionary<string, string> _said = new(StringComparer.Ordinal);
    private readonly SortedDictionary<DateOnly, int> _issued = [];
    private readonly List<(DateOnly, string)> _authorities = [];
    private readonly Dictionary<string, Ending> _endings = new(StringComparer.Ordinal);

    private Simulation(DesiredState desired, ActualState actual, DateTimeOffset from)
    {
        var applied = AppliedProjection.Of(desired, from);
        _desired = desired;
        _always = [.. desired.Resources.Where(resource => resource is not Certificate), .. desired.Certificates.DistinctBy(certificate => (certificate.Spec.Authority, certificate.Spec.Validity.Text))];
        _state = new(desired, actual.Serial == 0 ? applied.Actual : actual);
        _evidence = applied.Evidence;
    }

    /// <param name="actual">Where it starts; of an absent state, as if everything were applied at <paramref name="from"/>.</param>
    public static Forecast Run(DesiredState desired, ActualState actual, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(desired);
        ArgumentNullException.ThrowIfNull(actual);
        var simulation = new Simulation(desired, actual, from);
        simulation.Live(from, to, cancellationToken);
        return new(
            from,
            to,
            desired.Certificates.Length,
            simulation._issued.ToImmutableSortedDictionary(),
            [.. simulation._authorities],
            [.. simulation._endings.Values.OrderBy(ending => ending.At).ThenBy(ending => ending.Id, StringComparer.Ordinal)]);
    }

    private void Live(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        foreach (var certificate in _desired.Certificates) _due.Enqueue(certificate.Id, from);
        for (var now = from; now <= to; now = now.AddDays(1))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var due = _desired.Authorities.Select(authority => authority.Id).ToHashSet();
            while (_due.TryPeek(out var id, out var at) && at <= now)
            {
                _due.Dequeue();
                due.Add(id);
            }

            Day(now, due);
        }
    }

    private void Day(DateTimeOffset now, HashSet<ResourceId> due)
    {
        _state.KeepCrlsFresh(now);
        var certificates = due.Where(id => id.Kind == ResourceKind.Certificate).Select(_desired.Get<Certificate>).ToList();
        var plan = Planner.Plan(Declaring(certificates), _state.Of(certificates), _evidence, PlanScope.Of(due), now, TimeSpan.Zero);
        foreach (var entry in plan.Waiting) _said[entry.Id] = entry.Sentence;
        foreach (var notice in plan.Notices) _said[notice.Id] = notice.Sentence;
        foreach (var change in plan.Changes)
        {
            if (change is PlanAction.CreateAuthority or PlanAction.RenewAuthority) RenewAuthority(change, now);
            else if (change is PlanAction.IssueCertificate issue) Issue(issue.Certificate, now);
        }

        foreach (var id in due) Ahead(id, now);
    }

    /// <summary>
    /// A day costs what is due on it: the planner is given that much of what is declared. Of the other certificates it only asks how long what an authority
    /// issues lives, so that one of each validity stands for all.
    /// </summary>
    private DesiredState Declaring(List<Certificate> certificates) =>
        new(_desired.Revision, _always.Concat(certificates).DistinctBy(resource => resource.Id), certificates.SelectMany(_desired.RecordsOf).DistinctBy(record => record.Id));

    private void RenewAuthority(PlanAction change, DateTimeOffset now)
    {
        var id = ResourceId.TryParse(change.Id)!;
        _state.Do(id, now);
        if (change is PlanAction.RenewAuthority) _authorities.Add((Day(now), id.Text));
    }

    private void Issue(ResourceId id, DateTimeOffset now)
    {
        _state.Issue(id, now);
        _issued[Day(now)] = _issued.GetValueOrDefault(Day(now)) + 1;
    }

    /// <summary>When it must be looked at next, and whether it has ended meanwhile.</summary>
    private void Ahead(ResourceId id, DateTimeOffset now)
    {
        if (_desired.TryFind<CertificateAuthority>(id, out _))
        {
            if (_state.Actual.Authorities.GetValueOrDefault(id)?.Current is { } authority && authority.NotAfter <= now) End(id, authority.NotAfter);
            return;
        }

        var certificate = _desired.Get<Certificate>(id);
        if (certificate.Spec.Revoked is not null) return;
        if (_state.Actual.Certificates.GetValueOrDefault(id)?.Current is not { } current)
        {
            _due.Enqueue(id, now.AddDays(1));
            return;
        }

        if (current.NotAfter <= now) End(id, current.NotAfter);
        var renewal = IssueChecks.DueOf(certificate, current);
        // Due and not done: again tomorrow, as the loop would.
        _due.Enqueue(id, renewal > now ? renewal : now.AddDays(1));
    }

    private void End(ResourceId id, DateTimeOffset at) =>
        _endings.TryAdd(id.Text, new(id.Text, at, _said.GetValueOrDefault(id.Text) ?? "nothing renews it"));

    private static DateOnly Day(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime);
}
