using System.CommandLine;
using Reconciler.Cli.Composition;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Commands;

/// <summary>Reads and checks: no state, no secret, no network.</summary>
internal sealed class ValidateVerb : IVerb
{
    private readonly Argument<string> _repository = RepositoryArgument.Positional();

    public string Name => "validate";

    public string Description => "Reads and checks the repository; needs no state, secret or network";

    public void Describe(Command command) => command.Arguments.Add(_repository);

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var workspace = await Workspace.OpenAsync(invocation.Parsed.GetRequiredValue(_repository), invocation, cancellationToken).ConfigureAwait(false);
        var load = workspace.Load;
        await invocation.Terminal.WriteResultAsync(
            workspace.Describe(load.Diagnostics, invocation.Terminal.Ink) + DiagnosticText.Summary(load.Diagnostics, load.Files, load.Documents) + "\n").ConfigureAwait(false);
        return load.State is null ? ExitCode.Invalid : ExitCode.Success;
    }
}
