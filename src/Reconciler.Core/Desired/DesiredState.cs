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
    private readonly Dictionary<string, AccountSpec> _accounts;

    public DesiredState(SourceRevision revision, IEnumerable<DeclaredResource> resources, IEnumerable<WantedRecord> records)
        : this(revision, new ResourceSet([.. resources.OrderBy(resource => resource.Id)]), new RecordSet(records))
    {
    }

    internal DesiredState(SourceRevision revision, ResourceSet resources, RecordSet records)
    {
        (Revision, ResourceSet, RecordSet) = (revision, resources, records);
        _accounts = Accounts.ToDictionary(account => account.Id.Name, account => account.Spec, StringComparer.Ordinal);
        _accounts.TryAdd("default", AccountSpec.Undeclared);
    }

    public SourceRevision Revision { get; }

    public ImmutableArray<DeclaredResource> Resources => ResourceSet.All;

    public ImmutableArray<Account> Accounts => ResourceSet.Accounts;

    public ImmutableArray<CertificateAuthority> Authorities => ResourceSet.Authorities;

    public ImmutableArray<ValidationMethod> ValidationMethods => ResourceSet.ValidationMethods;

    public ImmutableArray<DnsProvider> Providers => ResourceSet.Providers;

    public ImmutableArray<Target> Targets => ResourceSet.Targets;

    public ImmutableArray<Certificate> Certificates => ResourceSet.Certificates;

    public ImmutableArray<Notification> Notifications => ResourceSet.Notifications;

    /// <summary>The validation records wanted, one per account, domain and zone, rendered and checked.</summary>
    public ImmutableArray<WantedRecord> Records => RecordSet.All;

    internal ResourceSet ResourceSet { get; }

    internal RecordSet RecordSet { get; }

    /// <summary>By account name; holds <c>default</c> even when no manifest declares it.</summary>
    public IReadOnlyDictionary<string, AccountSpec> AccountSpecs => _accounts;

    public bool TryFind<T>(ResourceId id, [NotNullWhen(true)] out T? resource)
        where T : DeclaredResource => ResourceSet.TryFind(id, out resource);

    /// <summary>The object named by a reference that the rules have checked.</summary>
    public T Get<T>(ResourceId id)
        where T : DeclaredResource =>
        ResourceSet.TryFind<T>(id, out var resource) ? resource : throw new KeyNotFoundException($"{id} is not declared");

    /// <summary>The records that prove the certificate's domains, in the order of its names; none without a validation method.</summary>
    public IEnumerable<WantedRecord> RecordsOf(Certificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (certificate.Spec.Validation is not { } method) return [];
        var zone = Get<ValidationMethod>(method).Spec.Zone;
        return certificate.Spec.ValidatedDomains.Select(domain => RecordSet[new(certificate.Id.Account, zone, domain)]);
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
