using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Desired.Rules;

/// <summary>Everything that was read, indexed for the rules. Of objects with one identity the first by place stands for all.</summary>
internal sealed class DeclaredObjects
{
    private readonly Dictionary<string, AccountSpec> _accounts = new(StringComparer.Ordinal) { ["default"] = AccountSpec.Undeclared };
    private readonly FrozenSet<string>? _unreadNames;

    /// <summary>Of a repository without errors in its documents.</summary>
    public DeclaredObjects(IEnumerable<DeclaredResource> resources)
        : this(Sorted(resources), [], [])
    {
    }

    /// <param name="sorted">By identity, then place.</param>
    /// <param name="refused">Documents with errors of their own, in any order.</param>
    /// <param name="unreadNames">Names that files which could not be read whole may declare; null: any name.</param>
    public DeclaredObjects(ImmutableArray<DeclaredResource> sorted, IEnumerable<RefusedDocument> refused, IEnumerable<string>? unreadNames)
        : this(sorted, new ResourceSet(FirstOfEach(sorted)), null, refused, unreadNames)
    {
    }

    private DeclaredObjects(
        ImmutableArray<DeclaredResource> all, ResourceSet distinct, CheckedBefore? before, IEnumerable<RefusedDocument> refused, IEnumerable<string>? unreadNames)
    {
        (All, Set, Before) = (all, distinct, before);
        Refused = [.. refused];
        foreach (var account in Accounts) _accounts[account.Id.Name] = account.Spec;
        _unreadNames = unreadNames?.Concat(Refused.Select(document => document.Name)).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>What was checked before, and what it has become; null where nothing is known, or too much is another.</summary>
    public CheckedBefore? Before { get; }

    public ResourceSet Set { get; }

    /// <summary>By identity, then place; duplicates included.</summary>
    public ImmutableArray<DeclaredResource> All { get; }

    /// <summary>By identity.</summary>
    public ImmutableArray<DeclaredResource> Distinct => Set.All;

    /// <summary>Documents that became no object.</summary>
    public ImmutableArray<RefusedDocument> Refused { get; }

    public ImmutableArray<Account> Accounts => Set.Accounts;

    public ImmutableArray<CertificateAuthority> Authorities => Set.Authorities;

    public ImmutableArray<ValidationMethod> ValidationMethods => Set.ValidationMethods;

    public ImmutableArray<DnsProvider> Providers => Set.Providers;

    public ImmutableArray<Target> Targets => Set.Targets;

    public ImmutableArray<Certificate> Certificates => Set.Certificates;

    public ImmutableArray<Notification> Notifications => Set.Notifications;

    /// <summary>The objects of a load before, without some and with others.</summary>
    /// <param name="before">A load without errors.</param>
    /// <param name="removed">What is no longer there.</param>
    /// <param name="added">What is there now.</param>
    /// <param name="refused">Documents with errors of their own.</param>
    /// <param name="unreadNames">Names that files which could not be read whole may declare; null: any name.</param>
    public static DeclaredObjects Follow(
        DesiredLoad before, IReadOnlyList<DeclaredResource> removed, IReadOnlyList<DeclaredResource> added, IEnumerable<RefusedDocument> refused, IEnumerable<string>? unreadNames)
    {
        var set = before.State!.ResourceSet;
        if (set.TryReplace(removed, added, out var now)) return new(now.All, now, CheckedBefore.Of(before, removed, added), refused, unreadNames);
        var gone = removed.ToHashSet<DeclaredResource>(ReferenceEqualityComparer.Instance);
        return new(Sorted(set.All.Where(resource => !gone.Contains(resource)).Concat(added)), refused, unreadNames);
    }

    public static ImmutableArray<DeclaredResource> Sorted(IEnumerable<DeclaredResource> resources) =>
        [.. resources.OrderBy(resource => resource.Id).ThenBy(resource => resource.Places.Document)];

    /// <summary>
    /// The certificates in which a rule may find something, for a rule that looks at one certificate and at what is no certificate: where nothing else changed,
    /// those that it found nothing in before need not be looked at again.
    /// </summary>
    /// <param name="codes">All that the rule reports.</param>
    public ImmutableArray<Certificate> Unchecked(params ReadOnlySpan<DiagnosticCode> codes) => Before is { } before && !before.WasReported(codes) ? before.Added : Certificates;

    /// <summary>Likewise for a rule that reports errors in objects of any kind.</summary>
    public ImmutableArray<DeclaredResource> UncheckedObjects => Before is { } before ? ImmutableArray<DeclaredResource>.CastUp(before.Added) : Distinct;

    public bool TryFind<T>([NotNullWhen(true)] ResourceId? id, [NotNullWhen(true)] out T? resource)
        where T : DeclaredResource => Set.TryFind(id, out resource);

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

    private static ImmutableArray<DeclaredResource> FirstOfEach(ImmutableArray<DeclaredResource> sorted)
    {
        var distinct = ImmutableArray.CreateBuilder<DeclaredResource>(sorted.Length);
        foreach (var resource in sorted)
        {
            if (distinct.Count == 0 || distinct[^1].Id != resource.Id) distinct.Add(resource);
        }

        return distinct.DrainToImmutable();
    }
}
