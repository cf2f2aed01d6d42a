using System.Runtime.CompilerServices;

namespace Reconciler.Testing;

/// <summary>The checkout that the tests were built from.</summary>
public static class RepositoryRoot
{
    public static string Path { get; } = Find();

    private static string Find([CallerFilePath] string here = "")
    {
        for (var folder = System.IO.Path.GetDirectoryName(here); folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            if (File.Exists(System.IO.Path.Combine(folder, "Reconciler.sln"))) return folder;
        }

        throw new InvalidOperationException("the tests do not run from a checkout");
    }
}
