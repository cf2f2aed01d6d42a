using System.Collections.Immutable;
using Reconciler.Adapters.Dns.Embedded;
using Reconciler.Core.Validation;

namespace Reconciler.Adapters.Dns.Observing;

/// <summary>The embedded server without its port: what a plan asks, which opens none.</summary>
internal sealed class InProcessServer(ZoneAnswers zones) : INameServer
{
    public string Name => EmbeddedResolver.Name;

    public Task<Reply> AskAsync(string name, RecordType type, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var answer = zones.Answer(name, type);
        if (!answer.IsAuthoritative) return Task.FromResult(Reply.Failed("REFUSED") with { IsRefused = answer.Code == ResponseCode.Refused });

        var records = answer.Answers.Select(record => new ReplyRecord(record.Owner, record.Type, record.Value)).ToImmutableArray();
        return Task.FromResult(new Reply
        {
            Outcome = records.Any(record => record.Type == type) ? LookupOutcome.Found : LookupOutcome.Absent,
            Records = records,
            IsNoSuchName = answer.Code == ResponseCode.NoSuchName,
            IsAuthoritative = true,
        });
    }
}
