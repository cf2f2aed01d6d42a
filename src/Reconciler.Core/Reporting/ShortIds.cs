namespace Reconciler.Core.Reporting;

/// <summary>Shortens identities for people: <c>certificate/www</c> where that is unique among everything shown, else the whole.</summary>
internal sealed class ShortIds
{
    private static readonly string[] Kinds = ["account", "authority", "certificate", "provider", "record", "target", "validation"];
    private readonly Dictionary<string, string?> _owners = new(StringComparer.Ordinal);

    public ShortIds(IEnumerable<string> ids)
    {
        foreach (var id in ids.Distinct(StringComparer.Ordinal))
        {
            var cut = Cut(id);
            _owners[cut] = _owners.ContainsKey(cut) ? null : id;
        }
    }

    public string this[string id] => Cut(id) is var cut && _owners.TryGetValue(cut, out var owner) && owner == id ? cut : id;

    /// <summary>From the kind on; the account and region are left out.</summary>
    internal static string Cut(string id)
    {
        var first = id.IndexOf('/', StringComparison.Ordinal);
        if (first < 0) return id;
        var rest = id[(first + 1)..];
        if (StartsWithKind(rest)) return rest;
        var second = rest.IndexOf('/', StringComparison.Ordinal);
        return second > 0 && StartsWithKind(rest[(second + 1)..]) ? rest[(second + 1)..] : id;
    }

    private static bool StartsWithKind(string text)
    {
        foreach (var kind in Kinds)
        {
            if (text.Length > kind.Length && text[kind.Length] == '/' && text.StartsWith(kind, StringComparison.Ordinal)) return true;
        }

        return false;
    }
}
