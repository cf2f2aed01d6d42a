namespace Reconciler.Adapters.Yaml.Kinds;

/// <summary>Every kind that a document can have.</summary>
internal static class ManifestKinds
{
    public const string Group = "reconciler";

    public const string ApiVersion = Group + "/v1";

    public static IReadOnlyList<KindDefinition> All { get; } =
        [AccountFields.Kind, AuthorityFields.Kind, DnsProviderFields.Kind, ValidationMethodFields.Kind, TargetFields.Kind, CertificateFields.Kind, NotificationFields.Kind];

    /// <summary>Kinds of the language that this version refuses by name.</summary>
    public static IReadOnlyList<string> Unavailable { get; } = ["Policy", "TrustBundle"];

    /// <summary>Null when the word is none of the kinds available.</summary>
    public static KindDefinition? Find(ReadOnlySpan<char> word)
    {
        foreach (var kind in All)
        {
            if (word.SequenceEqual(kind.Name)) return kind;
        }

        return null;
    }
}
