using System.Diagnostics.CodeAnalysis;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Nodes;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Yaml.Types;

/// <summary>A word that is refused by name.</summary>
/// <param name="Reason">Goes after <c>{noun} "{word}" </c>.</param>
internal readonly record struct RefusedWord(string Word, DiagnosticCode Code, string Reason)
{
    public static RefusedWord[] Unavailable(params string[] words) =>
        [.. words.Select(word => new RefusedWord(word, FieldCodes.Unavailable, "is not available in this version"))];
}

/// <summary>One of a few words, capitals counting.</summary>
/// <param name="noun">What the words name, for <c>{noun} "…" is not known</c>.</param>
internal sealed class WordType<T>(string noun, (string Word, T Value)[] words, params RefusedWord[] refused) : ScalarType<T>
{
    private readonly string[] _words = [.. words.Select(each => each.Word)];

    public override string Name => noun;

    public override IReadOnlyList<string> Values => _words;

    /// <summary>Words of the language that are refused by name.</summary>
    public bool IsRefused(string word) => Array.Exists(refused, each => string.Equals(each.Word, word, StringComparison.Ordinal));

    protected override bool TryParse(YamlNode scalar, FieldDefinition field, DocumentBinding binding, [MaybeNullWhen(false)] out T value)
    {
        var text = scalar.Span;
        for (var i = 0; i < _words.Length; i++)
        {
            if (!text.SequenceEqual(_words[i])) continue;
            value = words[i].Value;
            return true;
        }

        value = default;
        ReportOther(scalar, binding);
        return false;
    }

    private void ReportOther(YamlNode scalar, DocumentBinding binding)
    {
        var text = scalar.Text;
        foreach (var each in refused)
        {
            if (!string.Equals(each.Word, text, StringComparison.Ordinal)) continue;
            binding.Report(each.Code, scalar, $"{noun} \"{each.Word}\" {each.Reason}", _words.Length == 0 ? null : $"one of: {string.Join(", ", _words)}");
            return;
        }

        var near = NearestWord.Find(text, _words);
        binding.Report(
            FieldCodes.UnknownValue,
            scalar,
            $"{noun} {Quote.Of(text)} is not known",
            near is null ? $"one of: {string.Join(", ", _words)}" : $"did you mean \"{near}\"?");
    }
}
