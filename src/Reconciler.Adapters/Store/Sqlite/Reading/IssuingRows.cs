using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Sqlite.Reading;

/// <summary>
/// Reads keys, DER and intents for the handlers that need them. One look-up by primary key for each: the database is in this process, so a round trip
/// costs microseconds, and no list is too long.
/// </summary>
internal static class IssuingRows
{
    private const string SelectKey = "SELECT sealed FROM keys WHERE subject = ?1 AND version = ?2";

    private const string SelectCertificate = """
        SELECT der, key_version FROM certificate_versions JOIN certificate_ders USING (certificate, number) WHERE certificate = ?1 AND number = ?2
        """;

    private const string SelectAuthority = "SELECT der, key_version FROM authority_versions WHERE authority = ?1 AND number = ?2";

    private const string SelectIntent = """
        SELECT generation, spec_hash, serial, verb, to_be_signed, key_version, key_hash, issuer, not_after FROM intents WHERE subject = ?1
        """;

    private const string SelectSuperseded = "SELECT subject, version, destroy_after FROM keys WHERE destroy_after <= ?1 ORDER BY destroy_after LIMIT ?2";

    private const string SelectNextDestruction = "SELECT min(destroy_after) FROM keys WHERE destroy_after IS NOT NULL";

    private const string SelectHolds = "SELECT 1 FROM keys WHERE account = ?1 AND region = ?2 LIMIT 1";

    public static Dictionary<(ResourceId Id, int KeyVersion), SealedKey> ReadKeys(
        Statements statements, IReadOnlyCollection<(ResourceId Id, int KeyVersion)> wanted, CancellationToken cancellationToken)
    {
        var keys = new Dictionary<(ResourceId Id, int KeyVersion), SealedKey>(wanted.Count);
        foreach (var key in wanted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var row = statements.Query(SelectKey, key.Id.Text, key.KeyVersion);
            if (row.Read()) keys[key] = new(row.Bytes(0));
        }

        return keys;
    }

    public static Dictionary<(ResourceId Id, int Version), StoredCertificate> ReadCertificates(
        Statements statements, IReadOnlyCollection<(ResourceId Id, int Version)> wanted, CancellationToken cancellationToken)
    {
        var certificates = new Dictionary<(ResourceId Id, int Version), StoredCertificate>(wanted.Count);
        foreach (var version in wanted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var select = version.Id.Kind == ResourceKind.CertificateAuthority ? SelectAuthority : SelectCertificate;
            using var row = statements.Query(select, version.Id.Text, version.Version);
            if (row.Read()) certificates[version] = new(row.Bytes(0), row.Int(1));
        }

        return certificates;
    }

    public static Dictionary<ResourceId, StoredIntent> ReadIntents(
        Statements statements, IReadOnlyCollection<ResourceId> ids, CancellationToken cancellationToken)
    {
        var intents = new Dictionary<ResourceId, StoredIntent>(ids.Count);
        foreach (var id in ids)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var row = statements.Query(SelectIntent, id.Text);
            if (!row.Read()) continue;
            var intent = new OpenIntent(row.Int(0), row.Text(1), SerialNumber.Parse(row.Text(2)), row.Text(3))
            {
                Issuer = row.OptionalText(7) is { } issuer ? StoredText.ReadId(issuer) : null,
                NotAfter = row.OptionalInstant(8),
            };
            intents[id] = new(intent, row.Bytes(4), row.Int(5), row.Text(6));
        }

        return intents;
    }

    public static List<SupersededKey> ReadSuperseded(Statements statements, DateTimeOffset now, int limit)
    {
        var keys = new List<SupersededKey>();
        using var row = statements.Query(SelectSuperseded, Columns.Ticks(now), limit);
        while (row.Read()) keys.Add(new(StoredText.ReadId(row.Text(0)), row.Int(1), row.Instant(2)));
        return keys;
    }

    /// <summary>Null while no key is to be destroyed.</summary>
    public static DateTimeOffset? ReadNextDestruction(Statements statements)
    {
        using var row = statements.Query(SelectNextDestruction);
        return row.Read() ? row.OptionalInstant(0) : null;
    }

    public static bool HoldsKeys(Statements statements, string account, string region)
    {
        using var row = statements.Query(SelectHolds, account, region);
        return row.Read();
    }
}
