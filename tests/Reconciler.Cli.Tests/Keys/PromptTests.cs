using System.Runtime.Versioning;
using Reconciler.Cli.Tests.EndToEnd;

namespace Reconciler.Cli.Tests.Keys;

/// <summary>What is asked of a person, at a real terminal.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PromptTests : IDisposable
{
    private const string Passphrase = "a passphrase of some length";
    private const string CtrlC = "\u0003";
    private const string CtrlU = "\u0015";
    private const string Backspace = "\u007f";

    private readonly CommandLine _shell = new();
    private readonly SmallRepository _repository = new();

    private string Exported => Path.Combine(_shell.Home, "www.pem");

    public void Dispose()
    {
        _repository.Dispose();
        _shell.Dispose();
    }

    [SkippableFact(DisplayName = "EXP-01 A passphrase typed at a terminal is not shown, its mistakes can be taken back, and it opens what is exported")]
    public async Task Typed()
    {
        await ApplyAsync();
        using var terminal = Export();

        await terminal.UntilAsync("Passphrase for the file: ");
        await terminal.TypeAsync($"wrong from the start{CtrlU}{Passphrase}x{Backspace}\r");
        await terminal.UntilAsync("Again: ");
        await terminal.TypeAsync($"{Passphrase}\r");

        Assert.Equal(0, await terminal.EndAsync());
        Assert.Contains("Exported certificate/www", terminal.Shown, StringComparison.Ordinal);
        Assert.DoesNotContain("phrase of", terminal.Shown, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", terminal.Shown, StringComparison.Ordinal);
        var opened = ExternalPrograms.Run("openssl", ["pkey", "-in", Exported, "-passin", $"pass:{Passphrase}", "-noout"]);
        Assert.True(opened.ExitCode == 0, opened.All);
    }

    [SkippableFact(DisplayName = "EXP-01 Two passphrases that differ are refused: nothing is exported, the terminal is as it was")]
    public async Task Mistyped()
    {
        await ApplyAsync();
        using var terminal = Export();

        await terminal.UntilAsync("Passphrase for the file: ");
        await terminal.TypeAsync($"{Passphrase}\r");
        await terminal.UntilAsync("Again: ");
        await terminal.TypeAsync("another passphrase entirely\r");

        Assert.Equal(3, await terminal.EndAsync());
        Assert.Contains("the two are not the same", terminal.Shown, StringComparison.Ordinal);
        await AssertNothingLeftAsync();
    }

    [SkippableFact(DisplayName = "EXP-01 Ctrl-C at the prompt ends 130 at once: nothing is exported, the terminal is as it was")]
    public async Task Interrupted()
    {
        await ApplyAsync();
        using var terminal = Export();

        await terminal.UntilAsync("Passphrase for the file: ");
        await terminal.TypeAsync($"half a pass{CtrlC}");

        Assert.Equal(130, await terminal.EndAsync());
        Assert.DoesNotContain("half", terminal.Shown, StringComparison.Ordinal);
        await AssertNothingLeftAsync();
    }

    [SkippableFact(DisplayName = "KEY-02 A passphrase for a key-encryption key is asked for at a terminal: unseen, twice while it is new, once from then on; Ctrl-C there changes nothing")]
    public async Task Key_encryption_key()
    {
        _shell.Environment["RECONCILER_KEK_DEFAULT__LOCAL"] = "passphrase:prompt";
        const string question = "Passphrase for the key-encryption key of account default, region local: ";
        using (var interrupted = Apply("--auto-approve"))
        {
            await interrupted.UntilAsync(question);
            await interrupted.TypeAsync(CtrlC);
            Assert.Equal(130, await interrupted.EndAsync());
            Assert.False(Directory.Exists(_repository.Combine(".reconciler/kek")));
        }

        using (var first = Apply("--auto-approve"))
        {
            await first.UntilAsync(question);
            await first.TypeAsync($"{Passphrase}\r");
            await first.UntilAsync("Again: ");
            await first.TypeAsync($"{Passphrase}\r");
            Assert.Equal(0, await first.EndAsync());
            Assert.DoesNotContain("phrase of", first.Shown, StringComparison.Ordinal);
        }

        _repository.Delete("certs.d/api.yaml");
        using var second = Apply("--auto-approve");
        await second.UntilAsync(question);
        await second.TypeAsync($"{Passphrase}\r");
        Assert.Equal(0, await second.EndAsync());
        Assert.DoesNotContain("Again", second.Shown, StringComparison.Ordinal);
        Assert.DoesNotContain("phrase of", second.Shown, StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "Asked whether to apply, a person sees what is typed; yes does it, Ctrl-C ends 130 and nothing is done")]
    public async Task Approval()
    {
        using (var interrupted = Apply())
        {
            await interrupted.UntilAsync("is taken: ");
            await interrupted.TypeAsync($"ye{CtrlC}");
            Assert.Equal(130, await interrupted.EndAsync());
            Assert.False(Directory.Exists(_repository.Combine(".reconciler")));
        }

        using var approved = Apply();
        await approved.UntilAsync("is taken: ");
        await approved.TypeAsync($"yet{Backspace}s\r");
        Assert.Equal(0, await approved.EndAsync());
        Assert.Contains("is taken: yet\b \bs\r\n", approved.Shown, StringComparison.Ordinal);
        Assert.Contains("Applied: 4 added", approved.Shown, StringComparison.Ordinal);
    }

    private PseudoTerminal Export() => new(_shell.Environment, "export", "www", "--out", Exported, "--repository", _repository.Path);

    private PseudoTerminal Apply(params string[] more) => new(_shell.Environment, ["apply", _repository.Path, .. more]);

    private async Task AssertNothingLeftAsync()
    {
        Assert.False(File.Exists(Exported));
        Assert.DoesNotContain("key.export", (await _shell.RunAsync("audit", "report", "--repository", _repository.Path)).Ends(0).Out, StringComparison.Ordinal);
    }

    private async Task ApplyAsync() => (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0);
}
