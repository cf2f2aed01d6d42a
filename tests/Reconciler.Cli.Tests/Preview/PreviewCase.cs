using Reconciler.Testing.Git;

namespace Reconciler.Cli.Tests.Preview;

/// <summary>A folder below <c>Cases</c>: what is committed first, and what would be merged. The commits have fixed times, so their ids are the same everywhere.</summary>
internal sealed class PreviewCase : IDisposable
{
    public static readonly string Folder = System.IO.Path.Combine(RepositoryRoot.Path, "tests", "Reconciler.Cli.Tests", "Cases");

    private readonly TempGitRepository _repository = new();

    private PreviewCase(string name, Func<string, string> rewrite)
    {
        Base = Commit(name, "base", text => text);
        Head = Commit(name, "head", rewrite);
    }

    public static TheoryData<string> Names => [.. Directory.GetDirectories(Folder).Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public string Base { get; }

    public string Head { get; }

    public string Path => _repository.Path;

    public static PreviewCase Open(string name) => new(name, text => text);

    /// <summary>With every manifest of the head written another way.</summary>
    public static PreviewCase Open(string name, Func<string, string> rewrite) => new(name, rewrite);

    public Task<Captured> PreviewAsync(params string[] options) => CapturedProgram.RunAsync(["preview", Path, "--base", Base, "--head", Head, .. options]);

    public void Dispose() => _repository.Dispose();

    private string Commit(string name, string side, Func<string, string> rewrite)
    {
        foreach (var entry in Directory.GetFileSystemEntries(Path).Where(entry => System.IO.Path.GetFileName(entry) != ".git"))
        {
            if (Directory.Exists(entry)) Directory.Delete(entry, recursive: true);
            else File.Delete(entry);
        }

        var from = System.IO.Path.Combine(Folder, name, side);
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            _repository.Write(System.IO.Path.GetRelativePath(from, file), rewrite(File.ReadAllText(file)));
        return _repository.Commit(side);
    }
}
