namespace Reconciler.Core.Desired;

/// <summary>Where a secret is found; what a manifest and the state hold of it is this alone. Closed; a new place is a nested record.</summary>
public abstract record SecretReference
{
    private const string VariablePrefix = "env:";
    private const string FilePrefix = "file:";

    private SecretReference()
    {
    }

    /// <summary>An environment variable of the program.</summary>
    public sealed record Variable(string Name) : SecretReference
    {
        public override string ToString() => VariablePrefix + Name;
    }

    /// <summary>A file outside the repository.</summary>
    /// <param name="Path">Absolute.</param>
    public sealed record File(string Path) : SecretReference
    {
        public override string ToString() => FilePrefix + Path;
    }

    /// <summary>Reads what ToString wrote; throws FormatException for anything else.</summary>
    public static SecretReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith(VariablePrefix, StringComparison.Ordinal)) return new Variable(text[VariablePrefix.Length..]);
        return text.StartsWith(FilePrefix, StringComparison.Ordinal)
            ? new File(text[FilePrefix.Length..])
            : throw new FormatException($"\"{text}\" names no place of a secret");
    }
}
