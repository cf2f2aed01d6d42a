namespace Reconciler.Adapters.Git;

/// <summary>Paths below the root of a repository: forward slashes, no empty, <c>.</c> or <c>..</c> parts.</summary>
internal static class RelativePath
{
    /// <summary>The path in its plain form, empty for the root; null when it leads outside or is absolute.</summary>
    public static string? Normalize(string path)
    {
        if (path.StartsWith('/') || path.Contains('\0', StringComparison.Ordinal)) return null;
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part is "" or ".") continue;
            if (part == "..") return null;
            parts.Add(part);
        }

        return string.Join('/', parts);
    }

    public static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    /// <summary>True when <paramref name="path"/> is <paramref name="folder"/> or below it; everything is below the root.</summary>
    public static bool IsWithin(string path, string folder) =>
        folder.Length == 0
        || (path.StartsWith(folder, StringComparison.Ordinal) && (path.Length == folder.Length || path[folder.Length] == '/'));
}
