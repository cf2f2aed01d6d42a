using System.Collections.Immutable;
using Reconciler.Core.Validation;

namespace Reconciler.Adapters.Dns.Observing;

/// <summary>One server's view of a validation record: the CNAME at the very owner, then the TXT value behind it.</summary>
/// <param name="texts">Whom the value is asked of: the same server, or ourselves where the zone is ours.</param>
/// <param name="namesMistakes">Ask on when the record is absent or wrong; of no use where we wrote the zone ourselves.</param>
internal sealed class RecordLookup(INameServer server, INameServer texts, bool namesMistakes)
{
    public async Task<RecordAnswer> AskAsync(RecordQuestion question, CancellationToken cancellationToken)
    {
        var reply = await server.AskAsync(question.Owner, RecordType.CNAME, cancellationToken);
        if (reply.Outcome == LookupOutcome.Failed) return Answer(LookupOutcome.Failed, reply.Detail);

        ImmutableArray<string> targets =
            [.. reply.At(question.Owner, RecordType.CNAME).Select(record => record.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (targets.IsEmpty)
        {
            return Answer(LookupOutcome.Absent, namesMistakes
                ? await RecordMistakes.OfAbsentAsync(server, question.Owner, !reply.IsNoSuchName, cancellationToken)
                : null);
        }

        var found = Answer(LookupOutcome.Found, null) with { Targets = targets };
        if (targets.Length > 1) return found;
        if (namesMistakes && !string.Equals(targets[0], question.Target.TrimEnd('.'), StringComparison.OrdinalIgnoreCase))
            found = found with { Detail = await RecordMistakes.OfOtherTargetAsync(server, question.Owner, targets[0], cancellationToken) };
        return question.WithText ? await WithTextAsync(found, question.Owner, targets[0], cancellationToken) : found;
    }

    private async Task<RecordAnswer> WithTextAsync(RecordAnswer found, string owner, string target, CancellationToken cancellationToken)
    {
        if (target == owner) return found with { TextOutcome = LookupOutcome.Failed, Detail = $"the aliases form a loop: {owner} to {owner}" };
        var chased = await AliasChase.FollowAsync(texts, target, RecordType.TXT, cancellationToken);
        var detail = chased.Reply.Detail;
        if (chased.Reply.Outcome == LookupOutcome.Failed) detail = await AliasChase.FindProblemAsync(texts, target, cancellationToken) ?? detail;
        return found with
        {
            Chain = chased.Chain,
            Texts = [.. chased.Records.Select(record => record.Value).Order(StringComparer.Ordinal)],
            TextOutcome = chased.Reply.Outcome,
            Detail = found.Detail ?? detail,
        };
    }

    private RecordAnswer Answer(LookupOutcome outcome, string? detail) => new(server.Name, outcome, [], [], [], null, detail);
}
