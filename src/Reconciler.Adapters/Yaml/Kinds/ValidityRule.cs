using Reconciler.Adapters.Yaml.Fields;

namespace Reconciler.Adapters.Yaml.Kinds;

/// <summary><c>validity</c> and <c>notAfter</c> are two ways to say one thing.</summary>
internal static class ValidityRule
{
    public static IReadOnlyList<string> Fields { get; } = ["validity", "notAfter"];

    public static void Check(DocumentBinding binding)
    {
        if (binding.IsWritten("validity") && binding.IsWritten("notAfter"))
            binding.ReportAt(FieldCodes.Exclusive, "notAfter", "\"validity\" and \"notAfter\" exclude each other", "keep one of them");
    }
}
