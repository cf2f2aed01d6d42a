using System.CommandLine;
using System.CommandLine.Completions;
using Reconciler.Adapters.Yaml.Schemas;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Cli.Commands;

/// <summary>The JSON Schema that editors and other tools check manifests by.</summary>
internal sealed class SchemaVerb : IVerb
{
    private readonly Argument<string?> _kind = new("kind") { Description = "one kind only, for example Certificate", HelpName = "kind", Arity = ArgumentArity.ZeroOrOne };

    public string Name => "schema";

    public string Description => "Prints the JSON Schema of manifests, for editors: reconciler schema > reconciler.schema.json";

    public void Describe(Command command)
    {
        // Asked only when something is completed: the definitions of all kinds are too much for every start.
        _kind.CompletionSources.Add(_ => SchemaWriter.Kinds.Select(kind => new CompletionItem(kind)));
        command.Arguments.Add(_kind);
    }

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var kind = invocation.Parsed.GetValue(_kind);
        var schema = kind is null ? SchemaWriter.AllKinds() : SchemaWriter.OfKind(kind);
        if (schema is null) throw new ReconcilerException(FailureKind.Usage, $"\"{kind}\" is no kind", $"one of {string.Join(", ", SchemaWriter.Kinds)}");
        await invocation.Terminal.WriteResultAsync(schema).ConfigureAwait(false);
        return ExitCode.Success;
    }
}
