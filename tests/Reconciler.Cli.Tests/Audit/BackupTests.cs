using System.Runtime.Versioning;
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

    private Core.Actual.PublishedCrl Crl() => PublishedCrlReader.TryRead(File.ReadAllBytes(_repository.Crl("issuing")))!;

    private async Task ApplyAsync() => (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0);
}
