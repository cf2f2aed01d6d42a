using System.CommandLine;
using System.Text;
using Reconciler.Cli.Composition;
using Reconciler.Cli.Options;
using Reconciler.Core.Desired;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Commands;

/// <summary>Reads and checks: no state, no secret, no network.</summary>
internal sealed class ValidateVerb : IVerb
{
    public const string Word = "validate";

    private readonly Argument<string> _repository = RepositoryArgument.Positional();
    private readonly Option<bool> _warningsAsErrors = new("--warnings-as-errors") { Description = "ends 3 when there are warnings" };

    public string Name => Word;

    public string Description => "Reads and checks the repository; needs no state, secret or network";

    public void Describe(Command command)
    {
        command.Arguments.Add(_repository);
        command.Options.Add(_warningsAsErrors);
    }

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var workspace = await Workspace.OpenAsync(invocation.Parsed.GetRequiredValue(_repository), invocation, cancellationToken).ConfigureAwait(false);
        await invocation.Terminal.WriteResultAsync(Render(workspace, invocation)).ConfigureAwait(false);
        var isRefused = workspace.Load.State is null || (invocation.Parsed.GetValue(_warningsAsErrors) && workspace.Load.Diagnostics.Count > 0);
        return isRefused ? ExitCode.Invalid : ExitCode.Success;
    }

    private static string Render(Workspace workspace, Invocation invocation)
    {
        var load = workspace.Load;
        var summary = DiagnosticText.Summary(load.Diagnostics, load.Files, load.Documents) + "\n";
        return invocation.Options.DiagnosticFormat switch
        {
            DiagnosticFormat.Text => workspace.Describe(load.Diagnostics, invocation.Terminal.Ink) + summary,
            DiagnosticFormat.Json => Encoding.UTF8.GetString(DiagnosticJson.Render(load.Diagnostics, load.Files, load.Documents)) + "\n",
            DiagnosticFormat.Sarif => Encoding.UTF8.GetString(new DiagnosticSarif(Version(), FolderOf(workspace.Tree)).Render(load.Diagnostics)) + "\n",
            DiagnosticFormat.Github => new DiagnosticGithub(FolderOf(workspace.Tree)).Render(load.Diagnostics) + summary,
        };
    }

    /// <summary>
    /// Forges want paths from the checkout's root, which is where they run the program; the repository may be a folder below. Empty for what is not below.
    /// </summary>
    private static string FolderOf(ISourceTree tree)
    {
        if (tree.WorkingFolder is not { } folder) return "";
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, folder);
        return relative == "." || relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? "" : relative.Replace('\\', '/') + "/";
    }

    private static string Version() => typeof(ValidateVerb).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
