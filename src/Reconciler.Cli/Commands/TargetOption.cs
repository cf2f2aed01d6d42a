using System.CommandLine;

namespace Reconciler.Cli.Commands;

/// <summary><c>--target</c>: a part of the repository instead of all of it.</summary>
internal static class TargetOption
{
    public static Option<string[]> Create() => new("--target") { Description = "only this certificate or authority and what it requires; may be repeated" };
}
