using Reconciler.Core.Validation;

namespace Reconciler.Adapters.Dns.Observing;

/// <summary>
/// The embedded server where nobody else is asked: a name outside its zones, which it refuses, is no such name to who has no other resolver. Every other
/// failure stays one.
/// </summary>
internal sealed class OnlyResolver(INameServer embedded) : INameServer
{
    public string Name => embedded.Name;

    public async Task<Reply> AskAsync(string name, RecordType type, CancellationToken cancellationToken)
    {
        var reply = await embedded.AskAsync(name, type, cancellationToken);
        return reply.IsRefused ? new Reply { Outcome = LookupOutcome.Absent, IsNoSuchName = true } : reply;
    }
}
