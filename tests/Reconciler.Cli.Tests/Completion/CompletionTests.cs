namespace Reconciler.Cli.Tests.Completion;

/// <summary>The completion scripts, in the shells that they are for.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory(DisplayName = "bash completes verbs, options and the words of their values")]
    [InlineData("reconciler va", "validate")]
    [InlineData("reconciler --color never pl", "plan")]
    [InlineData("reconciler validate --warn", "--warnings-as-errors")]
    [InlineData("reconciler validate --format ", "github json sarif text")]
    [InlineData("reconciler validate --format = sa", "sarif")]
    [InlineData("reconciler plan --format ", "json markdown text")]
    [InlineData("reconciler plan --color a", "always auto")]
    [InlineData("reconciler status --det", "")]
    [InlineData("reconciler completion ", "bash fish zsh")]
    [InlineData("reconciler schema Cert", "Certificate CertificateAuthority")]
    [InlineData("reconciler plan con", "config")]
    public async Task Bash(string line, string expected)
    {
        var script = await ScriptAsync("bash");
        Directory.CreateDirectory(_folder.Combine("config"));
        var words = line.Split(' ');
        var array = string.Join(' ', words.Select(word => $"'{word}'"));
        var run = ExternalPrograms.Run(
            "bash",
            ["--norc", "-euc", $"set +e; source '{script}'; complete -p reconciler; COMP_WORDS=({array}); COMP_CWORD={words.Length - 1}; _reconciler; echo \"${{COMPREPLY[*]}}\""],
            _folder.Path);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        Assert.Equal(["complete -o filenames -F _reconciler reconciler", expected, ""], run.Output.Split('\n'));
    }

    [SkippableTheory(DisplayName = "fish completes verbs, options and the words of their values")]
    [InlineData("reconciler va", "validate")]
    [InlineData("reconciler validate --format s", "sarif")]
    [InlineData("reconciler plan --format m", "markdown")]
    [InlineData("reconciler plan --det", "--detailed-exitcode")]
    [InlineData("reconciler schema Targ", "Target")]
    public async Task Fish(string line, string expected)
    {
        var script = await ScriptAsync("fish");
        var run = ExternalPrograms.Run("fish", ["--no-config", "-c", $"source '{script}'; complete -C '{line}'"], _folder.Path);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(expected, Assert.Single(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Split('\t')[0]);
    }

    [SkippableTheory(DisplayName = "the scripts for zsh and fish are of their shell's syntax")]
    [InlineData("zsh", "-n")]
    [InlineData("fish", "--no-execute")]
    public async Task Others(string shell, string check)
    {
        var script = await ScriptAsync(shell);
        var text = await File.ReadAllTextAsync(script);
        Assert.Contains("trust-bundle", text, StringComparison.Ordinal);
        Assert.Contains("warnings-as-errors", text, StringComparison.Ordinal);
        var run = ExternalPrograms.Run(shell, [check, script]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Fact(DisplayName = "a shell that is not known is refused by name")]
    public async Task Unknown()
    {
        var (code, text) = await Diagnostics.Validation.ProgramAsync("completion", "tcsh");
        Assert.Equal(3, code);
        Assert.Contains("one of bash, zsh, fish", text, StringComparison.Ordinal);
    }

    private async Task<string> ScriptAsync(string shell)
    {
        var (code, text) = await Diagnostics.Validation.ProgramAsync("completion", shell);
        Assert.Equal(0, code);
        return _folder.Write($"completion.{shell}", text);
    }
}
