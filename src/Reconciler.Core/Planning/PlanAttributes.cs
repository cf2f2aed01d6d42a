using System.Collections.Immutable;

namespace Reconciler.Core.Planning;

/// <summary>
/// What a change decides, in the manifest's own terms: dotted field names, each with a text or a list of texts, in ordinal order of the names.
/// </summary>
public sealed class PlanAttributes
{
    public static PlanAttributes None { get; } = new([]);

    private PlanAttributes(ImmutableArray<PlanAttribute> items) => Items = items;

    public ImmutableArray<PlanAttribute> Items { get; }

    public PlanAttribute? Find(string name)
    {
        foreach (var item in Items)
        {
            if (string.Equals(item.Name, name, StringComparison.Ordinal)) return item;
        }

        return null;
    }

    /// <summary>Only what differs from <paramref name="other"/>, with our values.</summary>
    public PlanAttributes Except(PlanAttributes other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new([.. Items.Where(item => other.Find(item.Name) is not { } match || !match.SameValue(item))]);
    }

    /// <summary>All but the named ones.</summary>
    internal PlanAttributes Without(ImmutableHashSet<string> names) => Items.Any(item => names.Contains(item.Name)) ? new([.. Items.Where(item => !names.Contains(item.Name))]) : this;

    /// <summary>One line, equal for equal attributes.</summary>
    public override string ToString() => string.Join("; ", Items.Select(item => $"{item.Name}={item}"));

    public sealed class Builder
    {
        private readonly List<PlanAttribute> _items = new(8);

        /// <summary>Adds a text; null is left out.</summary>
        public Builder Add(string name, string? text)
        {
            if (text is not null) _items.Add(new(name, text, default));
            return this;
        }

        /// <summary>Adds a list; an empty one is left out.</summary>
        public Builder Add(string name, ImmutableArray<string> list)
        {
            if (!list.IsDefaultOrEmpty) _items.Add(new(name, null, list));
            return this;
        }

        public PlanAttributes Build()
        {
            _items.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
            return new([.. _items]);
        }
    }
}

/// <param name="Text">Set for a text.</param>
/// <param name="List">Set for a list.</param>
public sealed record PlanAttribute(string Name, string? Text, ImmutableArray<string> List)
{
    public bool SameValue(PlanAttribute other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Text is not null
            ? string.Equals(Text, other.Text, StringComparison.Ordinal)
            : !other.List.IsDefault && List.SequenceEqual(other.List, StringComparer.Ordinal);
    }

    /// <summary>For people: the text, or the list with commas.</summary>
    public override string ToString() => Text ?? string.Join(", ", List);
}
