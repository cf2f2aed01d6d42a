using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Reporting;

/// <summary>One object of a list.</summary>
/// <param name="Declared">Null: its manifest is gone, or none is in force yet.</param>
/// <param name="Status">Null: the state knows nothing of it.</param>
public sealed record ObjectRow(ResourceId Id, DeclaredResource? Declared, StatusRow? Status)
{
    public ImmutableSortedDictionary<string, string> Tags => Status?.Tags ?? Declared?.Tags ?? ImmutableSortedDictionary<string, string>.Empty;
}

/// <param name="Last">The identity that the next page begins behind; null: there is none.</param>
public sealed record ObjectPage(StateMark Mark, string? Revision, DateTimeOffset Clock, ImmutableArray<ObjectRow> Rows, ResourceId? Last);

/// <summary>Everything that is declared or that the state knows, in the order of identities: made once for a serial and a commit, asked often.</summary>
/// <param name="desired">Null while no configuration is in force.</param>
public sealed class ObjectIndex(DesiredState? desired, ActualState actual)
{
    private readonly ResourceId[] _ids = Sorted(desired, actual);
    private readonly ILookup<ResourceId, string> _targets = actual.Deployments.Values.ToLookup(deployment => deployment.Certificate, deployment => deployment.Target.Name);
    private readonly ILookup<string, ChangeFailure> _failures = RetryFailures.Of(actual).ToLookup(failure => failure.Id.Split('@')[0], StringComparer.Ordinal);
    private readonly ILookup<(string Account, string Domain), RecordSighting> _lost = StatusBoard.LostIn(actual);

    public DesiredState? Desired => desired;

    public ActualState Actual => actual;

    public ObjectPage Page(ObjectQuery query, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(query);
        var rows = ImmutableArray.CreateBuilder<ObjectRow>();
        ResourceId? last = null;
        for (var i = Start(query.After); i < _ids.Length; i++)
        {
            if (!query.Allows(_ids[i])) continue;
            var row = Row(_ids[i], now);
            if (!query.Allows(row)) continue;
            if (rows.Count == query.Limit)
            {
                last = rows[^1].Id;
                break;
            }

            rows.Add(row);
        }

        return new(StateMark.Of(actual), desired?.Revision.Commit, now, rows.ToImmutable(), last);
    }

    public ObjectRow Row(ResourceId id, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(id);
        DeclaredResource? declared = null;
        desired?.TryFind(id, out declared);
        return new(id, declared, StatusBoard.RowOf(id, actual, _targets[id], _failures[id.Text], _lost, now));
    }

    /// <summary>Objects that are called so: by identity, by kind and name, or by crn.</summary>
    public IReadOnlyList<ResourceId> Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (ResourceId.TryParse(name) is { } id && Array.BinarySearch(_ids, id) >= 0) return [id];
        if (name.StartsWith("crn:", StringComparison.Ordinal)) return [.. Crns().Where(each => each.Crn.ToString() == name).Select(each => each.Id)];
        return [.. _ids.Where(each => each.Short == name)];
    }

    private IEnumerable<(ResourceId Id, Crn Crn)> Crns() =>
        actual.Certificates.Values.Select(certificate => (certificate.Id, Crn.Of(certificate.Id, certificate.Uuid)))
            .Concat(actual.Authorities.Values.Select(authority => (authority.Id, Crn.Of(authority.Id, authority.Uuid))));

    private int Start(ResourceId? after)
    {
        if (after is null) return 0;
        var found = Array.BinarySearch(_ids, after);
        return found < 0 ? ~found : found + 1;
    }

    private static ResourceId[] Sorted(DesiredState? desired, ActualState actual)
    {
        ArgumentNullException.ThrowIfNull(actual);
        var ids = new HashSet<ResourceId>(actual.Certificates.Keys);
        ids.UnionWith(actual.Authorities.Keys);
        if (desired is not null) ids.UnionWith(desired.Resources.Select(resource => resource.Id));
        ResourceId[] sorted = [.. ids];
        Array.Sort(sorted);
        return sorted;
    }
}
