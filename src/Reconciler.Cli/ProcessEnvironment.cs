using System.Collections;

namespace Reconciler.Cli;

/// <summary>The environment variables of the process, read once.</summary>
internal static class ProcessEnvironment
{
    public static IReadOnlyDictionary<string, string> Read()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            if (entry is { Key: string name, Value: string value }) variables[name] = value;
        }

        return variables;
    }
}
