using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Reconciler.Core.Domain;
using Reconciler.Core.Validation;

namespace Reconciler.Adapters.Dns.Observing;

/// <summary>The servers of the zone that holds a name, or why they could not be found.</summary>
internal sealed record ServersFound(ImmutableArray<INameServer> Servers, string? Failure)
{
    public static ServersFound Failed(string why) => new([], why);
}

/// <summary>
/// Finds the authoritative servers of a name from the root by following referrals, as resolvers do (RFC 1034 section 5.3.3), and remembers the zones that it
/// came through. Asked as a server itself, it asks all of them, and they must agree.
/// </summary>
internal sealed class AuthoritativeServers(DnsObserverOptions options) : INameServer
{
    /// <summary>Zones between the root and a name; more is a server that leads us around.</summary>
    private const int MaxReferrals = 24;

    /// <summary>Servers of a zone on the way that are tried before it counts as unreachable.</summary>
    private const int MaxTries = 3;

    /// <summary>How deep names of servers that came without an address are resolved for one another.</summary>
    private const int MaxDepth = 3;

    private readonly ConcurrentDictionary<string, ImmutableArray<INameServer>> _zones = new(StringComparer.Ordinal);

    /// <summary>Zones none of whose servers said anything, with why: their names are not asked for one by one.</summary>
    private readonly ConcurrentDictionary<string, string> _silent = new(StringComparer.Ordinal);
    private volatile ServersFound? _unreachableRoot;

    public string Name => "authoritative";

    public async Task<Reply> AskAsync(string name, RecordType type, CancellationToken cancellationToken)
    {
        var found = await FindAsync(name, cancellationToken);
        if (found.Failure is not null) return Reply.Failed(found.Failure);
        var replies = await Task.WhenAll(found.Servers.Select(async server => (server, await server.AskAsync(name, type, cancellationToken))));
        return Agreement.Of(replies, type);
    }

    public Task<ServersFound> FindAsync(string name, CancellationToken cancellationToken) => FindAsync(name, 0, cancellationToken);

    private async Task<ServersFound> FindAsync(string name, int depth, CancellationToken cancellationToken)
    {
        if (_unreachableRoot is { } unreachable) return unreachable;
        var (zone, servers) = Nearest(name);
        for (var referrals = 0; referrals < MaxReferrals; referrals++)
        {
            if (_silent.TryGetValue(zone, out var why)) return Unanswered(zone, name, why);
            var reply = await AskOneOfAsync(servers, name, cancellationToken);
            if (reply.Referral is { } referral)
            {
                if (!LeadsDown(referral.Zone, zone, name))
                    return ServersFound.Failed($"the servers of {Text(zone)} refer to {Text(referral.Zone)}, which is no way to {name}");
                zone = referral.Zone;
                servers = await OpenAsync(referral, depth, cancellationToken);
                _zones[zone] = servers;
                continue;
            }

            if (reply.Outcome != LookupOutcome.Failed && reply.IsAuthoritative) return new(servers, null);
            var failure = Unanswered(zone, name, reply.Detail ?? "none is authoritative");
            if (reply.IsSilence) _silent[zone] = reply.Detail!;
            if (zone.Length == 0) _unreachableRoot = failure;
            return failure;
        }

        return ServersFound.Failed($"more than {MaxReferrals} referrals on the way to {name}");
    }

    private static ServersFound Unanswered(string zone, string name, string why) => ServersFound.Failed($"no server of {Text(zone)} answers for {name}: {why}");

    /// <summary>The deepest zone known above the name; the root when none is.</summary>
    private (string Zone, ImmutableArray<INameServer> Servers) Nearest(string name)
    {
        for (string? zone = name; zone is not null; zone = DomainText.Parent(zone))
        {
            if (_zones.TryGetValue(zone, out var servers)) return (zone, servers);
        }

        return ("", [.. options.RootHints.Select(Open)]);
    }

    private static async Task<Reply> AskOneOfAsync(ImmutableArray<INameServer> servers, string name, CancellationToken cancellationToken)
    {
        var last = Reply.Failed("it has no server");
        foreach (var server in servers.Take(MaxTries))
        {
            // SOA has the servers of a child zone refer to it, and those of the zone itself answer.
            last = await server.AskAsync(name, RecordType.SOA, cancellationToken);
            if (last.Referral is not null || (last.Outcome != LookupOutcome.Failed && last.IsAuthoritative)) return last;
        }

        return last;
    }

    private async Task<ImmutableArray<INameServer>> OpenAsync(Referral referral, int depth, CancellationToken cancellationToken)
    {
        var servers = ImmutableArray.CreateBuilder<INameServer>();
        foreach (var (name, glue) in referral.Servers)
        {
            var addresses = glue.IsEmpty && depth < MaxDepth ? await ResolveAsync(name, depth + 1, cancellationToken) : glue;
            var preferred = addresses.Where(address => address.AddressFamily == AddressFamily.InterNetwork).ToImmutableArray();
            if (addresses.IsEmpty) servers.Add(new UnknownServer(name));
            foreach (var address in preferred.IsEmpty ? addresses : preferred) servers.Add(Open(address));
        }

        return servers.ToImmutable();
    }

    private async Task<ImmutableArray<IPAddress>> ResolveAsync(string name, int depth, CancellationToken cancellationToken)
    {
        var found = await FindAsync(name, depth, cancellationToken);
        if (found.Failure is not null) return [];
        foreach (var server in found.Servers.Take(MaxTries))
        {
            var reply = await server.AskAsync(name, RecordType.A, cancellationToken);
            if (reply.Outcome == LookupOutcome.Found) return [.. reply.At(name, RecordType.A).Select(record => IPAddress.Parse(record.Value))];
        }

        return [];
    }

    private NetworkServer Open(IPAddress address)
    {
        var endpoint = options.AuthoritativeEndpoint(address);
        return new(endpoint, endpoint.ToString(), recursion: false, options);
    }

    private static bool LeadsDown(string next, string zone, string name) =>
        next.Length > zone.Length && DomainText.IsWithin(name, next) && (zone.Length == 0 || DomainText.IsWithin(next, zone));

    private static string Text(string zone) => zone.Length == 0 ? "the root" : zone;

    /// <summary>A server of a zone whose address cannot be found: it must agree like the others, and cannot.</summary>
    private sealed class UnknownServer(string name) : INameServer
    {
        public string Name => name;

        public Task<Reply> AskAsync(string asked, RecordType type, CancellationToken cancellationToken) =>
            Task.FromResult(Reply.Failed("its address cannot be found"));
    }
}
