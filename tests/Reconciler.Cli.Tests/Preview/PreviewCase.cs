using Reconciler.Testing.Git;

namespace Reconciler.Cli.Tests.Preview;

/// <summary>A folder below <c>Cases</c>: what is committed first, and what would be merged. The commits have fixed times, so their ids are the same everywhere.</summary>
internal sealed class PreviewCase : IDisposable
{
    public static readonly string Folder = System.IO.Path.Combine(RepositoryRoot.Path, "tests", "Reconciler.Cli.Tests", "Cases");

    private readonly TempGitRepository _repository = new();

    private PreviewCase(string name, Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> rewrite)
    {
        Base = Commit(name, "base", files => files);
        Head = Commit(name, "head", rewrite);
    }

    /// <summary>Those that change something in Git.</summary>
    public static TheoryData<string> Names => [.. Directory.GetDirectories(Folder).Where(path => Directory.Exists(System.IO.Path.Combine(path, "head"))).Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public string Base { get; }

    public string Head { get; }

    public string Path => _repository.Path;

    public static PreviewCase Open(string name) => new(name, files => files);

    /// <summary>With the manifests of the head, by path, written another way.</summary>
    public static PreviewCase Open(string name, Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> rewrite) => new(name, rewrite);

    public Task<Captured> PreviewAsync(params string[] options) => CapturedProgram.RunAsync(["preview", Path, "--base", Base, "--head", Head, .. options]);

    public void Dispose() => _repository.Dispose();

    private string Commit(string name, string side, Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> rewrite)
    {
        foreach (var entry in Directory.GetFileSystemEntries(Path).Where(entry => System.IO.Path.GetFileName(entry) != ".git"))
        {
            if (Directory.Exists(entry)) Directory.Delete(entry, recursive: true);
            else File.Delete(entry);
        }

        var from = System.IO.Path.Combine(Folder, name, side);
        // A case without a head changes nothing in Git.
        if (!Directory.Exists(from)) from = System.IO.Path.Combine(Folder, name, "base");
        var files = Directory.GetFiles(from, "*", SearchOption.AllDirectories).ToDictionary(file => System.IO.Path.GetRelativePath(from, file), File.ReadAllText);
        foreach (var (file, text) in rewrite(files)) _repository.Write(file, text);
        return _repository.Commit(side);
    }
}
