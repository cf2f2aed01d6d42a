using System.CommandLine;
using System.Text;
using Reconciler.Cli.Composition;
using Reconciler.Cli.Options;
using Reconciler.Cli.Output;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning.Simulating;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Commands;

/// <summary>Years ahead on paper: when what renews, and what would end.</summary>
internal sealed class SimulateVerb : IVerb
{
    private const int MostYears = 20;

    private readonly Argument<string> _repository = RepositoryArgument.Positional();
    private readonly Option<int> _years = new("--years") { Description = "how far, 1 to 20", DefaultValueFactory = _ => 4 };
    private readonly Option<string?> _asOf = new("--as-of") { Description = "where it starts, RFC 3339; now unless said" };

    public string Name => "simulate";

    public string Description => "Runs years ahead on paper: the calendar of renewals, the load, and what would end without a successor";

    public void Describe(Command command)
    {
        command.Arguments.Add(_repository);
        command.Options.Add(_years);
        command.Options.Add(_asOf);
    }

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var years = invocation.Parsed.GetValue(_years);
        if (years is < 1 or > MostYears) throw new ReconcilerException(FailureKind.Usage, $"--years {years}", $"a whole number, 1 to {MostYears}");
        var workspace = await Workspace.OpenAsync(invocation.Parsed.GetRequiredValue(_repository), invocation, cancellationToken).ConfigureAwait(false);
        if (await workspace.TellAsync(invocation).ConfigureAwait(false) is not { } desired) return ExitCode.Invalid;
        var state = await StatePlace.Of(workspace.Repository, workspace.Tree.WorkingFolder is null, invocation).OpenStore(invocation.Time).ReadAsync(cancellationToken).ConfigureAwait(false);
        var from = From(invocation);
        var forecast = Simulation.Run(desired, state, from, from.AddYears(years), cancellationToken);
        if (invocation.Options.OutJson is { } file) await ResultFile.WriteAsync(file, ForecastText.RenderJson(forecast)).ConfigureAwait(false);
        await invocation.Terminal.WriteResultAsync(invocation.Options.Format switch
        {
            OutputFormat.Text => ForecastText.Render(forecast, invocation.Terminal.Ink, invocation.Terminal.Width),
            OutputFormat.Json => Encoding.UTF8.GetString(ForecastText.RenderJson(forecast)) + "\n",
            OutputFormat.Markdown => throw new ReconcilerException(FailureKind.Usage, "simulate has no Markdown form", "use --format text or json"),
        }).ConfigureAwait(false);
        return ExitCode.Success;
    }

    private DateTimeOffset From(Invocation invocation)
    {
        if (invocation.Parsed.GetValue(_asOf) is not { } text) return invocation.Time.GetUtcNow();
        return Instants.TryParse(text, out var instant) ? instant : throw new ReconcilerException(FailureKind.Usage, $"\"{text}\" is no instant for --as-of", "RFC 3339, for example 2027-01-31T00:00:00Z");
    }
}
