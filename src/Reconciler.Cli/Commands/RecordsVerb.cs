using System.CommandLine;
using System.Text;
using Reconciler.Adapters.Records;
using Reconciler.Cli.Composition;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Cli.Commands;

/// <summary>The DNS records that the repository wants, whether or not they stand; needs no state and no network.</summary>
internal sealed class RecordsVerb : IVerb
{
    private readonly Argument<string> _repository = RepositoryArgument.Positional();
    private readonly Option<string> _template = new("--template")
    {
        Description = "bind, or a template of the repository, for example templates/records.scriban",
        DefaultValueFactory = _ => "bind",
    };

    public string Name => "records";

    public string Description => "Prints the DNS records that prove control of the declared names";

    public void Describe(Command command)
    {
        command.Arguments.Add(_repository);
        command.Options.Add(_template);
    }

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var workspace = await Workspace.OpenAsync(invocation.Parsed.GetRequiredValue(_repository), invocation, cancellationToken).ConfigureAwait(false);
        if (await workspace.TellAsync(invocation).ConfigureAwait(false) is not { } desired) return ExitCode.Invalid;
        var template = invocation.Parsed.GetRequiredValue(_template);
        var records = desired.Records.Select(record => new RecordTemplateInput(record.Owner, record.Target, record.Ttl, record.Domain, record.Zone, record.Account)).ToList();
        if (!new ScribanRecordTemplates().RenderList(template, TextOf(template, workspace), records).IsOk(out var rendered, out var failure))
            throw new ReconcilerException(FailureKind.Usage, failure.Line > 0 ? $"{template}:{failure.Line}:{failure.Column}: {failure.Message}" : $"{template}: {failure.Message}");
        await invocation.Terminal.WriteResultAsync(rendered.Text).ConfigureAwait(false);
        return ExitCode.Success;
    }

    private static string? TextOf(string template, Workspace workspace)
    {
        if (!template.Contains('/', StringComparison.Ordinal) && !template.Contains('.', StringComparison.Ordinal)) return null;
        return workspace.Tree.TryRead(template) is { } bytes
            ? Encoding.UTF8.GetString(bytes.Span)
            : throw new ReconcilerException(FailureKind.Usage, $"the repository has no template {template}", "name a file of the repository, or a built-in template");
    }
}
