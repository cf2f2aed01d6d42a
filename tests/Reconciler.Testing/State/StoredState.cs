using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;

namespace Reconciler.Testing.State;

/// <summary>All that <see cref="InMemoryStore"/> holds at one serial; immutable, so that a commit is one assignment.</summary>
internal sealed record StoredState
{
    public static StoredState Empty { get; } = new();

    public long Serial { get; init; }

    public ImmutableDictionary<string, (ResourceId Subject, int Generation)> Serials { get; init; } =
        ImmutableDictionary<string, (ResourceId Subject, int Generation)>.Empty;

    public ImmutableDictionary<(ResourceId Id, int KeyVersion), SealedKey> Keys { get; init; } =
        ImmutableDictionary<(ResourceId Id, int KeyVersion), SealedKey>.Empty;

    /// <summary>When superseded keys are destroyed.</summary>
    public ImmutableDictionary<(ResourceId Id, int KeyVersion), DateTimeOffset> Superseded { get; init; } =
        ImmutableDictionary<(ResourceId Id, int KeyVersion), DateTimeOffset>.Empty;

    public ImmutableDictionary<ResourceId, StoredIntent> Intents { get; init; } = ImmutableDictionary<ResourceId, StoredIntent>.Empty;

    /// <summary>Intents closed as unknown, by serial.</summary>
    public ImmutableDictionary<string, (OpenIntent Intent, Revocation Revocation)> Unknown { get; init; } =
        ImmutableDictionary<string, (OpenIntent Intent, Revocation Revocation)>.Empty;

    /// <summary>Rows of certificates: without versions and intent.</summary>
    public ImmutableDictionary<ResourceId, ActualCertificate> Certificates { get; init; } = ImmutableDictionary<ResourceId, ActualCertificate>.Empty;

    public ImmutableDictionary<(ResourceId Id, int Version), StoredVersion> Versions { get; init; } =
        ImmutableDictionary<(ResourceId Id, int Version), StoredVersion>.Empty;

    /// <summary>Rows of authorities: without versions.</summary>
    public ImmutableDictionary<ResourceId, ActualAuthority> Authorities { get; init; } = ImmutableDictionary<ResourceId, ActualAuthority>.Empty;

    public ImmutableDictionary<(ResourceId Id, int Version), StoredAuthorityVersion> AuthorityVersions { get; init; } =
        ImmutableDictionary<(ResourceId Id, int Version), StoredAuthorityVersion>.Empty;

    public ImmutableList<(ResourceId Authority, CrlRecord Crl)> Crls { get; init; } = [];

    public ImmutableDictionary<string, ActualDeployment> Deployments { get; init; } = ImmutableDictionary<string, ActualDeployment>.Empty;

    public ImmutableDictionary<string, ActualRecord> Records { get; init; } = ImmutableDictionary<string, ActualRecord>.Empty;

    public ImmutableDictionary<(string Account, string Domain, string Zone), ProofEvidence> Evidence { get; init; } =
        ImmutableDictionary<(string Account, string Domain, string Zone), ProofEvidence>.Empty;

    public ImmutableDictionary<(string Owner, string Type), ZoneRecord> ZoneRecords { get; init; } =
        ImmutableDictionary<(string Owner, string Type), ZoneRecord>.Empty;

    public ImmutableDictionary<string, string> FirstRegions { get; init; } = ImmutableDictionary<string, string>.Empty;

    public ImmutableDictionary<string, RetryState> Retries { get; init; } = ImmutableDictionary<string, RetryState>.Empty;

    public ImmutableDictionary<string, RecordSighting> Sightings { get; init; } = ImmutableDictionary<string, RecordSighting>.Empty;

    public ImmutableList<AuditEntry> Audit { get; init; } = [];

    /// <summary>Every event that was ever left in the outbox, in order.</summary>
    public ImmutableList<Announcement> Announced { get; init; } = [];

    public ActualState ToSnapshot(DateTimeOffset now)
    {
        var horizon = now - TimeSpan.FromDays(8);
        var versions = Versions.Where(entry => IsShown(entry.Value.Version, horizon)).ToLookup(entry => entry.Key.Id, entry => entry.Value.Version);
        var authorities = AuthorityVersions.ToLookup(entry => entry.Key.Id, entry => entry.Value.Version);
        return new()
        {
            Lineage = "memory",
            Serial = Serial,
            Certificates = Certificates.ToDictionary(entry => entry.Key, entry => entry.Value with
            {
                Versions = [.. versions[entry.Key].OrderByDescending(version => version.Number)],
                Intent = Intents.GetValueOrDefault(entry.Key)?.Intent,
            }),
            Authorities = Authorities.ToDictionary(entry => entry.Key, entry => entry.Value with
            {
                Versions = [.. authorities[entry.Key].OrderByDescending(version => version.Number)],
                Intent = Intents.GetValueOrDefault(entry.Key)?.Intent,
            }),
            Deployments = Deployments,
            Records = Records,
            FirstRegions = FirstRegions,
            Retries = Retries,
            Sightings = Sightings,
            NextKeyDestruction = Superseded.IsEmpty ? null : Superseded.Values.Min(),
        };
    }

    public StoredCertificate? Certificate((ResourceId Id, int Version) wanted) =>
        Versions.TryGetValue(wanted, out var leaf) ? new(leaf.Der, leaf.KeyVersion)
        : AuthorityVersions.TryGetValue(wanted, out var authority) ? new(authority.Der, authority.Version.KeyVersion)
        : null;

    public IReadOnlyList<RevokedEntry> Revoked(ResourceId authority, DateTimeOffset now)
    {
        var leaves = Versions.Values.Select(entry => entry.Version).Where(version => version.Authority == authority)
            .Select(version => (version.Serial, version.NotAfter, version.Revocation));
        var subordinates = AuthorityVersions.Values.Select(entry => entry.Version).Where(version => version.Parent == authority)
            .Select(version => (version.Serial, version.NotAfter, version.Revocation));
        var unknown = Unknown.Values.Where(entry => entry.Intent.Issuer == authority)
            .Select(entry => (entry.Intent.Serial, NotAfter: entry.Intent.NotAfter!.Value, Revocation: (Revocation?)entry.Revocation));
        var shown = Crls.Where(entry => entry.Authority == authority).Max(entry => (DateTimeOffset?)entry.Crl.ThisUpdate);
        return [.. leaves.Concat(subordinates).Concat(unknown)
            .Where(entry => entry.Revocation is not null)
            .Where(entry => entry.NotAfter >= now || shown is null || shown <= entry.NotAfter || shown < entry.Revocation!.At)
            .OrderBy(entry => entry.Serial.Hex, StringComparer.Ordinal)
            .Select(entry => new RevokedEntry(entry.Serial, entry.Revocation!))];
    }

    /// <summary>A version that may be served, an authority or an open intent has the key.</summary>
    public bool IsNeeded((ResourceId Id, int KeyVersion) key) =>
        Versions.Any(entry => entry.Key.Id == key.Id && entry.Value.KeyVersion == key.KeyVersion && entry.Value.Version.Status is VersionStatus.Current or VersionStatus.Superseded)
        || AuthorityVersions.Any(entry => entry.Key.Id == key.Id && entry.Value.Version.KeyVersion == key.KeyVersion)
        || (Intents.TryGetValue(key.Id, out var intent) && intent.KeyVersion == key.KeyVersion);

    private static bool IsShown(CertificateVersion version, DateTimeOffset horizon) =>
        version.NotAfter >= horizon || version.Status is VersionStatus.Current or VersionStatus.Superseded;
}

internal sealed record StoredVersion(CertificateVersion Version, int KeyVersion, byte[] Der);

internal sealed record StoredAuthorityVersion(AuthorityVersion Version, byte[] Der);
