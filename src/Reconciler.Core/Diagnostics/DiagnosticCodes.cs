using System.Reflection;

namespace Reconciler.Core.Diagnostics;

/// <summary>
/// Marks a static class whose public static fields are the codes of one feature. Codes stand beside the code that reports them; this is only the index.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class DiagnosticCodesAttribute : Attribute;

/// <summary>Every code of the given assemblies, for <c>explain</c> and for the test that they are unique and documented.</summary>
public static class DiagnosticCodes
{
    public static IReadOnlyList<DiagnosticCode> In(params Assembly[] assemblies) =>
    [
        .. assemblies
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsDefined(typeof(DiagnosticCodesAttribute), false))
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
            .Where(field => field.FieldType == typeof(DiagnosticCode))
            .Select(field => (DiagnosticCode)field.GetValue(null)!)
            .OrderBy(code => code.Id, StringComparer.Ordinal),
    ];
}
