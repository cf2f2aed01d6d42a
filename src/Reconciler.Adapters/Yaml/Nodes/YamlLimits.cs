namespace Reconciler.Adapters.Yaml.Nodes;

/// <summary>What one manifest may ask of the reader.</summary>
internal static class YamlLimits
{
    /// <summary>Octets of a file.</summary>
    public const int FileSize = 1 << 20;

    /// <summary>Collections inside each other.</summary>
    public const int Depth = 64;

    /// <summary>Aliases in a file.</summary>
    public const int Aliases = 100;

    /// <summary>Documents that are not valid YAML, after which the rest of a file is given up: each costs as much as reading on from there.</summary>
    public const int DamagedDocuments = 50;

    /// <summary>Nodes of a document that stand there only because an alias repeats them.</summary>
    public const int RepeatedNodes = 100_000;
}
