using System.Diagnostics;
using System.Text;

namespace Reconciler.Cli.Tests.EndToEnd;

/// <summary>
/// The program at a real terminal, made by <c>script</c>: what a person types goes in as keys, and what the terminal shows, echo included, comes back.
/// A shell around it outlives Ctrl-C and tells in the end how the terminal was left.
/// </summary>
internal sealed class PseudoTerminal : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _shown = new();
    private int _seen;

    /// <param name="arguments">Of the program; none may need quotes.</param>
    public PseudoTerminal(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var command = $"trap : INT; dotnet {CommandLine.ProgramFile} {string.Join(' ', arguments)}; code=$?; stty -a; exit $code";
        var start = new ProcessStartInfo(ExternalPrograms.Require("script"), ["--quiet", "--return", "--flush", "--echo", "always", "--command", command, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["TERM"] = "xterm";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        _process = Process.Start(start)!;
    }

    /// <summary>All that the terminal showed.</summary>
    public string Shown => _shown.ToString();

    /// <summary>Waits until the terminal shows the text, after what was waited for before.</summary>
    public async Task UntilAsync(string text)
    {
        using var limit = new CancellationTokenSource(Limit);
        var buffer = new char[1024];
        while (Shown.IndexOf(text, _seen, StringComparison.Ordinal) < 0)
        {
            var read = await _process.StandardOutput.ReadAsync(buffer, limit.Token);
            Assert.True(read > 0, $"the terminal closed before it showed \"{text}\":\n{Shown}");
            _shown.Append(buffer, 0, read);
        }

        _seen = Shown.IndexOf(text, _seen, StringComparison.Ordinal) + text.Length;
    }

    public async Task TypeAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits for the end; the terminal was left as it was found: it shows what is typed, by lines. Returns the exit code.</summary>
    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        _shown.Append(await _process.StandardOutput.ReadToEndAsync(limit.Token));
        await _process.WaitForExitAsync(limit.Token);
        Assert.Contains(" icanon iexten echo echoe ", Shown.ReplaceLineEndings(" "), StringComparison.Ordinal);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
