using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning.Checks;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Planning;

/// <summary>
/// What must be observed before a plan can be made: pure, so that what is asked can be tested without asking. The DNS is asked only about
/// certificates that must be issued; targets are compared by stat; zone files are read when records of ours are or shall be in them.
/// </summary>
public sealed record Questions
{
    public required ImmutableArray<RecordQuestion> Records { get; init; }

    public required ImmutableArray<CaaQuestion> Caa { get; init; }

    public required ImmutableArray<ActualDeployment> Deployments { get; init; }

    /// <summary>What servers shall be asked to present, by id of the deployment.</summary>
    public required ImmutableArray<(string DeploymentId, ServedQuestion Question)> Served { get; init; }

    public required ImmutableArray<DnsProvider> Providers { get; init; }

    /// <summary>Authorities whose published files are compared.</summary>
    public required ImmutableArray<ActualAuthority> Authorities { get; init; }

    /// <param name="look">Null: everything is compared with the world.</param>
    public static Questions For(DesiredState desired, ActualState actual, PlanScope scope, DateTimeOffset now, Tries tries = Tries.All, WorldLook? look = null) =>
        For(desired, actual, scope, now, tries, look, null);

    internal static Questions For(DesiredState desired, ActualState actual, PlanScope scope, DateTimeOffset now, Tries tries, WorldLook? look, PlanIndex? index)
    {
        ArgumentNullException.ThrowIfNull(desired);
        ArgumentNullException.ThrowIfNull(actual);
        var subjects = new PlanSubjects(desired, actual, scope, index);
        var (compared, watched) = look ?? WorldLook.Whole;
        var records = new Dictionary<string, RecordQuestion>(StringComparer.Ordinal);
        var caa = new Dictionary<string, CaaQuestion>(StringComparer.Ordinal);
        var asked = new HashSet<ResourceId>();
        foreach (var certificate in subjects.Declared)
        {
            if (certificate.Spec.Revoked is not null || certificate.Spec.Validation is null) continue;
            var have = actual.Certificates.GetValueOrDefault(certificate.Id);
            if (IssueChecks.First(new(certificate, desired.TrustOf(certificate.Spec), have, have?.Current, now)) is not { } finding)
            {
                if (!watched.Contains(certificate.Id) || !ValidationWatch.IsInUse(certificate, desired, actual)) continue;
                foreach (var record in desired.RecordsOf(certificate).Where(record => ValidationWatch.IsDue(record, actual.Sightings.GetValueOrDefault(record.Id), now)))
                    records.TryAdd(record.Id, RecordQuestionFor(desired, desired.Get<ValidationMethod>(record.Method), record, withText: false));
                continue;
            }

            if (PendingValidation.IsLeft(certificate, finding.Verb, desired, actual, tries, now)) continue;
            foreach (var record in desired.RecordsOf(certificate))
            {
                var method = desired.Get<ValidationMethod>(record.Method);
                if (method.Spec.Provider is { } provider) asked.Add(provider);
                if (IsThere(desired, actual, record)) records.TryAdd(record.Id, RecordQuestionFor(desired, method, record, withText: false));
                caa.TryAdd(record.Domain, CaaQuestionFor(desired, method, record.Domain));
            }
        }

        bool IsCompared(ResourceId id) => scope.Contains(id) && compared.Contains(id);
        return new()
        {
            Records = [.. records.Values],
            Caa = [.. caa.Values],
            Deployments = [.. subjects.Deployments.Where(deployment => compared.Contains(deployment.Certificate))],
            Served = [.. ServedQuestions(desired, actual, subjects.Declared.Where(certificate => compared.Contains(certificate.Id)))],
            Providers = [.. desired.Providers.Where(provider => provider.Spec is DnsProviderSpec.ZoneFile && subjects.IsPublishedAt(provider.Id) && (IsCompared(provider.Id) || asked.Contains(provider.Id)))],
            Authorities = [.. desired.Authorities
                .Where(authority => IsCompared(authority.Id))
                .Select(authority => actual.Authorities.GetValueOrDefault(authority.Id))
                .OfType<ActualAuthority>()
                .Where(authority => authority.Status is AuthorityStatus.Active or AuthorityStatus.Disabled && authority.Current is not null)],
        };
    }

    /// <summary>Where a certificate for these names is seen on a target; null where nobody looks, or where it is about another one.</summary>
    public static ServedQuestion? ServedQuestionFor(Target target, IReadOnlyList<DnsName> names)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target.Spec.Probe is { } probe && probe.NameFor(names) is { } name ? new(probe.Host, probe.Port, name) : null;
    }

    /// <summary>The question whether a record stands where the method looks for it.</summary>
    public static RecordQuestion RecordQuestionFor(DesiredState desired, ValidationMethod method, WantedRecord record, bool withText)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(record);
        var (resolvers, authoritative) = ResolversOf(desired, method);
        return new(record.Id, record.Owner, record.Target, resolvers, authoritative, withText, method.Spec.ZoneProvider is null);
    }

    private static IEnumerable<(string DeploymentId, ServedQuestion Question)> ServedQuestions(DesiredState desired, ActualState actual, IEnumerable<Certificate> asked)
    {
        if (!desired.Targets.Any(target => target.Spec.Probe is not null)) yield break;
        foreach (var certificate in asked)
        {
            foreach (var target in certificate.Spec.Targets.Select(desired.Get<Target>).Where(target => target.Spec.Probe is not null))
            {
                var id = ActualDeployment.IdOf(certificate.Id, target.Id);
                if (!actual.Deployments.ContainsKey(id) || actual.Certificates.GetValueOrDefault(certificate.Id)?.Current is not { } current) continue;
                if (ServedQuestionFor(target, current.Names) is { } question) yield return (id, question);
            }
        }
    }

    public static CaaQuestion CaaQuestionFor(DesiredState desired, ValidationMethod method, string domain)
    {
        var (resolvers, authoritative) = ResolversOf(desired, method);
        return new(domain, resolvers, authoritative);
    }

    /// <summary>Those of the method; by default <c>embedded</c> where the provider is embedded, else the authoritative servers found from the root.</summary>
    private static (ImmutableArray<DnsResolver> Resolvers, bool Authoritative) ResolversOf(DesiredState desired, ValidationMethod method)
    {
        if (!method.Spec.Resolvers.IsEmpty) return (method.Spec.Resolvers, false);
        var isEmbedded = method.Spec.Provider is { } id && desired.Get<DnsProvider>(id).Spec is DnsProviderSpec.Embedded;
        return isEmbedded ? ([DnsResolver.Embedded], false) : ([], true);
    }

    /// <summary>False for a record that the plan is going to publish: asking for it first would only fill caches with its absence.</summary>
    private static bool IsThere(DesiredState desired, ActualState actual, WantedRecord record) =>
        RecordPlanner.ProviderOf(desired, record) is null || actual.Records.ContainsKey(record.Id);
}
