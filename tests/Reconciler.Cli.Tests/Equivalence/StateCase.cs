using System.Globalization;
using Reconciler.Cli.Tests.Preview;

namespace Reconciler.Cli.Tests.Equivalence;

/// <summary>
/// A folder below <c>Cases</c> as it is lived: its base is applied, time passes, somebody interferes, and its head is there. <c>case.txt</c> says what a
/// case needs beyond its two sides:
/// <list type="bullet">
/// <item><c>after: 350d</c>: time between the apply of the base and what follows.</item>
/// <item><c>remove: certs/www</c>: a file or folder that is removed meanwhile.</item>
/// <item><c>refused: 5 why</c>: apply does nothing and ends so.</item>
/// <item><c>waits: why</c>: apply ends 0 with nothing left but what waits.</item>
/// </list>
/// A case without <c>head</c> keeps its base.
/// </summary>
internal sealed class StateCase : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _says;
    private readonly string _case;
    private readonly List<string> _written = [];

    private StateCase(string name)
    {
        _case = System.IO.Path.Combine(PreviewCase.Folder, name);
        var file = System.IO.Path.Combine(_case, "case.txt");
        var lines = File.Exists(file) ? File.ReadAllLines(file) : [];
        _says = lines.Where(line => line is not ("" or ['#', ..])).Select(line => line.Split(": ", 2)).ToDictionary(parts => parts[0], parts => parts[1]);
        Assert.All(_says.Keys, key => Assert.Contains(key, (string[])["after", "remove", "refused", "waits"]));
    }

    public static TheoryData<string> Names => [.. Directory.GetDirectories(PreviewCase.Folder).Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public string Path => _folder.Combine("repository");

    public DateTimeOffset Now => ManualTime.Start.AddDays(_says.TryGetValue("after", out var days) ? int.Parse(days.TrimEnd('d'), CultureInfo.InvariantCulture) : 0);

    /// <summary>The code with which apply refuses; null where it does not.</summary>
    public int? RefusedWith => _says.TryGetValue("refused", out var refused) ? int.Parse(refused.Split(' ')[0], CultureInfo.InvariantCulture) : null;

    public bool Waits => _says.ContainsKey("waits");

    public static async Task<StateCase> OpenAsync(string name)
    {
        var opened = new StateCase(name);
        await opened.ApplyBaseAsync();
        return opened;
    }

    public Task<Captured> RunAsync(string verb, params string[] options) => CapturedProgram.RunAsync(Now, [verb, Path, .. options]);

    public void Dispose() => _folder.Dispose();

    private async Task ApplyBaseAsync()
    {
        Write("base");
        if (_written.Any(file => file.EndsWith(".yaml", StringComparison.Ordinal)))
        {
            var applied = await CapturedProgram.RunAsync("apply", Path, "--auto-approve");
            Assert.True(applied.ExitCode == 0, applied.Output + applied.Errors);
        }

        if (_says.TryGetValue("remove", out var removed)) Remove(_folder.Combine("repository", removed));
        if (!Directory.Exists(System.IO.Path.Combine(_case, "head"))) return;
        foreach (var file in _written) File.Delete(file);
        Write("head");
    }

    private void Write(string side)
    {
        _written.Clear();
        var from = System.IO.Path.Combine(_case, side);
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            _written.Add(_folder.Write(System.IO.Path.Combine("repository", System.IO.Path.GetRelativePath(from, file)), File.ReadAllText(file)));
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null) Directory.Delete(path, recursive: true);
        else File.Delete(path);
    }
}
