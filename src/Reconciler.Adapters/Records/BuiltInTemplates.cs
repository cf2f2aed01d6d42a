namespace Reconciler.Adapters.Records;

/// <summary>Templates shipped with the program, in <c>Records/Templates</c>, each read once.</summary>
internal sealed class BuiltInTemplates
{
    private readonly Dictionary<string, string> _texts;

    private BuiltInTemplates(params string[] names) => _texts = names.ToDictionary(name => name, Read, StringComparer.Ordinal);

    /// <summary>One record to one line.</summary>
    public static BuiltInTemplates ForRecords { get; } = new("acm-cname");

    /// <summary>All records to one text.</summary>
    public static BuiltInTemplates ForLists { get; } = new("bind");

    public string Names => string.Join(", ", _texts.Keys.Order(StringComparer.Ordinal));

    /// <summary>Always the same string for a name; null when there is none.</summary>
    public string? Find(string name) => _texts.GetValueOrDefault(name);

    private static string Read(string name)
    {
        var stream = typeof(BuiltInTemplates).Assembly.GetManifestResourceStream($"Records/{name}") ?? throw new InvalidOperationException($"template {name} is not embedded");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
