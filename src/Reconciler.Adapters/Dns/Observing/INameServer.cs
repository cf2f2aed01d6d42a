namespace Reconciler.Adapters.Dns.Observing;

/// <summary>Somebody who answers questions. Whatever goes wrong is a failed reply; only cancellation is thrown.</summary>
internal interface INameServer
{
    /// <summary>As evidence names it: address and port, or <c>embedded</c>.</summary>
    string Name { get; }

    /// <param name="name">Lower case, no trailing dot.</param>
    Task<Reply> AskAsync(string name, RecordType type, CancellationToken cancellationToken);
}
