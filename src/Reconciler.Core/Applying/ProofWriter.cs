using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Applying;

/// <summary>The TXT value that must be found behind a record; null where the CNAME's target alone is compared.</summary>
/// <param name="ByProvider">It was written through a provider, whose server may need a moment.</param>
/// <param name="Failure">It could not be written.</param>
internal sealed record ProofValue(string? Text, bool ByProvider, string? Failure);

/// <summary>Writes fresh TXT values into validation zones: into the program's own server, or through the method's zone provider.</summary>
internal sealed class ProofWriter(IReadOnlyList<IRecordPublisher> publishers, IEmbeddedDns embedded, IEntropy entropy)
{
    private const int TextTtl = 30;

    public async Task<IReadOnlyDictionary<string, ProofValue>> WriteAsync(IReadOnlyList<WantedRecord> records, ApplyRun run, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, ProofValue>(records.Count, StringComparer.Ordinal);
        foreach (var group in records.GroupBy(record => run.Desired.Get<ValidationMethod>(record.Method).Spec.ZoneProvider))
        {
            var withText = new List<(WantedRecord Record, ZoneRecord Text)>();
            foreach (var record in group)
            {
                if (run.Desired.Get<ValidationMethod>(record.Method).Spec.Observe == ProofSubject.Cname) values.Add(record.Id, new(null, false, null));
                else withText.Add((record, new(record.Target, "TXT", entropy.NextProofValue(), TextTtl)));
            }

            if (withText.Count == 0) continue;
            run.Reach("proof.begun");
            var failure = group.Key is null
                ? await WriteOwnAsync([.. withText.Select(item => item.Text)], run).ConfigureAwait(false)
                : await WriteThroughAsync(run.Desired.Get<DnsProvider>(group.Key).Spec, [.. withText.Select(item => item.Text)], run, cancellationToken).ConfigureAwait(false);
            foreach (var (record, text) in withText) values.Add(record.Id, new(text.Value, group.Key is not null, failure));
        }

        return values;
    }

    private async Task<string?> WriteOwnAsync(IReadOnlyList<ZoneRecord> texts, ApplyRun run)
    {
        await run.CommitAsync([.. texts.Select(text => new StateChange.PutZoneRecord(text))]).ConfigureAwait(false);
        run.Reach("proof.stored");
        embedded.Update([.. texts], [], run.Serial);
        return null;
    }

    private async Task<string?> WriteThroughAsync(DnsProviderSpec provider, IReadOnlyList<ZoneRecord> texts, ApplyRun run, CancellationToken cancellationToken)
    {
        var publisher = publishers.First(candidate => candidate.Handles(provider));
        var outcome = await publisher.ApplyAsync(provider, [.. texts.Select(text => new ZoneChange(text, Remove: false))], cancellationToken).ConfigureAwait(false);
        if (outcome.Failure is not null) return $"the TXT value could not be written: {outcome.Failure}";
        run.Reach("proof.written");
        await run.CommitAsync(outcome.StateChanges).ConfigureAwait(false);
        run.Reach("proof.stored");
        embedded.Apply(outcome.StateChanges, run.Serial);
        return null;
    }
}
