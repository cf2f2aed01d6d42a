using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Reporting;

/// <summary>Takes from the JSON of a plan what an approval is made of; members that it does not know are passed over.</summary>
internal sealed class SavedPlanReader(string name)
{
    public const string Again = "make it again with reconciler plan --out";

    private const int Major = 1;

    public SavedPlan Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format_version", out var version) || version.ValueKind != JsonValueKind.String || !root.TryGetProperty("digest", out _))
            throw Refused($"{name} is JSON, but no plan that reconciler saved");
        RequireKnownVersion(version.GetString()!);
        List<byte[]> lines = [];
        var changes = Entries(root, "changes", (change, entry) => lines.Add(Line(change, entry)));
        ImmutableArray<SavedChange> held = [.. Entries(root, "waiting", null), .. root.TryGetProperty("held", out _) ? Entries(root, "held", null) : []];
        var digest = Text(root, "digest");
        if (digest != PlanDigest.OfLines([.. lines])) throw Damaged("its digest is not that of its changes, so one of them was edited or lost");
        return new(digest, Text(Member(root, "state", JsonValueKind.Object), "lineage"), changes, held);
    }

    private void RequireKnownVersion(string version)
    {
        var dot = version.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !int.TryParse(version.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var major)) throw Damaged($"its format_version is \"{version}\"");
        if (major != Major) throw Refused($"the plan {name} has format {version}, and this version reads {Major}.x");
    }

    private ImmutableArray<SavedChange> Entries(JsonElement root, string member, Action<JsonElement, SavedChange>? with)
    {
        var array = Member(root, member, JsonValueKind.Array);
        var entries = ImmutableArray.CreateBuilder<SavedChange>(array.GetArrayLength());
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in array.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Object) throw Damaged($"an entry of {member} is no object");
            var entry = new SavedChange(Text(element, "id"), Text(element, "verb"), Attributes(Member(element, "after", JsonValueKind.Object)));
            if (!keys.Add(entry.Key)) throw Damaged($"{member} holds {entry.Key} twice");
            with?.Invoke(element, entry);
            entries.Add(entry);
        }

        return entries.DrainToImmutable();
    }

    private byte[] Line(JsonElement change, SavedChange entry) =>
        PlanDigest.Line(entry.Id, entry.Verb, Text(change, "reason"), entry.After, Texts(Member(change, "requires", JsonValueKind.Array), "requires"));

    private PlanAttributes Attributes(JsonElement after)
    {
        var builder = new PlanAttributes.Builder();
        Add(builder, "", after);
        return builder.Build();
    }

    private void Add(PlanAttributes.Builder builder, string prefix, JsonElement level)
    {
        foreach (var property in level.EnumerateObject())
        {
            var path = prefix + property.Name;
            if (property.Value.ValueKind == JsonValueKind.Object) Add(builder, path + ".", property.Value);
            else if (property.Value.ValueKind == JsonValueKind.String) builder.Add(path, property.Value.GetString());
            else if (property.Value.ValueKind == JsonValueKind.Array) builder.Add(path, Texts(property.Value, path));
            else throw Damaged($"\"{path}\" is neither a text nor a list of texts");
        }
    }

    private ImmutableArray<string> Texts(JsonElement array, string member)
    {
        var texts = ImmutableArray.CreateBuilder<string>(array.GetArrayLength());
        foreach (var item in array.EnumerateArray())
            texts.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Damaged($"\"{member}\" holds what is no text"));
        return texts.DrainToImmutable();
    }

    private string Text(JsonElement from, string member) => Member(from, member, JsonValueKind.String).GetString()!;

    private JsonElement Member(JsonElement from, string member, JsonValueKind kind) =>
        from.TryGetProperty(member, out var value) && value.ValueKind == kind ? value : throw Damaged($"\"{member}\" is missing or of the wrong type");

    private ReconcilerException Damaged(string what) => Refused($"the plan {name} is damaged: {what}");

    private static ReconcilerException Refused(string message) => new(FailureKind.Usage, message, Again);
}
