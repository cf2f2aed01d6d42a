using System.Runtime.Versioning;

namespace Reconciler.Cli.Tests.EndToEnd;

/// <summary>States that whoever runs the program may read and not write, or not even read.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ReadOnlyStateTests : IDisposable
{
    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Verbs that read the state, and a word of what they say.</summary>
    private static readonly (string[] Arguments, string Says)[] Readers =
    [
        (["plan", "{0}"], "No changes."),
        (["plan", "{0}", "--offline"], "No changes."),
        (["status", "{0}"], "2 ISSUED"),
        (["explain", "certificate/www", "--repository", "{0}"], "nothing to do"),
        (["history", "--repository", "{0}"], "2 issue"),
        (["audit", "verify", "--repository", "{0}"], "The audit log is whole"),
        (["audit", "report", "--repository", "{0}"], "certificate/www"),
        (["simulate", "{0}"], "Nothing ends"),
    ];

    private readonly CommandLine _shell = new();
    private readonly SmallRepository _repository = new();

    private string State => _repository.Combine(".reconciler");

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
    }

    [SkippableFact(DisplayName = "What only reads works on a state whose disk is mounted read-only; what writes ends with 1 and says what to do; doctor names it")]
    public async Task Read_only_disk()
    {
        using var disk = SmallDisk.Mount(256 * 1024);
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve", "--state", disk.Combine("state"))).Ends(0);
        disk.MakeReadOnly();

        foreach (var (arguments, says) in Readers)
            (await _shell.RunAsync([.. arguments.Select(Repository), "--state", disk.Combine("state")])).Ends(0).Says(says);
        _repository.Declare("more", "more.small.example");
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve", "--state", disk.Combine("state"))).Refuses(1, disk.Combine("state"), "= help: give the user");
        (await _shell.RunAsync("doctor", "--repository", _repository.Path, "--state", disk.Combine("state"))).Ends(1).Says("folder-unwritable: ").DoesNotSay("database-");
        (await _shell.RunAsync("backup", Path.Combine(_shell.Home, "saved.db"), "--repository", _repository.Path, "--state", disk.Combine("state"))).Ends(0);
    }

    [SkippableFact(DisplayName = "What only reads works for a user who may read the state folder and not write there; to one who may not read it nothing is absent")]
    public async Task Other_user()
    {
        RequireOtherUser();
        File.SetUnixFileMode(Path.GetDirectoryName(_repository.Path)!, Everybody);
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0);
        foreach (var (arguments, _) in Readers) AsNobody(arguments).Refuses(1, $"{State}/state.db", "= help: give the user that runs this the right");
        AsNobody("doctor", "--repository", "{0}").Ends(1).Says("database-unusable: ");

        File.SetUnixFileMode(State, Everybody);
        File.SetUnixFileMode(Path.Combine(State, "state.db"), Everybody);
        foreach (var (arguments, says) in Readers) AsNobody(arguments).Ends(0).Says(says);
        AsNobody("doctor", "--repository", "{0}").Ends(1).Says("folder-unwritable: ");
        _repository.Declare("more", "more.small.example");
        AsNobody("apply", "{0}", "--auto-approve").Refuses(1, State, "= help: give the user");
    }

    private string Repository(string argument) => argument.Replace("{0}", _repository.Path, StringComparison.Ordinal);

    internal static void RequireOtherUser()
    {
        var run = ExternalPrograms.Run(ExternalPrograms.Require("setpriv"), ["--reuid", "65534", "--regid", "65534", "--clear-groups", "dotnet", CommandLine.ProgramFile, "--version"]);
        Skip.If(run.ExitCode != 0, $"the program cannot be run as another user here: {run.Error.Trim()}");
    }

    private CommandRun AsNobody(params string[] arguments) => AsNobody(_shell, [.. arguments.Select(Repository)]);

    internal static CommandRun AsNobody(CommandLine shell, params string[] arguments)
    {
        var run = ExternalPrograms.Run("setpriv", ["--reuid", "65534", "--regid", "65534", "--clear-groups", "env", "-i", .. shell.ProcessEnvironment(), "dotnet", CommandLine.ProgramFile, .. arguments]);
        return new CommandRun(string.Join(' ', arguments), run.ExitCode, run.Output, run.Error).WithoutStackTrace();
    }
}
