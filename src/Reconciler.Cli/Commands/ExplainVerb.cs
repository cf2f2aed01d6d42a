using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using Reconciler.Adapters.Yaml;
using Reconciler.Cli.Composition;
using Reconciler.Cli.Output;
using Reconciler.Core.Actual;
using Reconciler.Core.Cycle;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

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
        return Story(id, cycle);
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

    private static string Story(ResourceId id, PlannedCycle cycle)
    {
        var text = new StringBuilder().Append(id.Text).Append('\n');
        if (cycle.Desired.TryFind<DeclaredResource>(id, out var declared)) Line(text, "declared", declared.Places.Document.ToString());
        else Line(text, "declared", "no more: its manifest is gone");
        foreach (var (key, value) in declared?.Tags ?? Tags(id, cycle.Actual)) Line(text, "tag", $"{key}={value}");
        if (cycle.Actual.Certificates.TryGetValue(id, out var certificate)) Certificate(text, certificate, cycle.Actual);
        else if (cycle.Actual.Authorities.TryGetValue(id, out var authority)) Authority(text, authority);
        else Line(text, "state", "nothing was applied yet");
        foreach (var change in cycle.Plan.Changes.Where(change => change.Facts.Group == id.Text || change.Id.StartsWith(id.Text + "/", StringComparison.Ordinal)))
            Line(text, "now", $"{change.Verb.Word()} {(change.Id == id.Text ? "" : change.Id + " ")}because {change.Facts.Sentence} ({change.Facts.Reason.Word()})");
        foreach (var entry in cycle.Plan.Waiting.Where(entry => entry.Id == id.Text))
        {
            Line(text, "waiting", $"{entry.Verb.Word()}: {entry.Sentence} ({entry.Code})");
            foreach (var record in entry.Records) Line(text, "record", record.Rendered);
        }

        foreach (var entry in cycle.Plan.Later.Where(entry => entry.Id == id.Text)) Line(text, "later", $"{Instants.Format(entry.At)} {entry.Verb.Word()}: {entry.Sentence}");
        foreach (var notice in cycle.Plan.Notices.Concat(cycle.Plan.Blocked).Where(notice => notice.Id == id.Text)) Line(text, "notice", notice.Sentence);
        return text.ToString();
    }

    private static ImmutableSortedDictionary<string, string> Tags(ResourceId id, ActualState actual) =>
        actual.Certificates.GetValueOrDefault(id)?.Tags ?? actual.Authorities.GetValueOrDefault(id)?.Tags ?? ImmutableSortedDictionary<string, string>.Empty;

    private static void Certificate(StringBuilder text, ActualCertificate certificate, ActualState actual)
    {
        Line(text, "crn", Crn.Of(certificate.Id, certificate.Uuid).ToString());
        Line(text, "status", certificate.Status.Word());
        Line(text, "revision", certificate.AppliedRevision ?? "unknown");
        foreach (var version in certificate.Versions)
            Line(text, "version", string.Create(CultureInfo.InvariantCulture, $"{version.Number} {version.Status.Word()}: serial {version.Serial}, {Instants.Format(version.NotBefore)} to {Instants.Format(version.NotAfter)}, by {version.Authority.Name}"));
        foreach (var deployment in actual.Deployments.Values.Where(deployment => deployment.Certificate == certificate.Id).OrderBy(deployment => deployment.Id, StringComparer.Ordinal))
            Line(text, "on", string.Create(CultureInfo.InvariantCulture, $"{deployment.Target.Name}: version {deployment.Version} in {deployment.Content.Directory}"));
        Condition(text, certificate.Condition);
    }

    private static void Authority(StringBuilder text, ActualAuthority authority)
    {
        Line(text, "crn", Crn.Of(authority.Id, authority.Uuid).ToString());
        Line(text, "status", authority.Status.Word());
        foreach (var version in authority.Versions)
            Line(text, "version", string.Create(CultureInfo.InvariantCulture, $"{version.Number}: serial {version.Serial}, {Instants.Format(version.NotBefore)} to {Instants.Format(version.NotAfter)}"));
        if (authority.Crl is { } crl) Line(text, "crl", string.Create(CultureInfo.InvariantCulture, $"{crl.Number} until {Instants.Format(crl.NextUpdate)} in {crl.Path}"));
        Condition(text, authority.Condition);
    }

    private static void Condition(StringBuilder text, Condition? condition)
    {
        if (condition is null) return;
        Line(text, "condition", $"{condition.Code} since {Instants.Format(condition.Since)}: {condition.Message}");
        if (condition.NextTry is { } next) Line(text, "next try", Instants.Format(next));
    }

    private static void Line(StringBuilder text, string name, string value) => text.Append("  ").Append(name.PadRight(10)).Append(value).Append('\n');
}
