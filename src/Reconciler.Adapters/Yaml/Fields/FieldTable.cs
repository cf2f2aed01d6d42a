using Reconciler.Adapters.Yaml.Nodes;

namespace Reconciler.Adapters.Yaml.Fields;

/// <summary>The fields of one mapping. At most 64.</summary>
internal sealed class FieldTable<TSpec>
{
    private readonly FieldDefinition<TSpec>[] _fields;
    private readonly string[] _names;
    private readonly ulong _required;

    public FieldTable(params FieldDefinition<TSpec>[] fields)
    {
        _fields = fields;
        _names = [.. fields.Select(field => field.Name)];
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i].Required) _required |= 1UL << i;
        }
    }

    public IReadOnlyList<FieldDefinition<TSpec>> Fields => _fields;

    public ReadOnlySpan<string> Names => _names;

    /// <summary>Sets every field of the mapping in <paramref name="spec"/>; reports unknown keys and missing fields.</summary>
    /// <param name="owner">The key whose value the mapping is; missing fields are reported there.</param>
    /// <param name="discriminator">A key that has been read already.</param>
    public TSpec Bind(TSpec spec, YamlNode owner, YamlNode mapping, DocumentBinding binding, string? discriminator = null)
    {
        var seen = 0UL;
        foreach (var entry in mapping.Entries)
        {
            if (discriminator is not null && entry.Key.Span.SequenceEqual(discriminator)) continue;
            var index = IndexOf(entry.Key.Span);
            if (index < 0)
            {
                binding.ReportUnknownKey(entry.Key, _names);
                continue;
            }

            seen |= 1UL << index;
            spec = _fields[index].Bind(spec, entry, binding);
        }

        if ((_required & ~seen) != 0) ReportMissing(seen, owner, binding);
        return spec;
    }

    /// <summary>Binds one entry for its diagnostics alone; false when the table does not have its key.</summary>
    public bool TryProbe(TSpec spec, in YamlEntry entry, DocumentBinding binding)
    {
        var index = IndexOf(entry.Key.Span);
        if (index < 0) return false;
        _fields[index].Bind(spec, entry, binding);
        return true;
    }

    private int IndexOf(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            if (name.SequenceEqual(_names[i])) return i;
        }

        return -1;
    }

    private void ReportMissing(ulong seen, YamlNode owner, DocumentBinding binding)
    {
        for (var i = 0; i < _fields.Length; i++)
        {
            var field = _fields[i];
            if (!field.Required || (seen & (1UL << i)) != 0) continue;
            var help = field.Example is null ? null : $"for example {field.Name}: {field.Example}";
            binding.Report(FieldCodes.Missing, owner, $"the field \"{field.Path}\" is missing", help);
        }
    }
}
