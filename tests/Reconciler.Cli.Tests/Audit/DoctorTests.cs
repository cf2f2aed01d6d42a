using System.Runtime.Versioning;
using Reconciler.Cli.Tests.EndToEnd;

namespace Reconciler.Cli.Tests.Audit;

[UnsupportedOSPlatform("windows")]
public sealed class DoctorTests : IDisposable
{
    private readonly ManualTime _time = new(ManualTime.Start);
    private readonly CommandLine _shell;
    private readonly SmallRepository _repository = new();

    public DoctorTests() => _shell = new() { Time = _time };

    private string State => _repository.Combine(".reconciler");

    private string Key => Path.Combine(State, "kek", "default.local.key");

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
    }

    [Fact(DisplayName = "doctor finds nothing wrong with a state that was just applied, nor with one that is not there, and makes none")]
    public async Task Nothing_is_wrong()
    {
        (await DoctorAsync()).Ends(0);
        Assert.False(Directory.Exists(State));
        await ApplyAsync();

        (await DoctorAsync()).Ends(0).Says("Nothing is wrong with");
        Assert.Equal(0, (await DoctorAsync("--format", "json")).Ends(0).Json().GetProperty("findings").GetArrayLength());
    }

    [Theory(DisplayName = "doctor names what is wrong by one stable word, with the remedy, on one line, and changes nothing")]
    [InlineData("permissions", "chmod go=")]
    [InlineData("kek-permissions", "chmod")]
    [InlineData("kek-missing", "safe copy")]
    [InlineData("kek-wrong", "put the right one back")]
    [InlineData("database-damaged", "restore")]
    [InlineData("schema-newer", "newer program")]
    [InlineData("stale-lock", "run apply")]
    [InlineData("clock-behind", "set the clock right")]
    [InlineData("crl-missing", "run apply")]
    [InlineData("crl-expired", "run apply")]
    [InlineData("deployment-missing", "run apply")]
    [InlineData("orphan-key", "report this")]
    public async Task Is_named(string harm, string remedy)
    {
        await ApplyAsync();
        await HarmAsync(harm);
        var before = Directory.GetFileSystemEntries(State).Order().ToArray();

        var found = (await DoctorAsync()).Ends(1);
        var json = (await DoctorAsync("--format", "json")).Ends(1).Json().GetProperty("findings");

        var word = harm.StartsWith("kek-", StringComparison.Ordinal) ? "key-encryption-key" : harm;
        var line = found.Out.Split('\n').First(candidate => candidate.StartsWith(word + ": ", StringComparison.Ordinal));
        Assert.Contains(remedy, line, StringComparison.Ordinal);
        Assert.Contains(word, json.EnumerateArray().Select(finding => finding.GetProperty("word").GetString()));
        Assert.Equal(before, Directory.GetFileSystemEntries(State).Where(path => !path.EndsWith("-shm", StringComparison.Ordinal) && !path.EndsWith("-wal", StringComparison.Ordinal)).Order());
    }

    private async Task HarmAsync(string harm)
    {
        var database = Path.Combine(State, "state.db");
        switch (harm)
        {
            case "permissions": File.SetUnixFileMode(database, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead); break;
            case "kek-permissions": File.SetUnixFileMode(Key, UnixFileMode.UserRead | UnixFileMode.GroupRead); break;
            case "kek-missing": File.Delete(Key); break;
            case "kek-wrong": await File.WriteAllTextAsync(Key, Convert.ToBase64String(new byte[32])); break;
            case "database-damaged": await File.WriteAllTextAsync(database, "this is no database, and long enough to be looked at as one"); break;
            case "schema-newer": Database.Execute(database, "PRAGMA user_version = 99"); break;
            case "stale-lock": await File.WriteAllTextAsync(Path.Combine(State, "lock.json"), """{"owner":"x","host":"y","processId":1,"since":"2026-01-01T00:00:00Z"}"""); break;
            case "clock-behind": _time.Advance(TimeSpan.FromDays(-2)); break;
            case "crl-missing": File.Delete(_repository.Crl("issuing")); break;
            case "crl-expired": _time.Advance(TimeSpan.FromDays(30)); break;
            case "deployment-missing": Directory.Delete(_repository.Combine("certs"), recursive: true); break;
            case "orphan-key": Database.Execute(database, "INSERT INTO keys (subject, version, account, region, key_hash, sealed) SELECT 'default/local/certificate/gone', version, account, region, key_hash, sealed FROM keys LIMIT 1"); break;
            default: throw new ArgumentException(harm, nameof(harm));
        }
    }

    private Task<CommandRun> DoctorAsync(params string[] more) => _shell.RunAsync(["doctor", "--repository", _repository.Path, .. more]);

    private async Task ApplyAsync() => (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0);
}
