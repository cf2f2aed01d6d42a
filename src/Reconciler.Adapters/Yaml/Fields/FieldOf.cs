namespace Reconciler.Adapters.Yaml.Fields;

/// <summary>The vocabulary of the field tables: each method makes one field of the record <typeparamref name="TSpec"/>.</summary>
internal static class FieldOf<TSpec>
{
    /// <summary>A field with a value and a default (or none needed).</summary>
    public static FieldDefinition<TSpec> Optional<TValue>(
        string name, FieldType<TValue> type, string description, Func<TSpec, TValue, TSpec> set, string? @default = null, string? example = null) =>
        new ValueField<TSpec, TValue>(name, description, type, set) { Default = @default, Example = example };

    public static FieldDefinition<TSpec> Required<TValue>(
        string name, FieldType<TValue> type, string description, Func<TSpec, TValue, TSpec> set, string? example = null) =>
        new ValueField<TSpec, TValue>(name, description, type, set) { Required = true, Example = example };

    /// <summary>A mapping of further fields of the same record.</summary>
    public static FieldDefinition<TSpec> Group(string name, string description, params FieldDefinition<TSpec>[] fields) =>
        new GroupField<TSpec>(name, description, new(fields));

    public static FieldDefinition<TSpec> RequiredGroup(string name, string description, params FieldDefinition<TSpec>[] fields) =>
        new GroupField<TSpec>(name, description, new(fields)) { Required = true };

    /// <summary>A field of the language that this version refuses by name.</summary>
    public static FieldDefinition<TSpec> Unavailable(string name, string description) => new UnavailableField<TSpec>(name, description);
}
