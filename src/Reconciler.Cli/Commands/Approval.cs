using Reconciler.Core.Diagnostics;

namespace Reconciler.Cli.Commands;

/// <summary>Asks the person at the terminal whether to go on; without one it never waits.</summary>
internal static class Approval
{
    /// <param name="command">The command that would need no question, shown where nobody can be asked.</param>
    public static async Task<bool> AskAsync(Invocation invocation, string command)
    {
        if (!invocation.Terminal.IsInteractive) throw new ReconcilerException(FailureKind.Usage, "there is no terminal to ask for approval", command);
        await invocation.Terminal.WriteResultAsync("Do this? Only \"yes\" is taken: ").ConfigureAwait(false);
        var answer = await invocation.Terminal.In.ReadLineAsync().ConfigureAwait(false);
        if (answer?.Trim() == "yes") return true;
        await invocation.Terminal.Error.WriteLineAsync("Nothing was done.").ConfigureAwait(false);
        return false;
    }
}
