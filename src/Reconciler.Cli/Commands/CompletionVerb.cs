using System.CommandLine;
using Reconciler.Cli.Commands.Completion;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Cli.Commands;

/// <summary>Prints a script that teaches a shell the verbs, options and words of this program.</summary>
internal sealed class CompletionVerb : IVerb
{
    private static readonly (string Name, Func<CommandTable, string> Render)[] Shells =
        [("bash", BashCompletion.Render), ("zsh", ZshCompletion.Render), ("fish", FishCompletion.Render)];

    private readonly Argument<string> _shell = new("shell") { HelpName = "bash|zsh|fish", Description = "bash, zsh or fish" };

    public string Name => "completion";

    public string Description => "Prints a completion script for a shell: source <(reconciler completion bash)";

    public void Describe(Command command)
    {
        _shell.CompletionSources.Add([.. Shells.Select(shell => shell.Name)]);
        command.Arguments.Add(_shell);
    }

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var name = invocation.Parsed.GetRequiredValue(_shell);
        var render = Array.Find(Shells, shell => shell.Name == name).Render
            ?? throw new ReconcilerException(FailureKind.Usage, $"there is no completion for \"{name}\"", $"one of {string.Join(", ", Shells.Select(shell => shell.Name))}");
        await invocation.Terminal.WriteResultAsync(render(CommandTable.Of(invocation.Parsed.RootCommandResult.Command))).ConfigureAwait(false);
        return ExitCode.Success;
    }
}
