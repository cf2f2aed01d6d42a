using System.Collections.Immutable;
using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Snapshots;

/// <summary>Values of the domain out of a file that anybody may have edited; what is no such value is a <see cref="FormatException"/> naming it.</summary>
internal static class SnapshotText
{
    public static string[] Of(ImmutableArray<DnsName> names) => [.. names.Select(name => name.Value)];

    public static ImmutableArray<DnsName> Names(IReadOnlyList<string> names) => [.. names.Select(StoredText.ReadName)];

    public static ResourceId Id(string text, ResourceKind kind) =>
        StoredText.ReadId(text) is var id && id.Kind == kind ? id : throw new FormatException($"\"{text}\" is no identity of a {kind}");

    public static SerialNumber Serial(string text) =>
        SerialNumber.TryParse(text, out var serial) ? serial : throw new FormatException($"\"{text}\" is no serial number");

    /// <summary>The uuid of an object's crn, which must be that of the object.</summary>
    public static Guid Uuid(string crn, ResourceId id) =>
        Guid.TryParseExact(crn.AsSpan(crn.LastIndexOf('/') + 1), "D", out var uuid) && Crn.Of(id, uuid).ToString() == crn
            ? uuid
            : throw new FormatException($"\"{crn}\" is no crn of {id}");

    public static DateTimeOffset? OptionalInstant(string? text) => text is null ? null : StoredText.ReadInstant(text);

    /// <summary>A beginning and an end in that order.</summary>
    public static (DateTimeOffset From, DateTimeOffset Until) Life(string from, string until)
    {
        var life = (From: StoredText.ReadInstant(from), Until: StoredText.ReadInstant(until));
        return life.From <= life.Until ? life : throw new FormatException($"{until} is before {from}");
    }

    public static ImmutableSortedDictionary<string, string> Tags(IReadOnlyDictionary<string, string>? tags) =>
        tags is null ? ImmutableSortedDictionary<string, string>.Empty : tags.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
