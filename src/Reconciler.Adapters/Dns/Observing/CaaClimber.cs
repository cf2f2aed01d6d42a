using System.Collections.Concurrent;
using System.Collections.Immutable;
using Reconciler.Core.Domain;
using Reconciler.Core.Validation;

namespace Reconciler.Adapters.Dns.Observing;

/// <summary>
/// Climbs the tree for CAA (RFC 8659 section 3): label by label up to the top-level domain, aliases of a name followed but the parents of their targets not
/// climbed. A step taken once with the same servers is not asked again in this instance.
/// </summary>
internal sealed class CaaClimber
{
    private readonly ConcurrentDictionary<(string Name, string Servers), Lazy<Task<CaaStep>>> _steps = new();

    public async Task<ImmutableArray<CaaStep>> ClimbAsync(string domain, IReadOnlyList<INameServer> servers, CancellationToken cancellationToken)
    {
        var key = string.Join(' ', servers.Select(server => server.Name));
        var steps = ImmutableArray.CreateBuilder<CaaStep>();
        for (string? name = domain; name is not null; name = DomainText.Parent(name))
        {
            var step = await StepOnceAsync(name, key, servers, cancellationToken);
            steps.Add(step);
            if (step.Outcome != LookupOutcome.Absent) break;
        }

        return steps.ToImmutable();
    }

    private async Task<CaaStep> StepOnceAsync(string name, string key, IReadOnlyList<INameServer> servers, CancellationToken cancellationToken)
    {
        while (true)
        {
            var step = _steps.GetOrAdd((name, key), _ => new(() => StepAsync(name, servers, cancellationToken)));
            try
            {
                return await step.Value.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Whoever asked first was cancelled, we were not: ask again.
                _steps.TryRemove(new((name, key), step));
            }
        }
    }

    private static async Task<CaaStep> StepAsync(string name, IReadOnlyList<INameServer> servers, CancellationToken cancellationToken)
    {
        var chased = await Task.WhenAll(servers.Select(server => AliasChase.FollowAsync(server, name, RecordType.CAA, cancellationToken)));
        var agreed = Agreement.Of([.. servers.Zip(chased, (server, followed) => (server, followed.Reply with { Records = followed.Records }))], RecordType.CAA);
        return new(name, agreed.Outcome, agreed.Outcome == LookupOutcome.Found ? Sorted(agreed.Records) : [], agreed.Detail);
    }

    /// <summary>Servers rotate the records of a set; evidence does not.</summary>
    private static ImmutableArray<CaaRecord> Sorted(ImmutableArray<ReplyRecord> records) =>
    [
        .. records.Select(record => record.Caa!)
            .OrderBy(record => record.Tag, StringComparer.Ordinal).ThenBy(record => record.Value, StringComparer.Ordinal).ThenBy(record => record.Flags),
    ];
}
