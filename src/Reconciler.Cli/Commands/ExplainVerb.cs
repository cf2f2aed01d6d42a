using System.CommandLine;
using System.Text;
using Reconciler.Adapters.Yaml;
using Reconciler.Cli.Composition;
using Reconciler.Cli.Options;
using Reconciler.Cli.Output;
using Reconciler.Core.Actual;
using Reconciler.Core.Cycle;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Commands;

/// <summary>Tells the story of one object, or what a diagnostic's code means.</summary>
internal sealed class ExplainVerb : IVerb
{
    private readonly Argument<string> _subject = new("id") { Description = "an object, for example certificate/www, or a code, for example C014" };
    private readonly Option<string> _repository = RepositoryArgument.AsOption();

    public string Name => "explain";

    public string Description => "Tells why an object is as it is, what it waits for and what comes next; or what a code means";

    public void Describe(Command command)
    {
        command.Arguments.Add(_subject);
        command.Options.Add(_repository);
    }

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var subject = invocation.Parsed.GetRequiredValue(_subject);
        var code = DiagnosticCodes.In(typeof(Planner).Assembly, typeof(YamlManifestReader).Assembly).FirstOrDefault(candidate => candidate.Id == subject);
        var text = code is not null ? $"{code.Id}: {code.Title}\n\n{code.Explanation}\n" : await StoryAsync(subject, invocation, cancellationToken).ConfigureAwait(false);
        if (text is null) return ExitCode.Invalid;
        await invocation.Terminal.WriteResultAsync(text).ConfigureAwait(false);
        return ExitCode.Success;
    }

    private async Task<string?> StoryAsync(string subject, Invocation invocation, CancellationToken cancellationToken)
    {
        var workspace = await Workspace.OpenAsync(invocation.Parsed.GetRequiredValue(_repository), invocation, cancellationToken).ConfigureAwait(false);
        if (await workspace.TellAsync(invocation).ConfigureAwait(false) is not { } desired) return null;
        var session = await CycleSession.OpenAsync(workspace, desired, invocation, cancellationToken).ConfigureAwait(false);
        await using var owner = session.ConfigureAwait(false);
        var cycle = await session.Cycle(SilentSink.Instance).PlanAsync(desired, new(Offline: true, Horizon: TimeSpan.FromDays(3660)), cancellationToken).ConfigureAwait(false);
        var id = Find(subject, cycle);
        var past = ObjectPast.Of(id, cycle.Actual);
        if (session.Place.Folder is not null) await session.Place.OpenAuditLog().ReadAsync(new(), past.Add, cancellationToken).ConfigureAwait(false);
        var evidence = await session.Store.ReadEvidenceAsync(cancellationToken).ConfigureAwait(false);
        return invocation.Options.Format switch
        {
            OutputFormat.Text => new ObjectStory(cycle, evidence, past, invocation.Terminal.Ink).Tell(id),
            OutputFormat.Json => Encoding.UTF8.GetString(ObjectJson.Story(ObjectAccount.Of(id, new(desired, cycle.Actual), evidence, past, invocation.Time.GetUtcNow()))) + "\n",
            OutputFormat.Markdown => throw new ReconcilerException(FailureKind.Usage, "explain has no Markdown form", "use --format text or json"),
        };
    }

    private static ResourceId Find(string subject, PlannedCycle cycle)
    {
        var known = cycle.Desired.Resources.Select(resource => resource.Id).Concat(cycle.Actual.Certificates.Keys).Concat(cycle.Actual.Authorities.Keys).Distinct();
        var found = known.Where(id => id.Text == subject || id.Short == subject || id.Name == subject).Order().ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new ReconcilerException(FailureKind.Usage, $"there is no object and no code \"{subject}\"", "reconciler status lists the objects; a code is like C014"),
            _ => throw new ReconcilerException(FailureKind.Usage, $"\"{subject}\" is more than one object", $"name one of {string.Join(", ", found)}"),
        };
    }
}
