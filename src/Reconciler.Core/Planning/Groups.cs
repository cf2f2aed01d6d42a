namespace Reconciler.Core.Planning;

/// <summary>Sets by key; a key without members is no key.</summary>
internal sealed class Groups<TKey, TMember>
    where TKey : notnull
{
    private readonly Dictionary<TKey, HashSet<TMember>> _members = [];

    public IReadOnlyCollection<TMember> this[TKey key] => _members.TryGetValue(key, out var members) ? members : Array.Empty<TMember>();

    public void Add(TKey key, TMember member)
    {
        if (!_members.TryGetValue(key, out var members)) _members.Add(key, members = []);
        members.Add(member);
    }

    public void Remove(TKey key, TMember member)
    {
        if (!_members.TryGetValue(key, out var members)) return;
        members.Remove(member);
        if (members.Count == 0) _members.Remove(key);
    }
}
