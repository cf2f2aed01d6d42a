using Microsoft.Data.Sqlite;
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

    public static Dictionary<ResourceId, ActualAuthority> Read(Statements statements, Shared shared)
    {
        var versions = ReadVersions(statements, shared);
        var authorities = new Dictionary<ResourceId, ActualAuthority>();
        using var row = statements.Query(Select);
        while (row.Read())
        {
            var id = shared.Ids.Read(row.GetString(0));
            authorities.Add(id, new()
            {
                Id = id,
                Uuid = Guid.ParseExact(row.GetString(1), "D"),
                Status = Words.AuthorityStatus.Read(row.GetString(2)),
                Applied = StoredJson.ReadAuthority(row.GetString(3)),
                Tags = row.OptionalText(4) is { } tags ? shared.Tags.Read(tags) : Shared.NoTags,
                Protect = row.GetBoolean(5),
                Versions = [.. versions[id]],
                Crl = row.IsDBNull(10) ? null : new(row.GetInt64(10), row.Instant(11), row.Instant(12), row.GetString(13), row.GetString(14)),
                Generation = row.GetInt32(6),
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
        while (row.Read()) ders.Add((StoredText.ReadId(row.GetString(0)), row.GetInt32(1)), row.Bytes(2));
        return ders;
    }

    private static ILookup<ResourceId, AuthorityVersion> ReadVersions(Statements statements, Shared shared)
    {
        var versions = new List<(ResourceId Authority, AuthorityVersion Version)>();
        using var row = statements.Query(SelectVersions);
        while (row.Read()) versions.Add((shared.Ids.Read(row.GetString(0)), ReadVersion(row, shared)));
        return versions.ToLookup(entry => entry.Authority, entry => entry.Version);
    }

    private static AuthorityVersion ReadVersion(SqliteDataReader row, Shared shared) => new()
    {
        Number = row.GetInt32(1),
        Serial = SerialNumber.Parse(row.GetString(2)),
        NotBefore = row.Instant(3),
        NotAfter = row.Instant(4),
        Fingerprint = row.GetString(5),
        KeyHash = row.GetString(6),
        KeyVersion = row.GetInt32(7),
        Parent = row.OptionalText(8) is { } parent ? shared.Ids.Read(parent) : null,
        ParentVersion = row.IsDBNull(9) ? null : row.GetInt32(9),
        Revocation = row.OptionalRevocation(10),
    };
}
