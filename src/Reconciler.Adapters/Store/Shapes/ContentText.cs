using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Store.Shapes;

/// <summary>
/// What a deployment left behind, as stored: <c>[directory, folder, [[path, sha256, size, modified, changed, inode, mode, link], …]]</c>. It is the
/// bulk of a state, so it is written without names and read without a serializer; a new field goes to the end of its array.
/// </summary>
internal static class ContentText
{
    public static string Write(DeployedContent content)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            json.WriteStringValue(content.Directory);
            json.WriteNumberValue(content.VersionFolder);
            json.WriteStartArray();
            foreach (var file in content.Files) Write(json, file);
            json.WriteEndArray();
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static DeployedContent Read(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8);
        Enter(ref json);
        var directory = Text(ref json);
        var folder = (int)Number(ref json);
        Enter(ref json);
        var files = ImmutableArray.CreateBuilder<DeployedFile>(5);
        while (json.Read() && json.TokenType == JsonTokenType.StartArray)
        {
            files.Add(ReadFile(ref json));
            Leave(ref json);
        }

        return new(directory, folder, files.DrainToImmutable());
    }

    private static void Write(Utf8JsonWriter json, DeployedFile file)
    {
        json.WriteStartArray();
        json.WriteStringValue(file.Path);
        json.WriteStringValue(file.Sha256);
        json.WriteNumberValue(file.Size);
        json.WriteNumberValue(file.ModifiedNanoseconds);
        json.WriteNumberValue(file.ChangedNanoseconds);
        json.WriteNumberValue(file.Inode);
        json.WriteNumberValue(file.Mode);
        json.WriteStringValue(file.LinkTarget);
        json.WriteEndArray();
    }

    private static DeployedFile ReadFile(ref Utf8JsonReader json) => new(
        Text(ref json),
        Text(ref json),
        Number(ref json),
        Number(ref json),
        Number(ref json),
        Number(ref json),
        (int)Number(ref json),
        OptionalText(ref json));

    private static void Enter(ref Utf8JsonReader json)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartArray) throw new FormatException("a list is missing in what was deployed");
    }

    /// <summary>Passes over what a newer field may hold.</summary>
    private static void Leave(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType != JsonTokenType.EndArray) json.Skip();
    }

    private static string Text(ref Utf8JsonReader json) => OptionalText(ref json) ?? throw new FormatException("a text is missing in what was deployed");

    private static string? OptionalText(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => json.GetString(),
            _ => throw new FormatException("a text is missing in what was deployed"),
        };
    }

    private static long Number(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType == JsonTokenType.Number ? json.GetInt64() : throw new FormatException("a number is missing in what was deployed");
    }
}
