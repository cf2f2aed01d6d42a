using System.Collections.Concurrent;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Planning;

namespace Reconciler.Testing.Applying;

/// <summary>Servers that present what a test says, in order; the last answer stays. Where nothing was said nobody listens.</summary>
public sealed class FakeServers : IServedCertificates
{
    private readonly ConcurrentDictionary<string, Queue<ServedCertificate>> _answers = new(StringComparer.Ordinal);

    /// <summary>Questions asked so far.</summary>
    public ConcurrentQueue<ServedQuestion> Asked { get; } = new();

    public void Present(string serverName, params IEnumerable<ServedCertificate> answers) => _answers[serverName] = new(answers);

    public Task<ServedCertificate> SeeAsync(ServedQuestion question, CancellationToken cancellationToken)
    {
        Asked.Enqueue(question);
        if (!_answers.TryGetValue(question.ServerName, out var answers)) return Task.FromResult(ServedCertificate.Unseen("connection refused"));
        return Task.FromResult(answers.Count > 1 ? answers.Dequeue() : answers.Peek());
    }
}
