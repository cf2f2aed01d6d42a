using Reconciler.Core.Desired;

namespace Reconciler.Cli.Loop;

/// <summary>
/// What manifests may make the daemon write and run: its state folder and what its operator allows, so that who can commit does not gain the daemon's rights.
/// </summary>
internal sealed class Bounds(ServeOptions options, string? workingFolder, string stateFolder)
{
    /// <summary>One sentence for each thing that goes beyond, naming the option that would allow it.</summary>
    public IReadOnlyList<string> Beyond(DesiredState desired)
    {
        List<string> beyond = [];
        foreach (var target in desired.Targets)
        {
            if (target.Spec is not TargetSpec.Files files) continue;
            Writes(target.Id.Short, files.Directory, isFolder: true, beyond);
            Runs(target.Id.Short, files.Reload, beyond);
        }

        foreach (var provider in desired.Providers)
        {
            if (provider.Spec is not DnsProviderSpec.ZoneFile zone) continue;
            Writes(provider.Id.Short, zone.File, isFolder: false, beyond);
            Runs(provider.Id.Short, zone.Reload, beyond);
        }

        foreach (var authority in desired.Authorities)
        {
            if (authority.Spec.Revocation.Directory is { } directory) Writes(authority.Id.Short, directory, isFolder: true, beyond);
        }

        foreach (var notification in desired.Notifications)
        {
            if (notification.Spec is NotificationSpec.Exec exec) Runs(notification.Id.Short, exec.Command, beyond);
        }

        return beyond;
    }

    private void Writes(string who, string path, bool isFolder, List<string> beyond)
    {
        var absolute = Path.GetFullPath(Path.Combine(workingFolder ?? stateFolder, path));
        if (!options.Writable.Append(stateFolder).Any(folder => IsBelow(absolute, folder)))
            beyond.Add($"{who} would write to {absolute}; allow it with --allow-write {(isFolder ? absolute : Path.GetDirectoryName(absolute))}");
    }

    private void Runs(string who, IReadOnlyList<string> command, List<string> beyond)
    {
        if (command.Count > 0 && !options.Runnable.Contains(command[0], StringComparer.Ordinal))
            beyond.Add($"{who} would run {command[0]}; allow it with --allow-run {command[0]}");
    }

    private static bool IsBelow(string path, string folder) =>
        string.Equals(path, folder, StringComparison.Ordinal) || path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + "/", StringComparison.Ordinal);
}
