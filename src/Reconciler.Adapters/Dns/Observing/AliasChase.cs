using System.Collections.Immutable;
using Reconciler.Core.Validation;

namespace Reconciler.Adapters.Dns.Observing;

/// <summary>A question followed through aliases.</summary>
/// <param name="Reply">The last reply; its outcome is that of the name at the end.</param>
/// <param name="Chain">Names that the first was an alias of, in order.</param>
internal sealed record Chased(Reply Reply, ImmutableArray<string> Chain)
{
    /// <summary>The records asked for, at the end of the chain.</summary>
    public required ImmutableArray<ReplyRecord> Records { get; init; }
}

/// <summary>
/// Follows aliases by asking again at each name where the server itself did not go on. At most 10, and no name twice. A reply that failed ends the chase as
/// failed, whatever aliases it showed.
/// </summary>
internal static class AliasChase
{
    private const int MaxAliases = 10;

    public static async Task<Chased> FollowAsync(INameServer server, string name, RecordType type, CancellationToken cancellationToken)
    {
        var chain = ImmutableArray.CreateBuilder<string>();
        var current = name;
        while (true)
        {
            var asked = current;
            var reply = await server.AskAsync(current, type, cancellationToken);
            while (reply.AliasOf(current) is { } next)
            {
                if (Problem(name, chain, next) is { } problem) return End(Reply.Failed(problem), chain, []);
                chain.Add(next);
                current = next;
            }

            var found = reply.At(current, type);
            if (reply.Outcome == LookupOutcome.Failed || found.Length > 0) return End(reply, chain, reply.Outcome == LookupOutcome.Failed ? [] : found);
            if (current == asked && reply.Outcome == LookupOutcome.Found)
                return End(Reply.Failed($"the answer holds records of other names than {current}"), chain, []);
            if (current == asked || reply.IsNoSuchName) return End(reply with { Outcome = LookupOutcome.Absent }, chain, []);
        }
    }

    /// <summary>The names of a loop or an endless chain behind a failure, found by asking for each alias alone; null when that is not the cause.</summary>
    public static async Task<string?> FindProblemAsync(INameServer server, string name, CancellationToken cancellationToken)
    {
        var chain = ImmutableArray.CreateBuilder<string>();
        for (var current = name; (await server.AskAsync(current, RecordType.CNAME, cancellationToken)).AliasOf(current) is { } next; current = next)
        {
            if (Problem(name, chain, next) is { } problem) return problem;
            chain.Add(next);
        }

        return null;
    }

    private static string? Problem(string name, ImmutableArray<string>.Builder chain, string next)
    {
        if (next == name || chain.Contains(next)) return $"the aliases form a loop: {string.Join(" to ", [name, .. chain, next])}";
        return chain.Count == MaxAliases ? $"more than {MaxAliases} aliases follow {name}" : null;
    }

    private static Chased End(Reply reply, ImmutableArray<string>.Builder chain, ImmutableArray<ReplyRecord> records) =>
        new(reply, chain.ToImmutable()) { Records = records };
}
