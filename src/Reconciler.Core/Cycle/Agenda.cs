using Reconciler.Core.Actual;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Cycle;

/// <summary>
/// When something is due for which object. An instant that holds no more stays until it has come, and costs one look for nothing; so nothing has to be
/// found in it to be changed.
/// </summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<ResourceId, DateTimeOffset> _due = new();
    private readonly PriorityQueue<string, DateTimeOffset> _tries = new();

    /// <summary>Begins anew.</summary>
    /// <param name="after">What came before it was looked at.</param>
    public void Fill(ActualState actual, DateTimeOffset after)
    {
        _due.Clear();
        _tries.Clear();
        foreach (var certificate in actual.Certificates.Values) Note(certificate, after);
        foreach (var (key, tries) in actual.Retries) Note(key, tries, after);
    }

    public void Note(StatePart part, DateTimeOffset after)
    {
        foreach (var certificate in part.Certificates.Values) Note(certificate, after);
        foreach (var (key, tries) in part.Retries) Note(key, tries, after);
    }

    /// <summary>Takes out what has come.</summary>
    /// <returns>Identities of objects, and ids of records.</returns>
    public (IReadOnlyList<ResourceId> Objects, IReadOnlyList<string> Records) Take(DateTimeOffset now)
    {
        List<ResourceId> objects = [];
        List<string> records = [];
        while (_due.TryPeek(out var id, out var at) && at <= now)
        {
            _due.Dequeue();
            objects.Add(id);
        }

        while (_tries.TryPeek(out var key, out var at) && at <= now)
        {
            _tries.Dequeue();
            if (WorldLook.SubjectOf(key) is { } subject) objects.Add(subject);
            else records.Add(ActualIndex.SubjectOf(key));
        }

        return (objects, records);
    }

    private void Note(ActualCertificate certificate, DateTimeOffset after)
    {
        Note(certificate.Id, certificate.NextDue, after);
        if (certificate.Condition is not { } condition) return;
        if (condition.NextTry != certificate.NextDue) Note(certificate.Id, condition.NextTry, after);
        Note(certificate.Id, condition.Deadline, after);
    }

    private void Note(ResourceId id, DateTimeOffset? at, DateTimeOffset after)
    {
        if (at > after) _due.Enqueue(id, at.Value);
    }

    private void Note(string key, RetryState tries, DateTimeOffset after)
    {
        if (tries.NextTry > after) _tries.Enqueue(key, tries.NextTry.Value);
    }
}
