namespace Reconciler.Core.Applying;

/// <summary>Who runs the program, for the audit log.</summary>
internal static class Principal
{
    public static string Name { get; } = $"{Environment.UserName}@{Environment.MachineName}";
}
