using System.Collections.Immutable;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Desired;

/// <summary>What every declared object has: identity, tags, protection, and where it was written.</summary>
public abstract record DeclaredResource(ResourceId Id, FieldPlaces Places)
{
    /// <summary>In ordinal order of their keys.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary><c>metadata.protect</c>: nothing removes it while set (kept in the state, so that it outlives its manifest).</summary>
    public bool Protect { get; init; }

    /// <summary>What this object names, whether or not it exists; rules check them, scope follows them.</summary>
    public abstract IEnumerable<ResourceReference> References { get; }
}

/// <summary>A reference to another object and the field that holds it.</summary>
public readonly record struct ResourceReference(ResourceId Id, string Path);

public sealed record Account(ResourceId Id, FieldPlaces Places, AccountSpec Spec) : DeclaredResource(Id, Places)
{
    public override IEnumerable<ResourceReference> References => [];
}

public sealed record CertificateAuthority(ResourceId Id, FieldPlaces Places, AuthoritySpec Spec) : DeclaredResource(Id, Places)
{
    public override IEnumerable<ResourceReference> References => Spec.Parent is null ? [] : [new(Spec.Parent, "parent")];
}

public sealed record ValidationMethod(ResourceId Id, FieldPlaces Places, ValidationMethodSpec Spec) : DeclaredResource(Id, Places)
{
    public override IEnumerable<ResourceReference> References
    {
        get
        {
            if (Spec.Provider is not null) yield return new(Spec.Provider, "provider");
            if (Spec.ZoneProvider is not null) yield return new(Spec.ZoneProvider, "zoneProvider");
        }
    }
}

public sealed record DnsProvider(ResourceId Id, FieldPlaces Places, DnsProviderSpec Spec) : DeclaredResource(Id, Places)
{
    public override IEnumerable<ResourceReference> References => [];
}

public sealed record Target(ResourceId Id, FieldPlaces Places, TargetSpec Spec) : DeclaredResource(Id, Places)
{
    public override IEnumerable<ResourceReference> References => [];
}

public sealed record Certificate(ResourceId Id, FieldPlaces Places, CertificateSpec Spec) : DeclaredResource(Id, Places)
{
    public override IEnumerable<ResourceReference> References
    {
        get
        {
            for (var i = 0; i < Spec.Authorities.Length; i++)
                yield return new(Spec.Authorities[i], Spec.Authorities.Length == 1 ? "authority" : $"authority[{i}]");
            if (Spec.Validation is not null) yield return new(Spec.Validation, "validation");
            for (var i = 0; i < Spec.Targets.Length; i++) yield return new(Spec.Targets[i], $"targets[{i}]");
        }
    }
}

public sealed record Notification(ResourceId Id, FieldPlaces Places, NotificationSpec Spec) : DeclaredResource(Id, Places)
{
    public override IEnumerable<ResourceReference> References => [];
}
