using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Planning;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Applying;

/// <summary>Publishes and retracts validation records, a provider at a time: one write for all records of a zone.</summary>
internal sealed class RecordHandler(IReadOnlyList<IRecordPublisher> publishers, IEmbeddedDns embedded, IReportSink sink) : BatchHandler
{
    private sealed record Item(PlanAction Action, WantedRecord? Wanted, ActualRecord? Actual, DnsProvider? Provider)
    {
        public DnsProviderSpec Spec => Provider?.Spec ?? Actual!.Applied;

        public ZoneChange Change => Wanted is not null
            ? new(new(Wanted.Owner, "CNAME", Wanted.Target, Wanted.Ttl), Remove: false)
            : new(new(Actual!.Owner, "CNAME", Actual.Target, Actual.Ttl), Remove: true);
    }

    protected override async Task<IReadOnlyList<ActionOutcome>> DoAsync(IReadOnlyList<PlanAction> batch, ApplyRun run, CancellationToken cancellationToken)
    {
        var items = batch.Select(action =>
        {
            var actual = run.Records.GetValueOrDefault(action.Id);
            if (action is PlanAction.RetractRecord) return new Item(action, null, actual, null);
            var record = run.Subjects.WantedOf(action.Id)!;
            return new Item(action, record, actual, RecordPlanner.ProviderOf(run.Desired, record));
        }).ToList();
        var outcomes = new Dictionary<string, ActionOutcome>(batch.Count, StringComparer.Ordinal);
        foreach (var group in items.GroupBy(item => item.Provider?.Id ?? item.Actual!.Provider))
        {
            foreach (var outcome in await AtProviderAsync([.. group], run, cancellationToken).ConfigureAwait(false)) outcomes.Add(outcome.Action.Key, outcome);
        }

        return [.. batch.Select(action => outcomes[action.Key])];
    }

    private async Task<IReadOnlyList<ActionOutcome>> AtProviderAsync(List<Item> items, ApplyRun run, CancellationToken cancellationToken)
    {
        run.Reach("record.begun");
        var outcome = await ApplyAsync(items[0].Spec, [.. items.Select(item => item.Change)], cancellationToken).ConfigureAwait(false);
        if (outcome.Failure is not null) return [.. items.Select(item => ActionOutcome.Failed(item.Action, outcome.Failure))];
        run.Reach("record.written");
        List<StateChange> changes = [.. outcome.StateChanges];
        foreach (var item in items)
        {
            if (item.Wanted is null)
            {
                changes.Add(new StateChange.RemoveRecord(item.Action.Id));
                run.Records.Remove(item.Action.Id);
                continue;
            }

            var record = Published(item);
            changes.Add(new StateChange.PutRecord(record));
            run.Records[record.Id] = record;
            if (item.Spec is not DnsProviderSpec.Embedded) run.JustPublished.Add(record.Id);
        }

        // Before the new provider is recorded: the record of the old one is all that leads there.
        changes.AddRange(await LeaveOldProvidersAsync(items, cancellationToken).ConfigureAwait(false));
        run.Reach("record.left-old-providers");
        await run.CommitAsync(changes).ConfigureAwait(false);
        run.Reach("record.stored");
        embedded.Apply(changes, run.Serial);
        return [.. items.Select(item => ActionOutcome.Done(item.Action, item.Wanted is null ? "removed" : $"-> {item.Wanted.Target}"))];
    }

    private Task<PublishOutcome> ApplyAsync(DnsProviderSpec spec, IReadOnlyList<ZoneChange> changes, CancellationToken cancellationToken) =>
        publishers.First(candidate => candidate.Handles(spec)).ApplyAsync(spec, changes, cancellationToken);

    /// <summary>A record that moved to another provider is taken away at the old one, after it stands at the new one.</summary>
    private async Task<List<StateChange>> LeaveOldProvidersAsync(List<Item> items, CancellationToken cancellationToken)
    {
        List<StateChange> changes = [];
        var moved = items.Where(item => item is { Wanted: not null, Actual: not null } && !SpecText.Same(item.Actual.Applied, item.Spec) && !IsSamePlace(item.Actual.Applied, item.Spec));
        foreach (var group in moved.GroupBy(item => item.Actual!.Provider))
        {
            var old = group.First().Actual!.Applied;
            var outcome = await ApplyAsync(
                old, [.. group.Select(item => new ZoneChange(new(item.Actual!.Owner, "CNAME", item.Actual.Target, item.Actual.Ttl), Remove: true))], cancellationToken).ConfigureAwait(false);
            if (outcome.Failure is not null) sink.Note($"the old records at provider {group.Key.Name} are still there: {outcome.Failure}");
            else changes.AddRange(outcome.StateChanges);
        }

        return changes;
    }

    private static bool IsSamePlace(DnsProviderSpec left, DnsProviderSpec right) => (left, right) switch
    {
        (DnsProviderSpec.Embedded, DnsProviderSpec.Embedded) => true,
        (DnsProviderSpec.ZoneFile a, DnsProviderSpec.ZoneFile b) => a.File == b.File,
        _ => false,
    };

    private static ActualRecord Published(Item item) => new()
    {
        Account = item.Wanted!.Account,
        Owner = item.Wanted.Owner,
        Target = item.Wanted.Target,
        Ttl = item.Wanted.Ttl,
        Domain = item.Wanted.Domain,
        Zone = item.Wanted.Zone,
        Provider = item.Provider!.Id,
        Applied = item.Provider.Spec,
    };
}
