using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Desired.Rules;

/// <summary>Everything that was read, indexed for the rules. Of objects with one identity the first by place stands for all.</summary>
internal sealed class DeclaredObjects
{
    private readonly Dictionary<ResourceId, DeclaredResource> _byId = [];
    private readonly Dictionary<string, AccountSpec> _accounts = new(StringComparer.Ordinal) { ["default"] = AccountSpec.Undeclared };
    private readonly FrozenSet<string>? _unreadNames;

    /// <summary>Of a repository without errors in its documents.</summary>
    public DeclaredObjects(IEnumerable<DeclaredResource> resources)
        : this(resources, [], [])
    {
    }

    /// <param name="resources">In any order.</param>
    /// <param name="refused">Documents with errors of their own, in any order.</param>
    /// <param name="unreadNames">Names that files which could not be read whole may declare; null: any name.</param>
    public DeclaredObjects(IEnumerable<DeclaredResource> resources, IEnumerable<RefusedDocument> refused, IEnumerable<string>? unreadNames)
    {
        Refused = [.. refused];
        All = [.. resources.OrderBy(resource => resource.Id).ThenBy(resource => resource.Places.Document)];
        Distinct = [.. All.Where(resource => _byId.TryAdd(resource.Id, resource))];
        Accounts = [.. Distinct.OfType<Account>()];
        Authorities = [.. Distinct.OfType<CertificateAuthority>()];
        ValidationMethods = [.. Distinct.OfType<ValidationMethod>()];
        Providers = [.. Distinct.OfType<DnsProvider>()];
        Targets = [.. Distinct.OfType<Target>()];
        Certificates = [.. Distinct.OfType<Certificate>()];
        Notifications = [.. Distinct.OfType<Notification>()];
        foreach (var account in Accounts) _accounts[account.Id.Name] = account.Spec;
        _unreadNames = unreadNames?.Concat(Refused.Select(document => document.Name)).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>By identity, then place; duplicates included.</summary>
    public ImmutableArray<DeclaredResource> All { get; }

    /// <summary>By identity.</summary>
    public ImmutableArray<DeclaredResource> Distinct { get; }

    /// <summary>Documents that became no object.</summary>
    public ImmutableArray<RefusedDocument> Refused { get; }

    public ImmutableArray<Account> Accounts { get; }

    public ImmutableArray<CertificateAuthority> Authorities { get; }

    public ImmutableArray<ValidationMethod> ValidationMethods { get; }

    public ImmutableArray<DnsProvider> Providers { get; }

    public ImmutableArray<Target> Targets { get; }

    public ImmutableArray<Certificate> Certificates { get; }

    public ImmutableArray<Notification> Notifications { get; }

    public bool TryFind<T>([NotNullWhen(true)] ResourceId? id, [NotNullWhen(true)] out T? resource)
        where T : DeclaredResource
    {
        resource = id is null ? null : _byId.GetValueOrDefault(id) as T;
        return resource is not null;
    }

    /// <summary>Whether account and region of the object exist.</summary>
    public bool IsPlaced(ResourceId id) => Account(id.Account) is { } account && (id.Region is null || account.Regions.Contains(id.Region));

    /// <summary>Null for an account that nothing declares.</summary>
    public AccountSpec? Account(string name) => _accounts.GetValueOrDefault(name);

    /// <summary>The authorities of a certificate that exist, in order of preference.</summary>
    public IEnumerable<CertificateAuthority> AuthoritiesOf(Certificate certificate)
    {
        foreach (var id in certificate.Spec.Authorities)
        {
            if (TryFind<CertificateAuthority>(id, out var authority)) yield return authority;
        }
    }

    /// <summary>Where a certificate names an authority. Like every place it is looked for only when there is something to report.</summary>
    public static SourceLocation PlaceOf(Certificate certificate, CertificateAuthority authority) =>
        certificate.Places.Of(certificate.References.First(reference => reference.Id == authority.Id).Path);

    /// <summary>Trust of the first authority; null when that does not exist.</summary>
    public Trust? TrustOf(Certificate certificate) => TryFind<CertificateAuthority>(certificate.Spec.Authority, out var authority) ? authority.Spec.Trust : null;

    /// <summary>True when a document with errors of its own may declare an object of this name: that it is missing is not to be reported.</summary>
    public bool MayStandUnread(string name) => _unreadNames is null || _unreadNames.Contains(name);
}
