using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Sqlite.Reading;

/// <summary>Reads the authorities of a snapshot, and the DER of their certificates.</summary>
internal static class AuthorityRows
{
    private const string Select = """
        SELECT id, uuid, status, spec, tags, protect, generation, condition, applied_revision, next_due,
            crl_number, crl_this_update, crl_next_update, crl_sha256, crl_path
        FROM authorities
        """;

    private const string SelectVersions = """
        SELECT authority, number, serial, not_before, not_after, fingerprint, key_hash, key_version, parent, parent_version, revoked_at, revoked_reason
        FROM authority_versions ORDER BY number DESC
        """;

    private const string SelectDers = "SELECT authority, number, der FROM authority_versions";

    public static Dictionary<ResourceId, ActualAuthority> Read(Statements statements, IReadOnlyDictionary<string, OpenIntent> intents, Shared shared)
    {
        var versions = ReadVersions(statements, shared);
        var authorities = new Dictionary<ResourceId, ActualAuthority>();
        using var row = statements.Query(Select);
        while (row.Read())
        {
            var id = shared.Ids.Read(row.Utf8(0));
            authorities.Add(id, new()
            {
                Id = id,
                Uuid = Guid.ParseExact(row.Text(1), "D"),
                Status = Words.AuthorityStatus.Read(row.Utf8(2)),
                Applied = StoredJson.ReadAuthority(row.Text(3)),
                Tags = shared.Tags(row, 4),
                Protect = row.Flag(5),
                Versions = [.. versions[id]],
                Crl = row.IsNull(10) ? null : new(row.Long(10), row.Instant(11), row.Instant(12), row.Text(13), row.Text(14)),
                Intent = intents.GetValueOrDefault(id.Text),
                Generation = row.Int(6),
                Condition = row.OptionalText(7) is { } condition ? StoredJson.ReadCondition(condition) : null,
                AppliedRevision = row.OptionalText(8),
                NextDue = row.OptionalInstant(9),
            });
        }

        return authorities;
    }

    public static Dictionary<(ResourceId Id, int Version), byte[]> ReadDers(Statements statements)
    {
        var ders = new Dictionary<(ResourceId Id, int Version), byte[]>();
        using var row = statements.Query(SelectDers);
        while (row.Read()) ders.Add((StoredText.ReadId(row.Text(0)), row.Int(1)), row.Bytes(2));
        return ders;
    }

    private static ILookup<ResourceId, AuthorityVersion> ReadVersions(Statements statements, Shared shared)
    {
        var versions = new List<(ResourceId Authority, AuthorityVersion Version)>();
        using var row = statements.Query(SelectVersions);
        while (row.Read()) versions.Add((shared.Ids.Read(row.Utf8(0)), ReadVersion(row, shared)));
        return versions.ToLookup(entry => entry.Authority, entry => entry.Version);
    }

    private static AuthorityVersion ReadVersion(Rows row, Shared shared) => new()
    {
        Number = row.Int(1),
        Serial = SerialNumber.Parse(row.Text(2)),
        NotBefore = row.Instant(3),
        NotAfter = row.Instant(4),
        Fingerprint = row.Text(5),
        KeyHash = row.Text(6),
        KeyVersion = row.Int(7),
        Parent = row.IsNull(8) ? null : shared.Ids.Read(row.Utf8(8)),
        ParentVersion = row.IsNull(9) ? null : row.Int(9),
        Revocation = row.OptionalRevocation(10),
    };
}
