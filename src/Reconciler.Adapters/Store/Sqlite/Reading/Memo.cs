namespace Reconciler.Adapters.Store.Sqlite.Reading;

/// <summary>Reads each distinct text once: thousands of rows share one spec, one authority, one list of usages. Lives for one reading.</summary>
internal sealed class Memo<T>(Func<string, T> read)
{
    private readonly Dictionary<string, T> _known = new(StringComparer.Ordinal);

    public T Read(string text)
    {
        if (!_known.TryGetValue(text, out var value)) _known.Add(text, value = read(text));
        return value;
    }

    public void Add(string text, T value) => _known.TryAdd(text, value);
}
