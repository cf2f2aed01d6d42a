using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Sqlite.Reading;

/// <summary>Walks the versions in the order of their certificates, beside the certificates themselves, so that nothing is looked up.</summary>
internal sealed class VersionRows : IDisposable
{
    private const string Select = """
        SELECT certificate, number, status, serial, not_before, not_after, fingerprint, key_hash, authority, authority_version, names, key_algorithm,
            usages, validity, revoked_at, revoked_reason
        FROM certificate_versions WHERE not_after >= ?1 OR status IN ('current', 'superseded') ORDER BY certificate, number
        """;

    private readonly SqliteDataReader _row;
    private readonly Shared _shared;
    private readonly List<CertificateVersion> _found = [];
    private string? _certificate;

    /// <param name="horizon">Versions that ended before are left out, unless something may still serve them.</param>
    public VersionRows(Statements statements, DateTimeOffset horizon, Shared shared)
    {
        _row = statements.Query(Select, Columns.Ticks(horizon));
        _shared = shared;
        Advance();
    }

    /// <summary>The versions of the next certificate, newest first; certificates are asked for in ordinal order.</summary>
    /// <param name="names">The certificate's own names, which most versions have too, and their stored text.</param>
    public ImmutableArray<CertificateVersion> Take(ResourceId certificate, (string Text, ImmutableArray<DnsName> Value) names)
    {
        _found.Clear();
        while (string.Equals(_certificate, certificate.Text, StringComparison.Ordinal))
        {
            _found.Add(Read(names));
            Advance();
        }

        _found.Reverse();
        return [.. _found];
    }

    public void Dispose() => _row.Dispose();

    private void Advance() => _certificate = _row.Read() ? _row.GetString(0) : null;

    private CertificateVersion Read((string Text, ImmutableArray<DnsName> Value) names)
    {
        var text = _row.GetString(10);
        return new()
        {
            Number = _row.GetInt32(1),
            Status = Words.VersionStatus.Read(_row.GetString(2)),
            Serial = SerialNumber.Parse(_row.GetString(3)),
            NotBefore = _row.Instant(4),
            NotAfter = _row.Instant(5),
            Fingerprint = _row.GetString(6),
            KeyHash = _row.GetString(7),
            Authority = _shared.Ids.Read(_row.GetString(8)),
            AuthorityVersion = _row.GetInt32(9),
            Names = string.Equals(text, names.Text, StringComparison.Ordinal) ? names.Value : StoredText.ReadNames(text),
            KeyAlgorithm = Words.KeyAlgorithm.Read(_row.GetString(11)),
            Usages = _shared.Usages.Read(_row.GetString(12)),
            Validity = _shared.Texts.Read(_row.GetString(13)),
            Revocation = _row.OptionalRevocation(14),
        };
    }
}
