using System.Collections.Immutable;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Desired;

/// <summary>What one validation record proves: it depends on nothing else (row DNS-04).</summary>
internal readonly record struct RecordKey(string Account, string Zone, string Domain)
{
    public static RecordKey Of(WantedRecord record) => new(record.Account, record.Zone, record.Domain);
}

/// <summary>Validation records in ordinal order of their ids, found by what they prove. Immutable.</summary>
internal sealed class RecordSet
{
    private readonly Dictionary<RecordKey, WantedRecord> _byKey;

    public RecordSet(IEnumerable<WantedRecord> records)
        : this([.. records.OrderBy(record => record.Id, StringComparer.Ordinal)], [])
    {
        _byKey.EnsureCapacity(All.Length);
        foreach (var record in All) _byKey.Add(RecordKey.Of(record), record);
    }

    private RecordSet(ImmutableArray<WantedRecord> sorted, Dictionary<RecordKey, WantedRecord> byKey) => (All, _byKey) = (sorted, byKey);

    public static RecordSet None { get; } = new([]);

    public ImmutableArray<WantedRecord> All { get; }

    /// <summary>One that is there.</summary>
    public WantedRecord this[RecordKey key] => _byKey[key];

    public WantedRecord? Find(RecordKey key) => _byKey.GetValueOrDefault(key);

    /// <summary>With what stands under some keys from now on, and nothing else there.</summary>
    public RecordSet Replace(IReadOnlyCollection<RecordKey> keys, IEnumerable<WantedRecord> records)
    {
        if (keys.Count == 0) return this;
        var changes = new SortedDictionary<string, WantedRecord?>(StringComparer.Ordinal);
        var byKey = new Dictionary<RecordKey, WantedRecord>(_byKey);
        foreach (var key in keys)
        {
            if (byKey.Remove(key, out var record)) changes[record.Id] = null;
        }

        foreach (var record in records)
        {
            byKey.Add(RecordKey.Of(record), record);
            changes[record.Id] = record;
        }

        return new(SortedMerge.Of(All, record => record.Id, changes, record => record), byKey);
    }
}
