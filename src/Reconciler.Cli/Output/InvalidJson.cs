using System.Text;
using Reconciler.Cli.Commands;
using Reconciler.Cli.Composition;
using Reconciler.Cli.Options;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Output;

/// <summary>
/// What stands in the place of a plan's JSON when the repository is no valid configuration: the document that <c>validate --format json</c> writes. A
/// reader tells the two apart by <c>diagnostics</c>.
/// </summary>
internal static class InvalidJson
{
    /// <summary>To stdout and to the file, where JSON is asked for there.</summary>
    public static async Task WriteAsync(Workspace workspace, Invocation invocation)
    {
        var load = workspace.Load;
        var json = DiagnosticJson.Render(load.Diagnostics, load.Files, load.Documents);
        if (invocation.Options.OutJson is { } file) await ResultFile.WriteAsync(file, json).ConfigureAwait(false);
        if (invocation.Options.Format == OutputFormat.Json) await invocation.Terminal.WriteResultAsync(Encoding.UTF8.GetString(json) + "\n").ConfigureAwait(false);
    }
}
