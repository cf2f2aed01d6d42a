using System.Collections.Immutable;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Dns.Embedded;

/// <summary>
/// The names of our zones as one immutable snapshot. Setting or removing a record makes a new snapshot and costs the depth of its name, however many records
/// there are.
/// </summary>
internal sealed record ZoneTree(ImmutableHashSet<string> Zones, ImmutableDictionary<string, ZoneTree.Node> Nodes, uint Serial)
{
    public static ZoneTree Empty { get; } =
        new(ImmutableHashSet.Create<string>(StringComparer.Ordinal), ImmutableDictionary.Create<string, Node>(StringComparer.Ordinal), 0);

    /// <summary>A name that exists: it has records, or names below it (an empty non-terminal), or belongs to the zone itself.</summary>
    /// <param name="Children">Names that exist one label below.</param>
    /// <param name="IsFixed">Apex or name server of a zone: exists without records.</param>
    internal sealed record Node(ImmutableArray<AnswerRecord> Records, int Children, bool IsFixed)
    {
        public static Node Empty { get; } = new([], 0, false);

        public bool Exists => !Records.IsEmpty || Children > 0 || IsFixed;
    }

    /// <summary>The longest zone that holds the name; null when none does.</summary>
    public string? ZoneOf(string name)
    {
        for (string? probe = name; probe is not null; probe = DomainText.Parent(probe))
        {
            if (Zones.Contains(probe)) return probe;
        }

        return null;
    }

    public Node? Find(string name) => Nodes.GetValueOrDefault(name);

    public static string NameServerOf(string zone) => $"ns.{zone}";
}
