using System.Collections.Concurrent;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Cycle;

/// <summary>Asks the questions of a plan and brings back evidence; judges nothing and changes nothing.</summary>
internal sealed class Observation(
    IDnsObserver dns, IReadOnlyList<IDeployTarget> targets, IReadOnlyList<IRecordPublisher> publishers, IAuthorityPublisher authorities, IServedCertificates served)
{
    /// <summary>Questions under way at once.</summary>
    private const int Parallelism = 32;

    public async Task<Evidence> ObserveAsync(Questions questions, CancellationToken cancellationToken)
    {
        var records = new ConcurrentDictionary<string, RecordObservation>(StringComparer.Ordinal);
        var caa = new ConcurrentDictionary<string, CaaObservation>(StringComparer.Ordinal);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(questions.Records, options, async (question, token) =>
            records[question.RecordId] = await dns.ObserveRecordAsync(question, token).ConfigureAwait(false)).ConfigureAwait(false);
        await Parallel.ForEachAsync(questions.Caa, options, async (question, token) =>
            caa[question.Domain] = await dns.ObserveCaaAsync(question, token).ConfigureAwait(false)).ConfigureAwait(false);
        var presented = new ConcurrentDictionary<string, ServedCertificate>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(questions.Served, options, async (asked, token) =>
            presented[asked.DeploymentId] = await served.SeeAsync(asked.Question, token).ConfigureAwait(false)).ConfigureAwait(false);
        return new()
        {
            Served = presented,
            Records = records,
            Caa = caa,
            Deployments = await DeploymentsAsync(questions.Deployments, cancellationToken).ConfigureAwait(false),
            Providers = await ProvidersAsync(questions.Providers, cancellationToken).ConfigureAwait(false),
            AuthorityFiles = AuthorityFiles(questions.Authorities),
        };
    }

    private async Task<Dictionary<string, DeploymentObservation>> DeploymentsAsync(IReadOnlyList<ActualDeployment> deployments, CancellationToken cancellationToken)
    {
        var observed = new Dictionary<string, DeploymentObservation>(deployments.Count, StringComparer.Ordinal);
        foreach (var group in deployments.GroupBy(deployment => targets.First(target => target.Handles(deployment.Applied))))
        {
            foreach (var observation in await group.Key.ObserveAsync([.. group], cancellationToken).ConfigureAwait(false)) observed.Add(observation.DeploymentId, observation);
        }

        return observed;
    }

    private async Task<Dictionary<ResourceId, ProviderReading>> ProvidersAsync(IReadOnlyList<DnsProvider> providers, CancellationToken cancellationToken)
    {
        var readings = new Dictionary<ResourceId, ProviderReading>(providers.Count);
        foreach (var provider in providers)
            readings.Add(provider.Id, await publishers.First(publisher => publisher.Handles(provider.Spec)).ReadAsync(provider.Spec, cancellationToken).ConfigureAwait(false));
        return readings;
    }

    private Dictionary<ResourceId, string> AuthorityFiles(IReadOnlyList<ActualAuthority> checkedAuthorities)
    {
        var wrong = new Dictionary<ResourceId, string>();
        foreach (var authority in checkedAuthorities)
        {
            var crlPath = authorities.CrlPath(authority.Id, authority.Applied.Revocation);
            var certificatePath = authorities.CertificatePath(authority.Id, authority.Applied.Revocation);
            if (authority.Crl is not { } crl || !authorities.Holds(crlPath, crl.Sha256)) wrong.Add(authority.Id, $"{crlPath} is not the CRL that was signed last");
            else if (!authorities.Holds(certificatePath, authority.Current!.Fingerprint)) wrong.Add(authority.Id, $"{certificatePath} is not the authority's certificate");
        }

        return wrong;
    }
}
