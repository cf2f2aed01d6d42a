using System.Collections.Immutable;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Types;
using Field = Reconciler.Adapters.Yaml.Fields.FieldOf<Reconciler.Adapters.Yaml.Kinds.ManifestMetadata>;

namespace Reconciler.Adapters.Yaml.Kinds;

/// <summary>The metadata of a document.</summary>
/// <param name="Account">Null: <c>default</c>.</param>
/// <param name="Region">Null: the account's first one.</param>
internal sealed record ManifestMetadata(string Name, string? Account, string? Region, ImmutableSortedDictionary<string, string> Tags, bool Protect)
{
    public static ManifestMetadata Empty { get; } = new("", null, null, ImmutableSortedDictionary<string, string>.Empty, false);

    /// <summary>Under the root; paths begin with <c>metadata.</c>.</summary>
    public static FieldDefinition<ManifestMetadata> Definition { get; } = Field.RequiredGroup(
        "metadata",
        "Which object the document declares.",
        Field.Required("name", NameType.Instance, "Name, unique for its kind in account and region.", (m, v) => m with { Name = v }, "www"),
        Field.Optional("account", NameType.Instance, "Account that the object belongs to.", (m, v) => m with { Account = v }, "default"),
        Field.Optional("region", NameType.Instance, "Region, for certificates, targets and authorities; left out, the account's first.", (m, v) => m with { Region = v }, example: "local"),
        Field.Optional("tags", new TagsType(), "Free keys and values for searching.", (m, v) => m with { Tags = v }, example: "{ team: web }"),
        Field.Optional("protect", ValueTypes.Boolean, "While set, nothing removes the object.", (m, v) => m with { Protect = v }, "false"));
}
