using System.Collections.Concurrent;
using System.Collections.Immutable;
using Reconciler.Core.Domain;
using Reconciler.Core.Validation;

namespace Reconciler.Testing.Dns;

/// <summary>A DNS in memory: what is put into it is seen, by one resolver named <c>fake</c>; names put into <see cref="Broken"/> fail.</summary>
public sealed class FakeDnsObserver(TimeProvider time) : IDnsObserver
{
    /// <summary>Target of the CNAME by owner.</summary>
    public ConcurrentDictionary<string, string> Aliases { get; } = new(StringComparer.Ordinal);

    /// <summary>TXT values by name.</summary>
    public ConcurrentDictionary<string, ImmutableArray<string>> Texts { get; } = new(StringComparer.Ordinal);

    /// <summary>CAA sets by name.</summary>
    public ConcurrentDictionary<string, ImmutableArray<CaaRecord>> Caa { get; } = new(StringComparer.Ordinal);

    /// <summary>Names for which every look-up fails.</summary>
    public ConcurrentDictionary<string, byte> Broken { get; } = new(StringComparer.Ordinal);

    /// <summary>Every question, in the order asked.</summary>
    public ConcurrentQueue<object> Asked { get; } = new();

    public Task<RecordObservation> ObserveRecordAsync(RecordQuestion question, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Asked.Enqueue(question);
        return Task.FromResult(new RecordObservation(question.RecordId, time.GetUtcNow(), [Answer(question)]));
    }

    public Task<CaaObservation> ObserveCaaAsync(CaaQuestion question, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Asked.Enqueue(question);
        var steps = ImmutableArray.CreateBuilder<CaaStep>();
        for (string? name = question.Domain; name is not null; name = DomainText.Parent(name))
        {
            var step = Step(name);
            steps.Add(step);
            if (step.Outcome != LookupOutcome.Absent) break;
        }

        return Task.FromResult(new CaaObservation(question.Domain, time.GetUtcNow(), steps.ToImmutable()));
    }

    private RecordAnswer Answer(RecordQuestion question)
    {
        if (Broken.ContainsKey(question.Owner)) return new("fake", LookupOutcome.Failed, [], [], [], null, "SERVFAIL");
        if (!Aliases.TryGetValue(question.Owner, out var target)) return new("fake", LookupOutcome.Absent, [], [], [], null, null);
        var answer = new RecordAnswer("fake", LookupOutcome.Found, [target], [], [], null, null);
        if (!question.WithText) return answer;
        if (Broken.ContainsKey(target)) return answer with { TextOutcome = LookupOutcome.Failed, Detail = "SERVFAIL" };
        return Texts.TryGetValue(target, out var texts) && !texts.IsEmpty
            ? answer with { TextOutcome = LookupOutcome.Found, Texts = texts }
            : answer with { TextOutcome = LookupOutcome.Absent };
    }

    private CaaStep Step(string name)
    {
        if (Broken.ContainsKey(name)) return new(name, LookupOutcome.Failed, [], "SERVFAIL");
        return Caa.TryGetValue(name, out var records) && !records.IsEmpty
            ? new(name, LookupOutcome.Found, records, null)
            : new(name, LookupOutcome.Absent, [], null);
    }
}
