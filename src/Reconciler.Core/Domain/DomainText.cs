namespace Reconciler.Core.Domain;

/// <summary>Questions about domain names that are plain text: zones, constraints, record owners. All lower case, without a trailing dot.</summary>
public static class DomainText
{
    /// <summary>True when <paramref name="name"/> is <paramref name="parent"/> or below it, by whole labels.</summary>
    public static bool IsWithin(string name, string parent)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(parent);
        return name.Length == parent.Length
            ? string.Equals(name, parent, StringComparison.Ordinal)
            : name.Length > parent.Length && name[^(parent.Length + 1)] == '.' && name.EndsWith(parent, StringComparison.Ordinal);
    }

    /// <summary>The name without its first label; null for a single label.</summary>
    public static string? Parent(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? null : name[(dot + 1)..];
    }
}
