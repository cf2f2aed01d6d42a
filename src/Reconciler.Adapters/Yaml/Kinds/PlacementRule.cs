using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Yaml.Kinds;

/// <summary>Account and region of a document, as its kind allows them.</summary>
internal static class PlacementRule
{
    public static void Apply(ResourceKind kind, ManifestMetadata metadata, DocumentBinding binding)
    {
        if (metadata.Region is not null && !kind.IsRegional())
            binding.ReportAt(FieldCodes.Placement, "metadata.region", $"kind {kind} has no region", "remove it");
        if (kind == ResourceKind.Account)
        {
            if (metadata.Account is not null && metadata.Account != metadata.Name)
                binding.ReportAt(FieldCodes.Placement, "metadata.account", "an account belongs to no other account", "remove it");
            binding.PlaceIn(metadata.Name, null);
            return;
        }

        binding.PlaceIn(metadata.Account ?? "default", metadata.Region);
    }
}
