namespace Reconciler.Cli.Tests.Examples;

/// <summary>An example's own files in a folder of their own: what Git keeps of it, without states and certificates of runs in place.</summary>
internal sealed class ExampleCopy : IDisposable
{
    private readonly TempFolder _folder = new();

    public ExampleCopy(string name)
    {
        Path = _folder.Combine(name);
        var source = System.IO.Path.Combine(RepositoryRoot.Path, "examples", name);
        var listed = ExternalPrograms.Run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], source);
        Assert.True(listed.ExitCode == 0, listed.All);
        foreach (var file in listed.Output.TrimEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Combine(file))!);
            File.Copy(System.IO.Path.Combine(source, file), Combine(file));
        }
    }

    public string Path { get; }

    public string Combine(string relativePath) => System.IO.Path.Combine(Path, relativePath);

    /// <summary>Replaces text that must occur in a file.</summary>
    public void Edit(string relativePath, string old, string replacement)
    {
        var text = File.ReadAllText(Combine(relativePath));
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(Combine(relativePath), text.Replace(old, replacement, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();
}
