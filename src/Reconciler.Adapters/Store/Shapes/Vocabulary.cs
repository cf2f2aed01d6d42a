using System.Collections.Frozen;

namespace Reconciler.Adapters.Store.Shapes;

/// <summary>The stored words of an enum, both ways. The words belong to the stored form: a member may be renamed, its word may not.</summary>
internal sealed class Vocabulary<T>(Func<T, string> word)
    where T : struct, Enum
{
    private readonly FrozenDictionary<string, T> _values = Enum.GetValues<T>().ToFrozenDictionary(word, StringComparer.Ordinal);

    public string Write(T value) => word(value);

    /// <summary>Throws <see cref="FormatException"/> for a word that this version does not know.</summary>
    public T Read(string text) => _values.TryGetValue(text, out var value) ? value : throw new FormatException($"\"{text}\" is no {typeof(T).Name}");
}
