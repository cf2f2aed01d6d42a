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

    private const string SelectOne = Select + " WHERE id = ?1";

    private const string AllVersions = """
        SELECT authority, number, serial, not_before, not_after, fingerprint, key_hash, key_version, parent, parent_version, revoked_at, revoked_reason
        FROM authority_versions
        """;

    private const string SelectVersions = AllVersions + " ORDER BY number DESC";

    private const string SelectVersionsOfOne = AllVersions + " WHERE authority = ?1 ORDER BY number DESC";

    private const string SelectDers = "SELECT authority, number, der FROM authority_versions";

    public static Dictionary<ResourceId, ActualAuthority> Read(Statements statements, IReadOnlyDictionary<string, OpenIntent> intents, Shared shared)
    {
        var versions = ReadVersions(statements, shared);
        var authorities = new Dictionary<ResourceId, ActualAuthority>();
        using var row = statements.Query(Select);
        while (row.Read())
        {
            var id = shared.Ids.Read(row.Utf8(0));
            authorities.Add(id, Read(row, id, versions[id], intents, shared));
        }

        return authorities;
    }

    /// <summary>These alone, those of them that there are.</summary>
    public static Dictionary<ResourceId, ActualAuthority> Read(
        Statements statements, IReadOnlyCollection<ResourceId> ids, IReadOnlyDictionary<string, OpenIntent> intents, Shared shared)
    {
        var authorities = new Dictionary<ResourceId, ActualAuthority>(ids.Count);
        foreach (var id in ids)
        {
            using var row = statements.Query(SelectOne, id.Text);
            if (row.Read()) authorities.Add(id, Read(row, id, ReadVersions(statements, id, shared), intents, shared));
        }

        return authorities;
    }

    private static ActualAuthority Read(Rows row, ResourceId id, IEnumerable<AuthorityVersion> versions, IReadOnlyDictionary<string, OpenIntent> intents, Shared shared) => new()
    {
        Id = id,
        Uuid = Guid.ParseExact(row.Text(1), "D"),
        Status = Words.AuthorityStatus.Read(row.Utf8(2)),
        Applied = StoredJson.ReadAuthority(row.Text(3)),
        Tags = shared.Tags(row, 4),
        Protect = row.Flag(5),
        Versions = [.. versions],
        Crl = row.IsNull(10) ? null : new(row.Long(10), row.Instant(11), row.Instant(12), row.Text(13), row.Text(14)),
        Intent = intents.GetValueOrDefault(id.Text),
        Generation = row.Int(6),
        Condition = row.OptionalText(7) is { } condition ? StoredJson.ReadCondition(condition) : null,
        AppliedRevision = row.OptionalText(8),
        NextDue = row.OptionalInstant(9),
    };

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

    private static List<AuthorityVersion> ReadVersions(Statements statements, ResourceId authority, Shared shared)
    {
        var versions = new List<AuthorityVersion>();
        using var row = statements.Query(SelectVersionsOfOne, authority.Text);
        while (row.Read()) versions.Add(ReadVersion(row, shared));
        return versions;
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
