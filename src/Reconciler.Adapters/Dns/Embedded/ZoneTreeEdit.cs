using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Dns.Embedded;

/// <summary>Changes to a <see cref="ZoneTree"/>, gathered and turned into the next snapshot at once. Not thread safe.</summary>
internal sealed class ZoneTreeEdit(ZoneTree tree)
{
    private readonly ImmutableDictionary<string, ZoneTree.Node>.Builder _nodes = tree.Nodes.ToBuilder();
    private ImmutableHashSet<string> _zones = tree.Zones;

    public void AddZone(string zone)
    {
        _zones = _zones.Add(zone);
        Change(zone, node => node with { IsFixed = true });
        Change(ZoneTree.NameServerOf(zone), node => node with { IsFixed = true });
    }

    /// <summary>Throws ArgumentException for what no packet can hold, so that answering never has to.</summary>
    public void Add(ZoneRecord record)
    {
        if (record.Ttl < 0 || !IsName(record.Owner) || (record.Type == "CNAME" && !IsName(record.Value)))
            throw new ArgumentException($"the record {record} cannot be served", nameof(record));
        var added = new AnswerRecord(record.Owner, TypeOf(record.Type), record.Ttl, record.Value);
        Change(record.Owner, node => node with { Records = node.Records.Add(added) });
    }

    public void Remove(string owner, string type)
    {
        var removed = TypeOf(type);
        Change(owner, node => node with { Records = node.Records.RemoveAll(record => record.Type == removed) });
    }

    public ZoneTree ToTree(uint serial) => new(_zones, _nodes.ToImmutable(), serial);

    private void Change(string name, Func<ZoneTree.Node, ZoneTree.Node> change)
    {
        var before = _nodes.GetValueOrDefault(name) ?? ZoneTree.Node.Empty;
        var after = change(before);
        if (after.Exists) _nodes[name] = after;
        else _nodes.Remove(name);

        if (before.Exists == after.Exists || DomainText.Parent(name) is not { } parent) return;
        var step = after.Exists ? 1 : -1;
        Change(parent, node => node with { Children = node.Children + step });
    }

    /// <summary>RFC 1035, section 2.3.4: 255 octets on the wire are 253 characters.</summary>
    private static bool IsName(string name) => name.Length <= 253 && name.Split('.').All(label => label.Length is > 0 and <= 63);

    private static RecordType TypeOf(string type) => type switch
    {
        "CNAME" => RecordType.CNAME,
        "TXT" => RecordType.TXT,
        _ => throw new ArgumentException($"a record of type {type} cannot be served", nameof(type)),
    };
}
