using System.Text.Json.Serialization;

namespace Reconciler.Adapters.Store.Snapshots;

/// <summary>The words of a snapshot are those of its records in snake case; an unknown member is passed over, a missing one is an error.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SnapshotShape))]
internal sealed partial class SnapshotContext : JsonSerializerContext;
