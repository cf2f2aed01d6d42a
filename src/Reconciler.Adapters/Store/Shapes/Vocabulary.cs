using System.Text;

namespace Reconciler.Adapters.Store.Shapes;

/// <summary>
/// The stored words of an enum, both ways. The words belong to the stored form: a member may be renamed, its word may not. They are few, so looking
/// through them is faster than hashing.
/// </summary>
internal sealed class Vocabulary<T>
    where T : struct, Enum
{
    private readonly Func<T, string> _word;
    private readonly T[] _values = Enum.GetValues<T>();
    private readonly string[] _words;

    public Vocabulary(Func<T, string> word)
    {
        _word = word;
        _words = new string[_values.Length];
        for (var i = 0; i < _words.Length; i++) _words[i] = word(_values[i]);
    }

    public string Write(T value) => _word(value);

    /// <summary>Throws <see cref="FormatException"/> for a word that this version does not know.</summary>
    public T Read(string text)
    {
        var index = Array.IndexOf(_words, text);
        return index >= 0 ? _values[index] : throw Unknown(text);
    }

    /// <summary>The same from stored bytes, without making a string of them.</summary>
    public T Read(ReadOnlySpan<byte> utf8)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            if (Ascii.Equals(utf8, _words[i])) return _values[i];
        }

        throw Unknown(Encoding.UTF8.GetString(utf8));
    }

    private static FormatException Unknown(string text) => new($"\"{text}\" is no {typeof(T).Name}");
}
