using System.Runtime.Versioning;

namespace Reconciler.Cli.Tests.EndToEnd;

/// <summary>What a person does in a repository from day to day, from a change to its effect.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class StoryTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly SmallRepository _repository = new();

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
    }

    [SkippableFact(DisplayName = "GEN-01 a changed name is one replacement with file and line, and the target serves it after one apply")]
    public async Task Replaces()
    {
        await ApplyAsync();
        var before = _repository.Published("www").SerialNumber;
        _repository.Declare("www", "www.small.example, small.example, shop.small.example");
        _repository.Commit();

        var planned = (await _shell.RunAsync("plan", _repository.Path, "--detailed-exitcode")).Ends(2);

        planned.Says("certificate/www  replace   certs.d/www.yaml:7", "+shop.small.example", "replace_because_names", "0 to add, 0 to renew, 1 to replace, 0 to revoke, 0 to remove, 1 to change");
        (await _shell.RunAsync("plan", _repository.Path)).Ends(0);
        (await ApplyAsync()).Says("1 replaced, 0 revoked, 0 removed, 1 changed, 0 failed");
        Assert.Equal(["www.small.example", "small.example", "shop.small.example"], _repository.Published("www").KeyMatches().DnsNames);
        Assert.NotEqual(before, _repository.Published("www").SerialNumber);
        Assert.Null(await RefusedAsync("www"));
        (await _shell.RunAsync("plan", _repository.Path, "--detailed-exitcode")).Ends(0).Says("No changes.");
    }

    [SkippableFact(DisplayName = "REV-02 a manifest that is gone ends its bindings and retires the certificate without revoking it")]
    public async Task Retires()
    {
        await ApplyAsync();
        var gone = _repository.Published("api");
        _repository.Delete("certs.d/api.yaml");
        _repository.Commit();

        var planned = (await _shell.RunAsync("plan", _repository.Path, "--detailed-exitcode")).Ends(2);

        planned.Says("undeploy", "retire", "retire_not_in_config", "0 to revoke, 2 to remove").DoesNotSay("certificate/api  revoke");
        (await ApplyAsync()).Says("0 revoked, 2 removed, 0 changed, 0 failed");
        Assert.False(Path.Exists(_repository.Combine("certs/api")));
        Assert.False(Path.Exists(_repository.Combine("certs/.versions/api")));
        Assert.Null(await RefusedAsync(gone));
        (await _shell.RunAsync("status", _repository.Path)).Ends(0).Says("INACTIVE");
        (await _shell.RunAsync("plan", _repository.Path, "--detailed-exitcode")).Ends(0);
    }

    [SkippableFact(DisplayName = "REV-02 onRemove: revoke revokes what is removed, after its files are gone")]
    public async Task Revokes_on_removal()
    {
        _repository.Declare("api", "api.small.example", "  onRemove: revoke");
        await ApplyAsync();
        var gone = _repository.Published("api");
        _repository.Delete("certs.d/api.yaml");

        (await _shell.RunAsync("plan", _repository.Path)).Ends(0).Says("revoke_not_in_config", "1 to revoke", "irreversible");
        (await ApplyAsync()).Says("1 revoked");

        Assert.False(Path.Exists(_repository.Combine("certs/api")));
        Assert.Contains("certificate revoked", await RefusedAsync(gone), StringComparison.Ordinal);
        Assert.Null(await RefusedAsync("www"));
        (await _shell.RunAsync("plan", _repository.Path, "--detailed-exitcode")).Ends(0);
    }

    [Fact(DisplayName = "GEN-04 the identifier stays through replacement, and through removal and return")]
    public async Task Keeps_identifiers()
    {
        await ApplyAsync();
        var crn = await CrnAsync("www");
        Assert.Matches("^crn:default:local:certificate/[0-9a-f-]{36}$", crn);

        _repository.Declare("www", "www.small.example, small.example, more.small.example");
        await ApplyAsync();
        Assert.Equal(crn, await CrnAsync("www"));

        _repository.Delete("certs.d/www.yaml");
        await ApplyAsync();
        _repository.Declare("www", "www.small.example, small.example");
        (await ApplyAsync()).Says("1 added");
        Assert.Equal(crn, await CrnAsync("www"));
        _repository.Published("www").KeyMatches();
    }

    [Fact(DisplayName = "GEN-05 tags are kept and shown; a changed one is an update of the settings and touches no file")]
    public async Task Tags()
    {
        await ApplyAsync();
        var serial = _repository.Published("www").SerialNumber;
        Assert.Equal("www-team", await TagAsync());
        _repository.Write("certs.d/www.yaml", (await File.ReadAllTextAsync(_repository.Combine("certs.d/www.yaml"))).Replace("www-team", "shop", StringComparison.Ordinal));

        (await _shell.RunAsync("plan", _repository.Path)).Ends(0).Says("update_settings", "0 to replace, 0 to revoke, 0 to remove, 1 to change");
        await ApplyAsync();

        Assert.Equal("shop", await TagAsync());
        Assert.Equal(serial, _repository.Published("www").SerialNumber);

        async Task<string?> TagAsync() => (await StatusOfAsync("www")).GetProperty("tags").GetProperty("team").GetString();
    }

    [Fact(DisplayName = "a file that moves, is reordered or reformatted is no change")]
    public async Task Moves_are_no_change()
    {
        await ApplyAsync();
        Directory.CreateDirectory(_repository.Combine("elsewhere"));
        File.Move(_repository.Combine("certs.d/www.yaml"), _repository.Combine("elsewhere/other.yml"));
        _repository.Write("base.yaml", (await File.ReadAllTextAsync(_repository.Combine("base.yaml"))).Replace("spec: {", "# a comment\nspec:   {", StringComparison.Ordinal));

        (await _shell.RunAsync("plan", _repository.Path, "--detailed-exitcode")).Ends(0).Says("No changes.");
    }

    [Fact(DisplayName = "a repository that moves with its state and its files goes on as before")]
    public async Task A_moved_repository_goes_on()
    {
        await ApplyAsync();
        using var elsewhere = new TempFolder();
        var moved = elsewhere.Combine("moved");
        Directory.Move(_repository.Path, moved);

        (await _shell.RunAsync("plan", moved, "--detailed-exitcode")).Ends(0).Says("No changes.");

        File.Delete(Path.Combine(moved, "certs.d/api.yaml"));
        (await _shell.RunAsync("apply", moved, "--auto-approve")).Ends(0).Says("2 removed");
        Assert.False(Path.Exists(Path.Combine(moved, "certs/api")));
        Assert.True(Path.Exists(Path.Combine(moved, "certs/www/cert.pem")));
        Directory.Move(moved, _repository.Path);
    }

    private async Task<CommandRun> ApplyAsync() => (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0);

    private Task<string?> RefusedAsync(string name) => RefusedAsync(_repository.Published(name));

    private async Task<string?> RefusedAsync(PublishedCertificate published)
    {
        using var verifiers = new Verifiers((await _shell.RunAsync("trust-bundle", "--repository", _repository.Path)).Ends(0).Out);
        return verifiers.RefusedByCrl(published, _repository.Crl("issuing"));
    }

    private async Task<string?> CrnAsync(string certificate) => (await StatusOfAsync(certificate)).GetProperty("crn").GetString();

    private async Task<System.Text.Json.JsonElement> StatusOfAsync(string certificate) =>
        (await _shell.RunAsync("status", _repository.Path, "--format", "json")).Ends(0).Json().GetProperty("objects").EnumerateArray()
            .Single(entry => entry.GetProperty("id").GetString() == $"default/local/certificate/{certificate}");
}
