using System.Runtime.Versioning;

namespace Reconciler.Cli.Tests.EndToEnd;

[UnsupportedOSPlatform("windows")]
public sealed class FortyCertificatesTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly TempFolder _repository = new();

    public FortyCertificatesTests() => FortyCertificates.Write(_repository.Path);

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
    }

    [SkippableFact(DisplayName = "GEN-01 forty certificates of two accounts and three regions, public and private, come out in one apply and all verify")]
    public async Task All_verify()
    {
        (await ApplyAsync()).Says($"Applied: {FortyCertificates.Count + 5} added", "0 failed; 0 waiting");

        using var corp = await VerifiersAsync("corp/eu/authority/root");
        using var shop = await VerifiersAsync("shop/web/authority/root");
        for (var number = 0; number < FortyCertificates.Count; number++)
            (FortyCertificates.PlaceOf(number).Account == "corp" ? corp : shop).AcceptByOpenSsl(FortyCertificates.Published(_repository.Path, number));
        var keys = Enumerable.Range(0, FortyCertificates.Count).Select(number => FortyCertificates.Published(_repository.Path, number).Key);
        Assert.Equal(FortyCertificates.Count, keys.Distinct().Count());

        (await ApplyAsync()).Says("No changes.");
        (await _shell.RunAsync("plan", _repository.Path, "--detailed-exitcode")).Ends(0);
        (await _shell.RunAsync("status", _repository.Path)).Ends(0).Says("45 objects");
        Assert.Equal(3, Directory.GetFiles(_repository.Combine(".reconciler", "kek")).Length);
    }

    [Fact(DisplayName = "TGT-03 a deleted file, one open to others and one written over are drift: planned with the reason, repaired, and the rest is left alone")]
    public async Task Drift()
    {
        await ApplyAsync();
        var untouched = FortyCertificates.Published(_repository.Path, 4);
        var stamp = File.GetLastWriteTimeUtc(untouched.KeyFiles[0]);
        var (deleted, opened, overwritten) = (FortyCertificates.Published(_repository.Path, 0), FortyCertificates.Published(_repository.Path, 1), FortyCertificates.Published(_repository.Path, 3));
        File.Delete(deleted.OtherFiles[0]);
        File.SetUnixFileMode(opened.KeyFiles[0], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        await File.WriteAllTextAsync(overwritten.KeyFiles[0], "not ours");

        var planned = (await _shell.RunAsync("plan", _repository.Path, "--detailed-exitcode", "--format", "json")).Ends(2).Json();

        var changes = planned.GetProperty("changes").EnumerateArray().ToList();
        Assert.Equal(
            ["corp/eu/certificate/svc-00@split", "corp/eu/certificate/svc-03@bundles", "corp/us/certificate/svc-01@split"],
            changes.Select(change => change.GetProperty("id").GetString()));
        Assert.All(changes, change => Assert.Equal(("deploy", "deploy_drift"), (change.GetProperty("verb").GetString(), change.GetProperty("reason").GetString())));
        (await ApplyAsync()).Says("0 replaced, 0 revoked, 0 removed, 3 changed, 0 failed");
        foreach (var number in new[] { 0, 1, 3 }) FortyCertificates.Published(_repository.Path, number).KeyMatches().HasTightModes();
        Assert.Equal(deleted.Leaf, FortyCertificates.Published(_repository.Path, 0).Leaf);
        Assert.Equal(stamp, File.GetLastWriteTimeUtc(untouched.KeyFiles[0]));
        (await _shell.RunAsync("plan", _repository.Path, "--detailed-exitcode")).Ends(0);
    }

    private async Task<CommandRun> ApplyAsync() => (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0);

    private async Task<Verifiers> VerifiersAsync(string root) => new((await _shell.RunAsync("trust-bundle", root, "--repository", _repository.Path)).Ends(0).Out);
}
