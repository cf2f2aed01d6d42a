using System.Globalization;
using System.Text.Json;

namespace Reconciler.Adapters.Store.Snapshots;

/// <summary>The file is a snapshot of a format that this version does not read.</summary>
internal sealed class SnapshotVersionException(string message) : Exception(message);

/// <summary>
/// A first look over a snapshot's tokens: JSON, of a format that is known, and nowhere a null, which is never written and which the serializer lets through
/// inside of lists.
/// </summary>
internal static class SnapshotScan
{
    private const int Major = 1;
    private const int MaxDepth = 16;

    public static void Check(ReadOnlySpan<byte> content)
    {
        var json = new Utf8JsonReader(content, new() { MaxDepth = MaxDepth });
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject) throw new FormatException("it is no JSON object");
        var isVersioned = false;
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.Null) throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"a value is null at byte {json.TokenStartIndex}"));
            if (json.TokenType != JsonTokenType.PropertyName || json.CurrentDepth != 1 || !json.ValueTextEquals("format_version")) continue;
            json.Read();
            RequireKnown(json.TokenType == JsonTokenType.String ? json.GetString()! : throw new FormatException("format_version is no text"));
            isVersioned = true;
        }

        if (!isVersioned) throw new SnapshotVersionException("is JSON, but no snapshot that reconciler exported: it has no format_version");
    }

    private static void RequireKnown(string version)
    {
        var dot = version.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !int.TryParse(version.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var major))
            throw new FormatException($"its format_version is \"{version}\"");
        if (major != Major) throw new SnapshotVersionException($"has format {version}, and this version reads {Major}.x");
    }
}
