using System.Text.Json;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Reporting;

/// <summary>
/// The file of a saved plan: the plan's JSON with <c>held</c>, what follows once what waits can be done. It holds no secret. Whatever is not such a file
/// is refused by name.
/// </summary>
public static class SavedPlanJson
{
    /// <summary>Octets of a plan file.</summary>
    public const int MaxLength = 256 << 20;

    private const int MaxDepth = 16;

    public static byte[] Render(Plan plan, DesiredState desired)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(desired);
        return PlanJson.Render(plan, SavedPlanHeld.Behind(plan, desired));
    }

    /// <summary>Reads a plan file. <paramref name="name"/> is what messages call it. Throws <see cref="ReconcilerException"/> (kind Usage) saying what is wrong with it.</summary>
    public static SavedPlan Read(ReadOnlyMemory<byte> content, string name)
    {
        if (content.Length > MaxLength) throw TooLarge(name);
        try
        {
            using var document = JsonDocument.Parse(content, new() { MaxDepth = MaxDepth });
            return new SavedPlanReader(name).Read(document.RootElement);
        }
        catch (JsonException failure)
        {
            throw new ReconcilerException(FailureKind.Usage, $"the plan {name} is damaged: it is no JSON: {failure.Message}", SavedPlanReader.Again, failure);
        }
        catch (InvalidOperationException failure)
        {
            // A string that is JSON by its syntax and no text: half of a surrogate pair, octets that are not UTF-8.
            throw new ReconcilerException(FailureKind.Usage, $"the plan {name} is damaged: {failure.Message}", SavedPlanReader.Again, failure);
        }
    }

    public static ReconcilerException TooLarge(string name) =>
        new(FailureKind.Usage, $"the plan {name} has more than {MaxLength >> 20} MiB, which is the most that is read", SavedPlanReader.Again);
}
