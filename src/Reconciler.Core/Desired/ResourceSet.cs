using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Desired;

/// <summary>
/// Objects of distinct identities in ordinal order of these, found by identity and by kind. Immutable; one that differs in a few objects is made from another
/// at the cost of copying references.
/// </summary>
internal sealed class ResourceSet
{
    private readonly Dictionary<ResourceId, DeclaredResource> _byId;

    /// <param name="sorted">Distinct, in order of identity.</param>
    public ResourceSet(ImmutableArray<DeclaredResource> sorted)
        : this(sorted, new(sorted.Length), [.. sorted.OfType<Certificate>()])
    {
        foreach (var resource in sorted) _byId.Add(resource.Id, resource);
    }

    private ResourceSet(ImmutableArray<DeclaredResource> sorted, Dictionary<ResourceId, DeclaredResource> byId, ImmutableArray<Certificate> certificates)
    {
        (All, _byId, Certificates) = (sorted, byId, certificates);
        var others = certificates.Length == sorted.Length ? [] : sorted.Where(resource => resource is not Certificate).ToList();
        Accounts = [.. others.OfType<Account>()];
        Authorities = [.. others.OfType<CertificateAuthority>()];
        ValidationMethods = [.. others.OfType<ValidationMethod>()];
        Providers = [.. others.OfType<DnsProvider>()];
        Targets = [.. others.OfType<Target>()];
        Notifications = [.. others.OfType<Notification>()];
    }

    public ImmutableArray<DeclaredResource> All { get; }

    public ImmutableArray<Account> Accounts { get; }

    public ImmutableArray<CertificateAuthority> Authorities { get; }

    public ImmutableArray<ValidationMethod> ValidationMethods { get; }

    public ImmutableArray<DnsProvider> Providers { get; }

    public ImmutableArray<Target> Targets { get; }

    public ImmutableArray<Certificate> Certificates { get; }

    public ImmutableArray<Notification> Notifications { get; }

    /// <summary>Null where there is none, also where it is of another kind.</summary>
    public bool TryFind<T>([NotNullWhen(true)] ResourceId? id, [NotNullWhen(true)] out T? resource)
        where T : DeclaredResource
    {
        resource = id is null ? null : _byId.GetValueOrDefault(id) as T;
        return resource is not null;
    }

    /// <summary>Without some of its objects and with others. False where two would then have one identity.</summary>
    public bool TryReplace(IEnumerable<DeclaredResource> removed, IEnumerable<DeclaredResource> added, [NotNullWhen(true)] out ResourceSet? replaced)
    {
        replaced = null;
        var changes = new SortedDictionary<ResourceId, DeclaredResource?>();
        foreach (var resource in removed) changes[resource.Id] = null;
        foreach (var resource in added)
        {
            if (changes.TryGetValue(resource.Id, out var there) ? there is not null : _byId.ContainsKey(resource.Id)) return false;
            changes[resource.Id] = resource;
        }

        // A copy of a dictionary hashes nothing again.
        var byId = new Dictionary<ResourceId, DeclaredResource>(_byId);
        foreach (var (id, resource) in changes)
        {
            if (resource is null) byId.Remove(id);
            else byId[id] = resource;
        }

        var all = SortedMerge.Of(All, resource => resource.Id, changes, resource => resource);
        var certificates = SortedMerge.Of(Certificates, resource => resource.Id, changes, resource => resource as Certificate);
        replaced = new(all, byId, certificates);
        return true;
    }
}
