using Reconciler.Core.Domain;

namespace Reconciler.Core.Desired.Rules;

/// <summary>Domains, each meaning itself and all below it. Questions cost one look-up a label, however many domains there are.</summary>
internal sealed class DomainSet
{
    private readonly HashSet<string> _domains = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _oneLabelBelow = new(StringComparer.Ordinal);

    public DomainSet(IEnumerable<string> domains)
    {
        foreach (var domain in domains)
        {
            _domains.Add(domain);
            if (DomainText.Parent(domain) is { } parent) _oneLabelBelow.TryAdd(parent, domain);
        }
    }

    public bool IsEmpty => _domains.Count == 0;

    /// <summary>The longest member that is <paramref name="name"/> or above it; null when there is none. The member "" is above everything (RFC 5280, section 4.2.1.10).</summary>
    public string? Above(string name)
    {
        var lookup = _domains.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var rest = name.AsSpan(); ;)
        {
            if (lookup.TryGetValue(rest, out var member)) return member;
            if (rest.IsEmpty) return null;
            var dot = rest.IndexOf('.');
            rest = dot < 0 ? [] : rest[(dot + 1)..];
        }
    }

    /// <summary>A member that is exactly one label below <paramref name="name"/>: what the wildcard on that name covers.</summary>
    public string? OneLabelBelow(string name) => _oneLabelBelow.GetValueOrDefault(name);
}
