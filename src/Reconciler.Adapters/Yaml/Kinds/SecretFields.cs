using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Types;
using Reconciler.Core.Desired;

namespace Reconciler.Adapters.Yaml.Kinds;

/// <summary>A mapping that says where a secret is found.</summary>
internal static class SecretFields
{
    public static FieldDefinition<TSpec> Required<TSpec>(string name, string description, string variable, Func<TSpec, SecretReference, TSpec> set) =>
        FieldOf<TSpec>.RequiredGroup(name, description, Places(variable, set));

    public static FieldDefinition<TSpec> Optional<TSpec>(string name, string description, string variable, Func<TSpec, SecretReference, TSpec> set) =>
        FieldOf<TSpec>.Group(name, description, Places(variable, set));

    /// <summary>One place, where the mapping is written at all.</summary>
    public static void Check(string name, DocumentBinding binding)
    {
        if (!binding.IsWritten(name)) return;
        var (variable, file) = ($"{name}.env", $"{name}.file");
        if (binding.IsWritten(variable) && binding.IsWritten(file)) binding.ReportAt(FieldCodes.Exclusive, file, "\"env\" and \"file\" exclude each other", "keep one of them");
        if (!binding.IsWritten(variable) && !binding.IsWritten(file) && !binding.HasErrors)
            binding.ReportAt(FieldCodes.BadSecret, name, $"\"{name}\" says no place of a secret", "write { env: NAME }, or { file: /path }");
    }

    private static FieldDefinition<TSpec>[] Places<TSpec>(string variable, Func<TSpec, SecretReference, TSpec> set) =>
    [
        FieldOf<TSpec>.Optional("env", SecretTypes.Variable, $"Environment variable of the program that holds it, for example {variable}.", (s, v) => set(s, new SecretReference.Variable(v))),
        FieldOf<TSpec>.Optional("file", SecretTypes.File, "File outside the repository that holds it, in one line.", (s, v) => set(s, new SecretReference.File(v))),
        FieldOf<TSpec>.Unavailable("sealed", "The secret itself, sealed for this installation."),
    ];
}
