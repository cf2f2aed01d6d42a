using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Types;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Yaml.Kinds;

/// <summary>Key algorithms by their names (row KEY-01).</summary>
internal static class KeyWords
{
    /// <summary>A word type of the algorithms given; the others that authorities may have are refused by name.</summary>
    public static WordType<KeyAlgorithm> Of(IReadOnlyList<KeyAlgorithm> allowed) => new(
        "key algorithm",
        [.. allowed.Select(algorithm => (algorithm.ToString(), algorithm))],
        [.. KeyAlgorithms.ForAuthorities.Except(allowed)
            .Select(other => new RefusedWord(other.ToString(), FieldCodes.UnknownValue, "is for authorities only"))]);
}
