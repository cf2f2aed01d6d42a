using System.Collections.Immutable;
using Reconciler.Core.Validation;

namespace Reconciler.Adapters.Dns.Observing;

/// <summary>One outcome from what several servers said of one name.</summary>
internal static class Agreement
{
    /// <summary>
    /// Any failure is one; sets that differ are one. Where some have a set and others none, CAA takes the set, for it can only forbid; everything else waits
    /// until all agree.
    /// </summary>
    public static Reply Of(IReadOnlyList<(INameServer Server, Reply Reply)> replies, RecordType type)
    {
        if (replies.Count == 0) return Reply.Failed("there is no server to ask");
        foreach (var (server, reply) in replies)
        {
            if (reply.Outcome == LookupOutcome.Failed) return Reply.Failed($"{server.Name}: {reply.Detail}");
        }

        var withRecords = replies.Where(said => said.Reply.Outcome == LookupOutcome.Found).ToList();
        if (withRecords.Count == 0) return replies[0].Reply;
        var first = withRecords[0];
        var other = withRecords.FirstOrDefault(said => !IsSame(said.Reply.Records, first.Reply.Records));
        if (other.Server is null && (withRecords.Count == replies.Count || type == RecordType.CAA)) return first.Reply;
        var dissenting = other.Server ?? replies.First(said => said.Reply.Outcome == LookupOutcome.Absent).Server;
        return Reply.Failed($"{first.Server.Name} and {dissenting.Name} do not agree");
    }

    private static bool IsSame(ImmutableArray<ReplyRecord> left, ImmutableArray<ReplyRecord> right) => left.ToHashSet().SetEquals(right);
}
