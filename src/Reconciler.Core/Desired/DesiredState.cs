using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Reconciler.Core.Domain;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Desired;

/// <summary>
/// Everything that the repository declares at one revision, checked: references exist, nothing clashes. Immutable; lists are in ordinal order of
/// identity, whatever the order of files.
/// </summary>
public sealed class DesiredState
{
    private readonly Dictionary<ResourceId, DeclaredResource> _byId;
    private readonly Dictionary<string, AccountSpec> _accounts;
    private readonly Dictionary<(string Account, string Zone, string Domain), WantedRecord> _recordOf;

    public DesiredState(SourceRevision revision, IEnumerable<DeclaredResource> resources, IEnumerable<WantedRecord> records)
    {
        Revision = revision;
        Resources = [.. resources.OrderBy(resource => resource.Id)];
        _byId = Resources.ToDictionary(resource => resource.Id);
        Accounts = [.. Resources.OfType<Account>()];
        Authorities = [.. Resources.OfType<CertificateAuthority>()];
        ValidationMethods = [.. Resources.OfType<ValidationMethod>()];
        Providers = [.. Resources.OfType<DnsProvider>()];
        Targets = [.. Resources.OfType<Target>()];
        Certificates = [.. Resources.OfType<Certificate>()];
        Notifications = [.. Resources.OfType<Notification>()];
        Records = [.. records.OrderBy(record => record.Id, StringComparer.Ordinal)];
        _recordOf = Records.ToDictionary(record => (record.Account, record.Zone, record.Domain));
        _accounts = Accounts.ToDictionary(account => account.Id.Name, account => account.Spec, StringComparer.Ordinal);
        _accounts.TryAdd("default", AccountSpec.Undeclared);
    }

    public SourceRevision Revision { get; }

    public ImmutableArray<DeclaredResource> Resources { get; }

    public ImmutableArray<Account> Accounts { get; }

    public ImmutableArray<CertificateAuthority> Authorities { get; }

    public ImmutableArray<ValidationMethod> ValidationMethods { get; }

    public ImmutableArray<DnsProvider> Providers { get; }

    public ImmutableArray<Target> Targets { get; }

    public ImmutableArray<Certificate> Certificates { get; }

    public ImmutableArray<Notification> Notifications { get; }

    /// <summary>The validation records wanted, one per account, domain and zone, rendered and checked.</summary>
    public ImmutableArray<WantedRecord> Records { get; }

    /// <summary>By account name; holds <c>default</c> even when no manifest declares it.</summary>
    public IReadOnlyDictionary<string, AccountSpec> AccountSpecs => _accounts;

    public bool TryFind<T>(ResourceId id, [NotNullWhen(true)] out T? resource)
        where T : DeclaredResource
    {
        resource = _byId.GetValueOrDefault(id) as T;
        return resource is not null;
    }

    /// <summary>The object named by a reference that the rules have checked.</summary>
    public T Get<T>(ResourceId id)
        where T : DeclaredResource => (T)_byId[id];

    /// <summary>The records that prove the certificate's domains, in the order of its names; none without a validation method.</summary>
    public IEnumerable<WantedRecord> RecordsOf(Certificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (certificate.Spec.Validation is not { } method) return [];
        var zone = Get<ValidationMethod>(method).Spec.Zone;
        return certificate.Spec.ValidatedDomains.Select(domain => _recordOf[(certificate.Id.Account, zone, domain)]);
    }

    /// <summary>Trust of what the certificate's first authority issues.</summary>
    public Trust TrustOf(CertificateSpec certificate) => Get<CertificateAuthority>(certificate.Authority).Spec.Trust;
}

/// <summary>Which bytes the desired state was read from.</summary>
/// <param name="Commit">Full id of the commit; null for a working tree.</param>
/// <param name="Reference">The branch or tag that was asked for, for people; null for a working tree.</param>
/// <param name="TreeHash">SHA-256 over the sorted <c>path, SHA-256</c> of the files read, hexadecimal; null for a commit.</param>
/// <param name="CommitTime">Committer date; null for a working tree.</param>
public sealed record SourceRevision(string? Commit, string? Reference, string? TreeHash, DateTimeOffset? CommitTime);
