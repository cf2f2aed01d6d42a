using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Events;

namespace Reconciler.Adapters.Store.Shapes;

/// <summary>
/// The JSON columns. Their shape is written down by the records of this folder and by nothing else, so that the core can be renamed freely. A field
/// may be added as optional; one is never renamed or given another meaning without a migration.
/// </summary>
internal static class StoredJson
{
    /// <summary>Everything but the domains.</summary>
    public static string Write(CertificateSpec spec) => JsonSerializer.Serialize(CertificateShape.Of(spec), ShapeContext.Default.CertificateShape);

    public static string Write(AuthoritySpec spec) => JsonSerializer.Serialize(AuthorityShape.Of(spec), ShapeContext.Default.AuthorityShape);

    public static string Write(TargetSpec spec) => JsonSerializer.Serialize(TargetShape.Of(spec), ShapeContext.Default.TargetShape);

    public static string Write(DnsProviderSpec spec) => JsonSerializer.Serialize(ProviderShape.Of(spec), ShapeContext.Default.ProviderShape);

    public static string? Write(Condition? condition) =>
        condition is null ? null : JsonSerializer.Serialize(ConditionShape.Of(condition), ShapeContext.Default.ConditionShape);

    /// <summary>Null for no tags.</summary>
    public static string? Write(ImmutableSortedDictionary<string, string> tags) =>
        tags.IsEmpty ? null : JsonSerializer.Serialize(tags, ShapeContext.Default.IReadOnlyDictionaryStringString);

    public static string Write(CertificateEvent told) => JsonSerializer.Serialize(EventShape.Of(told), ShapeContext.Default.EventShape);

    public static CertificateSpec ReadCertificate(string json) => Read(json, ShapeContext.Default.CertificateShape).ToSpec();

    public static AuthoritySpec ReadAuthority(string json) => Read(json, ShapeContext.Default.AuthorityShape).ToSpec();

    public static TargetSpec ReadTarget(string json) => Read(json, ShapeContext.Default.TargetShape).ToSpec();

    public static DnsProviderSpec ReadProvider(string json) => Read(json, ShapeContext.Default.ProviderShape).ToSpec();

    public static Condition ReadCondition(string json) => Read(json, ShapeContext.Default.ConditionShape).ToCondition();

    public static CertificateEvent ReadEvent(string json, string key, DateTimeOffset at) => Read(json, ShapeContext.Default.EventShape).ToEvent(key, at);

    public static ImmutableSortedDictionary<string, string> ReadTags(string json) =>
        Read(json, ShapeContext.Default.IReadOnlyDictionaryStringString).ToImmutableSortedDictionary(StringComparer.Ordinal);

    private static T Read<T>(string json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new FormatException("a stored text is null");
        }
        catch (NotSupportedException unknown)
        {
            // How a missing or unknown "type" is reported.
            throw new FormatException(unknown.Message, unknown);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CertificateShape))]
[JsonSerializable(typeof(AuthorityShape))]
[JsonSerializable(typeof(TargetShape))]
[JsonSerializable(typeof(ProviderShape))]
[JsonSerializable(typeof(ConditionShape))]
[JsonSerializable(typeof(EventShape))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class ShapeContext : JsonSerializerContext;
