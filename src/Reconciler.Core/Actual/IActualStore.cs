using Reconciler.Core.Domain;

namespace Reconciler.Core.Actual;

/// <summary>
/// The stored actual state. Reading needs no lock and sees one consistent serial. Nothing here creates a state; an absent one reads as
/// <see cref="ActualState.Empty"/>.
/// </summary>
public interface IActualStore
{
    /// <summary>Where it is, for messages; never holds a password.</summary>
    string Place { get; }

    /// <summary>False until something was applied.</summary>
    bool Exists { get; }

    /// <summary>The whole state. Throws <see cref="Diagnostics.ReconcilerException"/> when it cannot be read or is from a newer version.</summary>
    Task<ActualState> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Which state and which serial of it <see cref="ReadAsync"/> would give now, without reading more than that.</summary>
    async Task<StateMark> ReadMarkAsync(CancellationToken cancellationToken) => StateMark.Of(await ReadAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>Identities of objects whose next due instant is before <paramref name="instant"/>, earliest first; reads only those.</summary>
    Task<IReadOnlyList<ResourceId>> DueBeforeAsync(DateTimeOffset instant, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// The earliest instants after <paramref name="instant"/> at which something is due, and at which something is tried again. Reads no object.
    /// </summary>
    async Task<NextInstants> ReadNextAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        var state = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var due = state.Certificates.Values.Select(certificate => certificate.NextDue).Concat(state.Authorities.Values.Select(authority => authority.NextDue)).Append(state.NextKeyDestruction);
        return new(due.Where(at => at > instant).Min(), state.Retries.Values.Select(tries => tries.NextTry).Where(at => at > instant).Min());
    }

    /// <summary>The last proof of each domain, by account, domain and zone.</summary>
    Task<IReadOnlyList<ProofEvidence>> ReadEvidenceAsync(CancellationToken cancellationToken);

    /// <summary>Everything that the program's own server answers with.</summary>
    Task<IReadOnlyList<ZoneRecord>> ReadZoneRecordsAsync(CancellationToken cancellationToken);

    /// <summary>DER of authorities' certificates: what trust bundles and chains need.</summary>
    Task<IReadOnlyDictionary<(ResourceId Id, int Version), byte[]>> ReadAuthorityCertificatesAsync(CancellationToken cancellationToken);

    /// <summary>Takes the single writer's lock, creating the state when it is absent. Throws (kind Locked) naming the holder when it is not free within <paramref name="wait"/>.</summary>
    Task<IStateWriter> OpenWriterAsync(TimeSpan wait, CancellationToken cancellationToken);
}

/// <summary>The single writer of a state, holding its lock until disposed.</summary>
public interface IStateWriter : IAsyncDisposable
{
    /// <summary>
    /// Makes all changes durable in one transaction, or none; raises the serial by one. Not cancellable: once an effect happened its record must be written.
    /// </summary>
    Task<long> CommitAsync(IReadOnlyList<StateChange> changes);

    /// <summary>Encrypted private keys of certificates by identity and key version.</summary>
    Task<IReadOnlyDictionary<(ResourceId Id, int KeyVersion), SealedKey>> ReadKeysAsync(
        IReadOnlyCollection<(ResourceId Id, int KeyVersion)> keys, CancellationToken cancellationToken);

    /// <summary>DER and key version of certificates by identity and version.</summary>
    Task<IReadOnlyDictionary<(ResourceId Id, int Version), StoredCertificate>> ReadCertificatesAsync(
        IReadOnlyCollection<(ResourceId Id, int Version)> versions, CancellationToken cancellationToken);

    /// <summary>Stored to-be-signed bytes and key version of open intents, of certificates and authorities.</summary>
    Task<IReadOnlyDictionary<ResourceId, StoredIntent>> ReadIntentsAsync(IReadOnlyCollection<ResourceId> ids, CancellationToken cancellationToken);

    /// <summary>Every revoked, unexpired serial of an authority, those of intents closed as unknown among them, by serial; an expired one is still given until a CRL signed after its end has shown it.</summary>
    Task<IReadOnlyList<RevokedEntry>> ReadRevokedAsync(ResourceId authority, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>True when the state holds a private key of the region.</summary>
    Task<bool> HoldsKeysAsync(string account, string region, CancellationToken cancellationToken);

    /// <summary>Superseded keys whose time is over at <paramref name="now"/>, at most <paramref name="limit"/> of them, earliest first.</summary>
    Task<IReadOnlyList<SupersededKey>> ReadSupersededKeysAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>The state as of the last commit.</summary>
    Task<ActualState> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Which state this is, and the serial of its last commit.</summary>
    async Task<StateMark> ReadMarkAsync(CancellationToken cancellationToken) => StateMark.Of(await ReadAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>The state as of the last commit, of these objects alone; reads no others.</summary>
    async Task<StatePart> ReadAsync(StateSubjects subjects, CancellationToken cancellationToken) =>
        StatePart.Of(await ReadAsync(cancellationToken).ConfigureAwait(false), subjects);
}

/// <summary>Two states with the same mark are the same.</summary>
public sealed record StateMark(string Lineage, long Serial)
{
    public static StateMark Of(ActualState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new(state.Lineage, state.Serial);
    }
}

/// <summary>What time alone brings next; null: nothing.</summary>
/// <param name="Due">A renewal, a CRL, an end, a key's destruction.</param>
/// <param name="Try">A change that was tried and is not done.</param>
public sealed record NextInstants(DateTimeOffset? Due, DateTimeOffset? Try);

public sealed record StoredCertificate(byte[] Der, int KeyVersion);

public sealed record StoredIntent(OpenIntent Intent, byte[] ToBeSigned, int KeyVersion, string KeyHash);

/// <summary>A private key that is no longer needed.</summary>
/// <param name="DestroyAfter">7 days after the successor of the last version that had it was in place.</param>
public sealed record SupersededKey(ResourceId Id, int KeyVersion, DateTimeOffset DestroyAfter);

public sealed record RevokedEntry(SerialNumber Serial, Revocation Revocation);
