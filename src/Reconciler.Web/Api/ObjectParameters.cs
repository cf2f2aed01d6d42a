using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Reconciler.Core.Domain;
using Reconciler.Core.Reporting;
using Reconciler.Web.Answering;

namespace Reconciler.Web.Api;

/// <summary>The query parameters of the object list: read within limits, all that is wrong told at once.</summary>
internal static class ObjectParameters
{
    private const int LongestTag = 320;
    private const int LongestCursor = 512;
    private const int MostTags = 10;

    private static readonly string[] Kinds = [.. Enum.GetValues<ResourceKind>().Select(kind => kind.Word()).Order(StringComparer.Ordinal)];

    public static Parameter[] All { get; } =
    [
        new("kind", "Only objects of this kind.", $$"""{ "type": "string", "enum": ["{{string.Join("\", \"", Kinds)}}"] }"""),
        new("account", "Only objects of this account.", """{ "type": "string", "minLength": 1, "maxLength": 63 }"""),
        new("region", "Only objects of this region.", """{ "type": "string", "minLength": 1, "maxLength": 63 }"""),
        new("status", "Only objects with this status.", $$"""{ "type": "string", "enum": ["{{string.Join("\", \"", ObjectQuery.Statuses)}}"] }"""),
        new("tag", "Only objects with this tag, by key or key=value; given again: with all of them.", $$"""{ "type": "array", "maxItems": {{MostTags}}, "items": { "type": "string", "minLength": 1, "maxLength": {{LongestTag}} } }""", IsRepeatable: true),
        new("limit", "Objects of a page.", $$"""{ "type": "integer", "minimum": 1, "maximum": {{ObjectQuery.LargestPage}}, "default": {{ObjectQuery.DefaultPage}} }"""),
        new("cursor", "Where the page before said that the next one begins.", $$"""{ "type": "string", "minLength": 1, "maxLength": {{LongestCursor}} }"""),
    ];

    /// <summary>Names the end of a page; what comes or goes meanwhile moves nothing.</summary>
    public static string CursorAfter(ResourceId last) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(last.Text));

    /// <returns>The query; or null, and what is wrong in <paramref name="problems"/>.</returns>
    public static ObjectQuery? Read(IQueryCollection query, List<string> problems)
    {
        var read = new ObjectQuery();
        foreach (var (name, values) in query)
        {
            if (name != "tag" && values.Count != 1) problems.Add($"{name} is given more than once");
            else read = Take(read, name, values, problems);
        }

        return problems.Count == 0 ? read : null;
    }

    private static ObjectQuery Take(ObjectQuery query, string name, StringValues values, List<string> problems)
    {
        var value = values[0] ?? "";
        switch (name)
        {
            case "kind":
                if (!Kinds.Contains(value)) problems.Add($"kind is one of {string.Join(", ", Kinds)}");
                return query with { Kind = value };
            case "status":
                if (!ObjectQuery.Statuses.Contains(value)) problems.Add($"status is one of {string.Join(", ", ObjectQuery.Statuses)}");
                return query with { Status = value };
            case "account":
                if (value.Length is 0 or > 63) problems.Add("account is a name of at most 63 letters");
                return query with { Account = value };
            case "region":
                if (value.Length is 0 or > 63) problems.Add("region is a name of at most 63 letters");
                return query with { Region = value };
            case "tag":
                if (values.Count > MostTags || values.Any(tag => tag is null || tag.Length is 0 or > LongestTag)) problems.Add($"tag is a key or key=value of at most {LongestTag} letters, at most {MostTags} times");
                return query with { Tags = [.. values.Select(Tag)] };
            case "limit":
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit is < 1 or > ObjectQuery.LargestPage) problems.Add($"limit is a number from 1 to {ObjectQuery.LargestPage}");
                return query with { Limit = limit };
            case "cursor":
                if (Cursor(value) is not { } after)
                {
                    problems.Add("cursor is none that a page before gave");
                    return query;
                }

                return query with { After = after };
            default:
                problems.Add($"\"{(name.Length > 40 ? name[..40] : name)}\" is no parameter; there are {string.Join(", ", All.Select(parameter => parameter.Name))}");
                return query;
        }
    }

    private static (string Key, string? Value) Tag(string? text)
    {
        var tag = text ?? "";
        var cut = tag.IndexOf('=', StringComparison.Ordinal);
        return cut < 0 ? (tag, null) : (tag[..cut], tag[(cut + 1)..]);
    }

    private static ResourceId? Cursor(string text)
    {
        if (text.Length is 0 or > LongestCursor || !Base64Url.IsValid(text)) return null;
        return ResourceId.TryParse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)));
    }
}
