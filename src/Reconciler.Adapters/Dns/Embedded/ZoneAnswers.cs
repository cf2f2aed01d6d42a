using System.Collections.Immutable;
using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Dns.Embedded;

/// <summary>
/// What our own zones answer, without any network: the server asks it for every packet, and a plan asks it in place of a server. Readers see one snapshot
/// each and never wait.
/// </summary>
public sealed class ZoneAnswers
{
    /// <summary>Aliases followed inside our own zones for one question; also ends loops.</summary>
    private const int MaxAliases = 10;

    private const int NameServerTtl = 300;

    private readonly Lock _writing = new();
    private volatile ZoneTree _tree = ZoneTree.Empty;

    /// <inheritdoc cref="Core.Validation.IEmbeddedDns.Load"/>
    public void Load(IReadOnlyCollection<string> zones, IReadOnlyCollection<ZoneRecord> records, long serial)
    {
        ArgumentNullException.ThrowIfNull(zones);
        ArgumentNullException.ThrowIfNull(records);
        var edit = new ZoneTreeEdit(ZoneTree.Empty);
        foreach (var zone in zones) edit.AddZone(zone);
        foreach (var record in records) edit.Add(record);
        lock (_writing) _tree = edit.ToTree(Modulo32(serial));
    }

    /// <inheritdoc cref="Core.Validation.IEmbeddedDns.Update"/>
    public void Update(IReadOnlyCollection<ZoneRecord> set, IReadOnlyCollection<(string Owner, string Type)> removed, long serial)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(removed);
        lock (_writing)
        {
            var edit = new ZoneTreeEdit(_tree);
            foreach (var (owner, type) in removed) edit.Remove(owner, type);
            foreach (var record in set)
            {
                edit.Remove(record.Owner, record.Type);
                edit.Add(record);
            }

            _tree = edit.ToTree(Modulo32(serial));
        }
    }

    /// <summary>Answers as an authoritative server does (RFC 1034 section 4.3.2, RFC 2308).</summary>
    /// <param name="name">In any case, without a trailing dot.</param>
    internal ZoneAnswer Answer(string name, RecordType type)
    {
        var tree = _tree;
        var owner = name.ToLowerInvariant();
        if (type is RecordType.AXFR or RecordType.IXFR || tree.ZoneOf(owner) is not { } zone) return ZoneAnswer.Of(ResponseCode.Refused);

        var answers = ImmutableArray.CreateBuilder<AnswerRecord>();
        for (var aliases = 0; ; aliases++)
        {
            if (tree.Find(owner) is not { } node) return new(ResponseCode.NoSuchName, answers.ToImmutable(), [StartOfAuthority(zone)], tree.Serial);
            var found = answers.Count;
            AddRecords(answers, node, owner, zone, type);
            if (answers.Count == found) return new(ResponseCode.NoError, answers.ToImmutable(), [StartOfAuthority(zone)], tree.Serial);

            var last = answers[^1];
            var isFollowed = last.Type == RecordType.CNAME && type is not (RecordType.CNAME or RecordType.ANY) && aliases < MaxAliases;
            if (!isFollowed || tree.ZoneOf(last.Value) is not { } next) return new(ResponseCode.NoError, answers.ToImmutable(), [], tree.Serial);
            (owner, zone) = (last.Value, next);
        }
    }

    private static void AddRecords(ImmutableArray<AnswerRecord>.Builder answers, ZoneTree.Node node, string owner, string zone, RecordType type)
    {
        if (string.Equals(owner, zone, StringComparison.Ordinal))
        {
            if (type is RecordType.SOA or RecordType.ANY) answers.Add(StartOfAuthority(zone));
            if (type is RecordType.NS or RecordType.ANY) answers.Add(new(zone, RecordType.NS, NameServerTtl, ZoneTree.NameServerOf(zone)));
        }

        var alias = node.Records.FirstOrDefault(record => record.Type == RecordType.CNAME);
        if (alias is not null && type is not RecordType.ANY)
        {
            answers.Add(alias);
            return;
        }

        foreach (var record in node.Records)
        {
            if (record.Type == type || type == RecordType.ANY) answers.Add(record);
        }
    }

    /// <summary>TTL 0, like its minimum: an absent record may be there in the next moment, and nobody shall remember that it was not.</summary>
    private static AnswerRecord StartOfAuthority(string zone) => new(zone, RecordType.SOA, 0, ZoneTree.NameServerOf(zone));

    private static uint Modulo32(long serial) => unchecked((uint)serial);
}
