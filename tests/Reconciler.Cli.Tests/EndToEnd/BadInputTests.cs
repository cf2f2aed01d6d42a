using System.Globalization;
using System.Runtime.Versioning;

namespace Reconciler.Cli.Tests.EndToEnd;

/// <summary>
/// What is wrong ends with a diagnostic or a named error and the right exit code, and leaves nothing half written. That no stack trace is printed is
/// checked for every command (<see cref="CommandRun.WithoutStackTrace"/>).
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class BadInputTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly SmallRepository _repository = new();

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
    }

    private string StateFile => _repository.Combine(".reconciler/state.db");

    private string KeyFile => _repository.Combine(".reconciler/kek/default.local.key");

    [Fact(DisplayName = "GIT-01 a wrong manifest: all errors at once with file, line, column, code and a suggestion, and no state is made")]
    public async Task Wrong_manifest()
    {
        _repository.Declare("www", "www.small.example, nope_.example", "  onRemove: destroy\n  targetz: []");
        _repository.Write("more.yaml", "apiVersion: reconciler/v1\nkind: Certifcate\nmetadata: { name: x }\nspec: {}\n");

        foreach (var verb in new[] { "validate", "plan", "apply" })
        {
            var run = (await _shell.RunAsync(verb, _repository.Path)).Ends(3);
            foreach (var word in new[] { "certs.d/www.yaml:7", "nope_.example", "\"destroy\"", "\"targetz\"", "did you mean \"targets\"?", "more.yaml:2", "Certificate", "4 errors" })
                Assert.Contains(word, run.All, StringComparison.Ordinal);
        }

        Assert.False(Path.Exists(_repository.Combine(".reconciler")));
    }

    [Theory(DisplayName = "a record template that is missing, fails, or renders another record is an error where it is used")]
    [InlineData(null, "does not exist")]
    [InlineData("{{ name | nosuch }}", "nosuch")]
    [InlineData("{{ for }}", "templates/mine.scriban:1")]
    [InlineData("{{ while true }}x{{ end }}", "templates/mine.scriban")]
    [InlineData("{{ name }}. 300 IN CNAME elsewhere.example.\n", "the target differs")]
    public async Task Wrong_template(string? template, string reason)
    {
        _repository.Write("validation.yaml", """
            apiVersion: reconciler/v1
            kind: ValidationMethod
            metadata: { name: dns }
            spec: { method: dns, zone: validations.example.net, record: templates/mine.scriban, resolvers: [embedded] }
            ---
            apiVersion: reconciler/v1
            kind: CertificateAuthority
            metadata: { name: public }
            spec: { type: subordinate, parent: root, trust: public, caaIdentities: [ca.small.example], subject: { commonName: Public } }
            ---
            apiVersion: reconciler/v1
            kind: Certificate
            metadata: { name: shop }
            spec: { domains: [shop.example], authority: public, validation: dns }

            """);
        if (template is not null) _repository.Write("templates/mine.scriban", template);

        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Refuses(3, reason, "validation.yaml:4", "1 error");

        Assert.False(Path.Exists(_repository.Combine(".reconciler")));
    }

    [Fact(DisplayName = "a repository that is not there, or declares nothing, is an error and removes nothing")]
    public async Task No_repository()
    {
        foreach (var verb in new[] { "validate", "plan", "apply", "status", "records" })
            (await _shell.RunAsync(verb, _repository.Combine("nowhere"))).Refuses(3, "there is no folder", "nowhere");
        await ApplyAsync();
        using var empty = new TempFolder();
        (await _shell.RunAsync("apply", empty.Path, "--state", _repository.Combine(".reconciler"), "--auto-approve")).Refuses(3, "the repository declares nothing");
        Assert.True(Path.Exists(_repository.Combine("certs/www/cert.pem")));
    }

    [Fact(DisplayName = "a state that is a folder, cut off or no database ends with 1 and its name, and is left as it is")]
    public async Task Unreadable_state()
    {
        await ApplyAsync();
        var good = await File.ReadAllBytesAsync(StateFile);
        foreach (var damaged in new[] { good[..5000], good[..(good.Length / 2)], "not a database, whatever its name says"u8.ToArray() })
        {
            await File.WriteAllBytesAsync(StateFile, damaged);
            foreach (var verb in new[] { "plan", "apply", "status" }) (await _shell.RunAsync(verb, _repository.Path)).Refuses(1, StateFile, "put back the newest good copy");
            Assert.Equal(damaged, await File.ReadAllBytesAsync(StateFile));
        }

        File.Delete(StateFile);
        Directory.CreateDirectory(StateFile);
        foreach (var verb in new[] { "plan", "apply", "status" }) (await _shell.RunAsync(verb, _repository.Path)).Refuses(1, StateFile);

        Directory.Delete(StateFile);
        await File.WriteAllBytesAsync(StateFile, good);
        (await _shell.RunAsync("plan", _repository.Path, "--detailed-exitcode")).Ends(0);
    }

    [Fact(DisplayName = "KEY-02 a key-encryption key that is wrong, missing, damaged or open to others ends with 1 and its name, touching nothing")]
    public async Task Wrong_key_encryption_key()
    {
        await ApplyAsync();
        var serial = await SerialAsync();
        var good = await File.ReadAllTextAsync(KeyFile);
        var served = _repository.Published("www").SerialNumber;
        _repository.Declare("www", "www.small.example, small.example, new.small.example");

        await RefusesAsync(() => File.WriteAllText(KeyFile, Convert.ToBase64String(new byte[32]) + "\n"), "is not the one that the private keys in the state were encrypted with");
        await RefusesAsync(() => File.WriteAllText(KeyFile, "short\n"), "is not 32 bytes in base64");
        await RefusesAsync(() => File.Delete(KeyFile), "is missing");
        Assert.False(File.Exists(KeyFile));
        await File.WriteAllTextAsync(KeyFile, good);
        await RefusesAsync(() => File.SetUnixFileMode(KeyFile, (UnixFileMode)0b110_100_100), "is open to others: its mode is 0644");

        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await ApplyAsync()).Says("1 replaced");

        async Task RefusesAsync(Action damage, string reason)
        {
            damage();
            (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Refuses(1, "the key-encryption key of account default, region local", KeyFile, reason);
            Assert.Equal(serial, await SerialAsync());
            Assert.Equal(served, _repository.Published("www").SerialNumber);
        }
    }

    [Fact(DisplayName = "KEY-02 the key-encryption key can come from the environment, and must then be the right one")]
    public async Task Key_encryption_key_from_the_environment()
    {
        await ApplyAsync();
        _shell.Environment["RECONCILER_KEK_DEFAULT__LOCAL"] = (await File.ReadAllTextAsync(KeyFile)).Trim();
        File.Delete(KeyFile);
        _repository.Declare("www", "www.small.example, small.example, new.small.example");
        (await ApplyAsync()).Says("1 replaced");

        _shell.Environment["RECONCILER_KEK_DEFAULT__LOCAL"] = Convert.ToBase64String(new byte[32]);
        _repository.Declare("www", "www.small.example, small.example");
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Refuses(1, "RECONCILER_KEK_DEFAULT__LOCAL");
    }

    [Theory(DisplayName = "an unknown verb, option or value is named, with where to look")]
    [InlineData("there is no verb \"frobnicate\"", "frobnicate", "REPO")]
    [InlineData("no verb is given")]
    [InlineData("there is no option --frob", "plan", "--frob", "REPO")]
    [InlineData("there is no option --frob", "plan", "REPO", "--frob")]
    [InlineData("there is no option --frob", "explain", "--frob", "certificate/www")]
    [InlineData("there is no option --frob", "--frob", "plan", "REPO")]
    [InlineData("\"yellow\" is no value of --color", "plan", "REPO", "--color", "yellow")]
    [InlineData("\"xml\" is no value of --format", "--format", "xml", "plan", "REPO")]
    [InlineData("\"soon\" is no instant for --as-of", "plan", "REPO", "--as-of", "soon")]
    [InlineData("\"long\" is no period for --horizon", "plan", "REPO", "--horizon", "long")]
    [InlineData("\"later\" is no time for --lock-timeout", "apply", "REPO", "--lock-timeout", "later")]
    [InlineData("--ref", "plan", "REPO", "--ref")]
    public async Task Wrong_command_line(string reason, params string[] arguments)
    {
        (await _shell.RunAsync([.. arguments.Select(argument => argument == "REPO" ? _repository.Path : argument)])).Refuses(3, "error: ", reason, "= help: ");
        Assert.False(Path.Exists(_repository.Combine(".reconciler")));
    }

    [Fact(DisplayName = "apply without a terminal and without --auto-approve does nothing, ends 3 and gives the command to run")]
    public async Task No_approval()
    {
        (await _shell.RunAsync("apply", _repository.Path)).Refuses(3, "there is no terminal to ask for approval", $"reconciler apply {_repository.Path} --auto-approve");
        Assert.False(Path.Exists(_repository.Combine(".reconciler")));

        _shell.Answer = "y\n";
        (await _shell.RunAsync("apply", _repository.Path)).Refuses(3, "Nothing was done.");
        Assert.False(Path.Exists(_repository.Combine(".reconciler")));

        _shell.Answer = "yes\n";
        (await _shell.RunAsync("apply", _repository.Path)).Ends(0).Says("Applied: 4 added");
    }

    [Fact(DisplayName = "files that were there before and are not ours are a conflict with their path: 7, the rest is done, and they stay as they are")]
    public async Task Foreign_file()
    {
        var foreign = _repository.Write("certs/www/cert.pem", "somebody else's");

        var applied = (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Refuses(7, _repository.Combine("certs/www"), "was there before and is not ours");

        applied.Says("1 changed, 1 failed");
        Assert.Equal("somebody else's", await File.ReadAllTextAsync(foreign));
        Assert.Single(Directory.GetFiles(_repository.Combine("certs/www")));
        _repository.Published("api").KeyMatches().HasTightModes();
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Refuses(7, "was there before and is not ours");

        Directory.Delete(_repository.Combine("certs/www"), recursive: true);
        (await ApplyAsync()).Says("0 added", "1 changed, 0 failed");
        _repository.Published("www").KeyMatches();
    }

    [Fact(DisplayName = "a target that cannot be written fails by its path: 7, nothing is left of it, and the next run goes on once it can")]
    public async Task Read_only_target()
    {
        // The kernel refuses folders there whoever asks, root too.
        Edit("directory: certs", "directory: /proc/certs");
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Refuses(7, "/proc/certs").Says("4 added", "2 failed");

        Edit("directory: /proc/certs", "directory: certs");
        (await ApplyAsync()).Says("0 added", "0 failed");
        _repository.Published("www").KeyMatches();
    }

    [SkippableFact(DisplayName = "a state that another process is writing ends with 6 and names the holder; both runs leave it whole")]
    public async Task Locked()
    {
        Edit("directory: certs", "directory: certs, reload: [sh, -c, 'touch started; until [ -e go ] || [ ! -e started ]; do sleep 0.05; done']");
        using var holder = StartApply();
        await UntilAsync(() => File.Exists(_repository.Combine("started")));

        var refused = (await _shell.RunAsync("apply", _repository.Path, "--auto-approve", "--lock-timeout", "0s")).Ends(6);

        Assert.Contains($"process {holder.Id.ToString(CultureInfo.InvariantCulture)}", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--lock-timeout", refused.Error, StringComparison.Ordinal);
        _repository.Write("go", "");
        await holder.WaitForExitAsync();
        Assert.Equal(0, holder.ExitCode);
        (await _shell.RunAsync("plan", _repository.Path, "--detailed-exitcode")).Ends(0).Says("No changes.");
    }

    private System.Diagnostics.Process StartApply() => System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
        ExternalPrograms.Require("dotnet"), [CommandLine.ProgramFile, "apply", _repository.Path, "--auto-approve", "--quiet"])
    { RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static async Task UntilAsync(Func<bool> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30), "it did not happen within 30 seconds");
            await Task.Delay(20);
        }
    }

    private void Edit(string old, string replacement)
    {
        var text = File.ReadAllText(_repository.Combine("base.yaml"));
        Assert.Contains(old, text, StringComparison.Ordinal);
        _repository.Write("base.yaml", text.Replace(old, replacement, StringComparison.Ordinal));
    }

    private async Task<CommandRun> ApplyAsync() => (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0);

    private async Task<long> SerialAsync() =>
        (await _shell.RunAsync("status", _repository.Path, "--format", "json")).Ends(0).Json().GetProperty("state").GetProperty("serial").GetInt64();
}
