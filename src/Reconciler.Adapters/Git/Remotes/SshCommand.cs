using System.Globalization;
using System.Text;

namespace Reconciler.Adapters.Git.Remotes;

/// <summary>
/// The program that Git is given in place of ssh (<c>core.sshCommand</c> of the mirror): the system's ssh, which never asks, believes known host keys
/// alone and gives up in time. What it says of itself goes to a file beside, since Git passes none of it on.
/// </summary>
internal static class SshCommand
{
    private const string ScriptName = "reconciler-ssh";
    private const string LogName = "reconciler-ssh.log";

    public static string PathIn(string mirror) => Path.Combine(mirror, ScriptName);

    /// <summary>Writes the script into a mirror, and empties the file of complaints.</summary>
    public static void Write(string mirror, RemoteSettings settings)
    {
        var script = PathIn(mirror);
        var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        File.WriteAllText(Path.Combine(mirror, LogName), "");
        using (var stream = new FileStream(script + ".new", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = mode }))
            stream.Write(Encoding.UTF8.GetBytes($"#!/bin/sh\nexec ssh {Options(settings)} \"$@\" 2>{Quoted(Path.Combine(mirror, LogName))}\n"));
        File.Move(script + ".new", script, overwrite: true);
    }

    /// <summary>What ssh said, one part a line.</summary>
    public static string[] Complaints(string mirror)
    {
        var log = Path.Combine(mirror, LogName);
        return File.Exists(log) ? File.ReadAllText(log).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [];
    }

    private static string Options(RemoteSettings settings)
    {
        // A silent server is left after two unanswered questions, each half of the limit apart.
        var limit = Math.Max(1, (int)settings.Timeout.TotalSeconds);
        var options = new List<string>
        {
            "BatchMode=yes",
            "StrictHostKeyChecking=yes",
            string.Create(CultureInfo.InvariantCulture, $"ConnectTimeout={limit}"),
            string.Create(CultureInfo.InvariantCulture, $"ServerAliveInterval={Math.Max(1, limit / 2)}"),
            "ServerAliveCountMax=2",
        };
        if (settings.KnownHosts is { } hosts) options.AddRange([$"UserKnownHostsFile={Value(hosts)}", "GlobalKnownHostsFile=/dev/null"]);
        if (settings.Identity is { } identity) options.AddRange([$"IdentityFile={Value(identity)}", "IdentitiesOnly=yes"]);
        return string.Join(' ', options.Select(option => $"-o {Quoted(option)}"));
    }

    // In ssh_config(5) a path is quoted by double quotes, and a percent sign begins a token.
    private static string Value(string path) => $"\"{path.Replace("%", "%%", StringComparison.Ordinal)}\"";

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
