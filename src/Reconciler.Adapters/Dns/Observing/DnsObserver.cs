using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using Reconciler.Core.Desired;
using Reconciler.Core.Validation;

namespace Reconciler.Adapters.Dns.Observing;

/// <summary>Asks the DNS for validation records and CAA. Keeps one client for each server and the steps of climbing for its life, which is one run.</summary>
public sealed class DnsObserver : IDnsObserver
{
    private readonly ConcurrentDictionary<IPEndPoint, INameServer> _resolvers = new();
    private readonly CaaClimber _caa = new();
    private readonly TimeProvider _time;
    private readonly DnsObserverOptions _options;
    private readonly INameServer _embedded;
    private readonly AuthoritativeServers _authoritative;

    public DnsObserver(EmbeddedResolver embedded, TimeProvider time, DnsObserverOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(embedded);
        ArgumentNullException.ThrowIfNull(time);
        (_time, _options) = (time, options ?? new());
        _embedded = embedded.Open(_options);
        _authoritative = new(_options);
    }

    public async Task<RecordObservation> ObserveRecordAsync(RecordQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        var answers = question.Authoritative
            ? await AskAuthoritativeAsync(question, cancellationToken)
            : await AskAllAsync(question, ServersOf(question.Resolvers), texts: null, cancellationToken);
        return new(question.RecordId, _time.GetUtcNow(), answers);
    }

    public async Task<CaaObservation> ObserveCaaAsync(CaaQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        var servers = question.Authoritative ? [_authoritative] : ServersOf(question.Resolvers);
        return new(question.Domain, _time.GetUtcNow(), await _caa.ClimbAsync(question.Domain, servers, cancellationToken));
    }

    private async Task<ImmutableArray<RecordAnswer>> AskAuthoritativeAsync(RecordQuestion question, CancellationToken cancellationToken)
    {
        var found = await _authoritative.FindAsync(question.Owner, cancellationToken);
        return found.Failure is { } failure
            ? [new(_authoritative.Name, LookupOutcome.Failed, [], [], [], null, failure)]
            : await AskAllAsync(question, found.Servers, _authoritative, cancellationToken);
    }

    /// <param name="texts">Whom TXT values are asked of; null: each server itself. In a zone of ours it is always ourselves.</param>
    private async Task<ImmutableArray<RecordAnswer>> AskAllAsync(
        RecordQuestion question, IEnumerable<INameServer> servers, INameServer? texts, CancellationToken cancellationToken) =>
    [
        .. await Task.WhenAll(servers
            .Select(server => new RecordLookup(
                server, question.OwnZone ? _embedded : texts ?? server, namesMistakes: server is NetworkServer && server != _embedded))
            .Select(lookup => lookup.AskAsync(question, cancellationToken))),
    ];

    private IReadOnlyList<INameServer> ServersOf(ImmutableArray<DnsResolver> resolvers) => resolvers is [{ Endpoint: null }]
        ? [new OnlyResolver(_embedded)]
        : [.. resolvers.Select(ServerOf)];

    private INameServer ServerOf(DnsResolver resolver) => resolver.Endpoint is { } endpoint
        ? _resolvers.GetOrAdd(endpoint, address => new NetworkServer(address, address.ToString(), recursion: true, _options))
        : _embedded;
}
