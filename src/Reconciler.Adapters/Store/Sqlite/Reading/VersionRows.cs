using System.Collections.Immutable;
using System.Text;
using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Sqlite.Reading;

/// <summary>Walks the versions in the order of their certificates, beside the certificates themselves, so that nothing is looked up.</summary>
internal sealed class VersionRows : IDisposable
{
    private const string Shown = """
        SELECT certificate, number, status, serial, not_before, not_after, fingerprint, key_hash, authority, authority_version, names, key_algorithm,
            usages, validity, revoked_at, revoked_reason, exported_at
        FROM certificate_versions WHERE (not_after >= ?1 OR status IN ('current', 'superseded'))
        """;

    private const string Select = Shown + " ORDER BY certificate, number";

    private const string SelectOne = Shown + " AND certificate = ?2 ORDER BY number";

    private readonly Rows _row;
    private readonly Shared _shared;
    private readonly List<CertificateVersion> _found = [];
    private bool _more;

    /// <param name="horizon">Versions that ended before are left out, unless something may still serve them.</param>
    public VersionRows(Statements statements, DateTimeOffset horizon, Shared shared)
    {
        _row = statements.Query(Select, Columns.Ticks(horizon));
        _shared = shared;
        _more = _row.Read();
    }

    /// <summary>Of one certificate.</summary>
    public VersionRows(Statements statements, DateTimeOffset horizon, ResourceId certificate, Shared shared)
    {
        _row = statements.Query(SelectOne, Columns.Ticks(horizon), certificate.Text);
        _shared = shared;
        _more = _row.Read();
    }

    /// <summary>The versions of the next certificate, newest first; certificates are asked for in ordinal order.</summary>
    /// <param name="domains">The stored text of <paramref name="names"/>, the certificate's own, which most versions have too.</param>
    public ImmutableArray<CertificateVersion> Take(ResourceId certificate, ReadOnlySpan<byte> domains, ImmutableArray<DnsName> names)
    {
        _found.Clear();
        while (_more && Ascii.Equals(_row.Utf8(0), certificate.Text))
        {
            _found.Add(Read(_row.Utf8(10).SequenceEqual(domains) ? names : StoredText.ReadNames(_row.Text(10))));
            _more = _row.Read();
        }

        _found.Reverse();
        return [.. _found];
    }

    public void Dispose() => _row.Dispose();

    private CertificateVersion Read(ImmutableArray<DnsName> names) => new()
    {
        Number = _row.Int(1),
        Status = Words.VersionStatus.Read(_row.Utf8(2)),
        Serial = SerialNumber.Parse(_row.Text(3)),
        NotBefore = _row.Instant(4),
        NotAfter = _row.Instant(5),
        Fingerprint = _row.Text(6),
        KeyHash = _row.Text(7),
        Authority = _shared.Ids.Read(_row.Utf8(8)),
        AuthorityVersion = _row.Int(9),
        Names = names,
        KeyAlgorithm = Words.KeyAlgorithm.Read(_row.Utf8(11)),
        Usages = _shared.Usages(_row.Utf8(12)),
        Validity = _shared.Texts.Read(_row.Utf8(13)),
        Revocation = _row.OptionalRevocation(14),
        ExportedAt = _row.OptionalInstant(16),
    };
}
