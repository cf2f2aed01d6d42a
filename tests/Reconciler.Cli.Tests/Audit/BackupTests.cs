using System.Runtime.Versioning;
using System.Text.Json;
using Reconciler.Cli.Tests.EndToEnd;
using Reconciler.Pki.Revocation;

namespace Reconciler.Cli.Tests.Audit;

[UnsupportedOSPlatform("windows")]
public sealed class BackupTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly SmallRepository _repository = new();

    private string Saved => Path.Combine(_shell.Home, "saved.db");

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
    }

    [Fact(DisplayName = "A backup leaves the key-encryption key out and says so; put back elsewhere with that key, only the CRLs are published there")]
    public async Task Moves_a_state()
    {
        await ApplyAsync();
        var key = _repository.Combine(".reconciler/kek/default.local.key");
        (await _shell.RunAsync("backup", Saved, "--repository", _repository.Path)).Ends(0).Says("Left out", key);
        Assert.Equal(-1, (await File.ReadAllBytesAsync(Saved)).AsSpan().IndexOf(File.ReadAllBytes(key).AsSpan(0, 40)));
        var elsewhere = Path.Combine(_shell.Home, "elsewhere");

        (await _shell.RunAsync("restore", Saved, "--state", elsewhere)).Ends(0).Says("Put the key-encryption key back as", "reconciler doctor");
        (await _shell.RunAsync("doctor", "--state", elsewhere, "--repository", _repository.Path)).Ends(1).Says("key-encryption-key: ");
        Directory.CreateDirectory(Path.Combine(elsewhere, "kek"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Copy(key, Path.Combine(elsewhere, "kek", "default.local.key"));

        (await _shell.RunAsync("doctor", "--state", elsewhere, "--repository", _repository.Path)).Ends(1).Says("crl-missing: ", "run apply");
        (await _shell.RunAsync("audit", "verify", "--state", elsewhere)).Ends(0);
        var plan = (await _shell.RunAsync("plan", _repository.Path, "--state", elsewhere)).Ends(0);
        plan.Says("0 to add, 0 to renew, 0 to replace, 0 to revoke, 0 to remove");
    }

    [Fact(DisplayName = "KEY-02 What makes a key of a passphrase goes into the backup and comes back with it: the passphrase alone opens the state elsewhere")]
    public async Task Moves_a_state_under_a_passphrase()
    {
        _shell.Environment["RECONCILER_KEK_DEFAULT__LOCAL"] = "passphrase:env:PHRASE";
        _shell.Environment["PHRASE"] = "a passphrase of some length";
        await ApplyAsync();
        const string made = "kek/default.local.argon2id";
        (await _shell.RunAsync("backup", Saved, "--repository", _repository.Path)).Ends(0)
            .Says("the passphrase of account default, region local", $"without it: {_repository.Combine($".reconciler/{made}")}").DoesNotSay(".key");
        var saved = (await _shell.RunAsync("backup", Saved + ".json", "--repository", _repository.Path, "--format", "json")).Ends(0).Json();
        Assert.Equal("""[[],["default/local"],["kek/default.local.argon2id"]]""", Lists(saved, "key_encryption_keys_left_out", "passphrases_left_out", "passphrase_parameters_included"));
        Assert.Equal(-1, (await File.ReadAllBytesAsync(Saved)).AsSpan().IndexOf("a passphrase of"u8));
        var elsewhere = Path.Combine(_shell.Home, "elsewhere");

        var restored = (await _shell.RunAsync("restore", Saved, "--state", elsewhere, "--format", "json")).Ends(0).Json();

        Assert.Equal("""[[],["default/local"],["kek/default.local.argon2id"]]""", Lists(restored, "key_encryption_keys_needed", "passphrases_needed", "passphrase_parameters_placed"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(elsewhere, made)));
        Assert.Equal([Path.Combine(elsewhere, made)], Directory.GetFiles(Path.Combine(elsewhere, "kek")));
        var exported = Path.Combine(_shell.Home, "www.pem");
        (await _shell.RunAsync("export", "www", "--out", exported, "--passphrase-env", "PHRASE", "--state", elsewhere)).Ends(0);
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve", "--state", elsewhere)).Ends(0).Says("0 failed");
        _shell.Environment["PHRASE"] = "another passphrase of some length";
        (await _shell.RunAsync("export", "www", "--out", exported + "2", "--passphrase-env", "PHRASE", "--state", elsewhere)).Refuses(1, "is not the one that", Path.Combine(elsewhere, made));
    }

    [Fact(DisplayName = "KEY-02 A backup is not put where another salt is: neither is changed")]
    public async Task Other_salt_is_refused()
    {
        _shell.Environment["RECONCILER_KEK_DEFAULT__LOCAL"] = "passphrase:env:PHRASE";
        _shell.Environment["PHRASE"] = "a passphrase of some length";
        await ApplyAsync();
        (await _shell.RunAsync("backup", Saved, "--repository", _repository.Path)).Ends(0);
        var elsewhere = Directory.CreateDirectory(Path.Combine(_shell.Home, "elsewhere", "kek")).Parent!.FullName;
        var other = Path.Combine(elsewhere, "kek", "default.local.argon2id");
        await File.WriteAllTextAsync(other, "argon2id of another state");

        (await _shell.RunAsync("restore", Saved, "--state", elsewhere)).Refuses(3, $"{other} is there already");

        Assert.Equal("argon2id of another state", await File.ReadAllTextAsync(other));
        Assert.False(File.Exists(Path.Combine(elsewhere, "state.db")));
    }

    [Fact(DisplayName = "PCA-04 After a restore the next CRL has a number above the one published before, and still lists what was revoked since the backup")]
    public async Task Crl_does_not_go_back()
    {
        await ApplyAsync();
        (await _shell.RunAsync("backup", Saved, "--repository", _repository.Path)).Ends(0);
        _repository.Declare("www", "www.small.example, small.example", "  revoked: { reason: keyCompromise }");
        await ApplyAsync();
        var published = Crl();
        var gone = _repository.Combine(".reconciler/state.db");
        File.Delete(gone);
        File.Delete(gone + "-wal");
        File.Delete(gone + "-shm");

        (await _shell.RunAsync("restore", Saved, "--repository", _repository.Path)).Ends(0).Says("Revoked after the backup, and revoked again: 1");
        await ApplyAsync();

        var next = Crl();
        Assert.True(next.Number > published.Number, $"{next.Number} after {published.Number}");
        Assert.Equal(Assert.Single(published.Revoked).Serial, Assert.Single(next.Revoked).Serial);
    }

    [Fact(DisplayName = "A state that is there is not replaced without force, and never by one of another lineage")]
    public async Task Replaces_nothing_by_itself()
    {
        await ApplyAsync();
        (await _shell.RunAsync("backup", Saved, "--repository", _repository.Path)).Ends(0);
        (await _shell.RunAsync("backup", Saved, "--repository", _repository.Path)).Refuses(3, "is there already");
        using var other = new SmallRepository();
        (await _shell.RunAsync("apply", other.Path, "--auto-approve")).Ends(0);

        (await _shell.RunAsync("restore", Saved, "--repository", _repository.Path)).Refuses(3, "there is a state in");
        (await _shell.RunAsync("restore", Saved, "--repository", other.Path, "--force")).Refuses(3, "lineages differ");
        (await _shell.RunAsync("restore", Saved, "--repository", _repository.Path, "--force")).Ends(0).Says("is kept as");
        (await _shell.RunAsync("plan", _repository.Path, "--detailed-exitcode")).Ends(0).Says("No changes.");
        (await _shell.RunAsync("plan", other.Path, "--detailed-exitcode")).Ends(0).Says("No changes.");
    }

    private static string Lists(JsonElement json, params string[] names) => JsonSerializer.Serialize(names.Select(name => json.GetProperty(name)));

    private Core.Actual.PublishedCrl Crl() => PublishedCrlReader.TryRead(File.ReadAllBytes(_repository.Crl("issuing")))!;

    private async Task ApplyAsync() => (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0);
}
