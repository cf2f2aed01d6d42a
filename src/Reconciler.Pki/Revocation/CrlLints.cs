using System.Collections.Immutable;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Domain;
using Reconciler.Pki.Encoding;
using Reconciler.Pki.Issuance;
using Reconciler.Pki.Linting;

namespace Reconciler.Pki.Revocation;

/// <summary>A CRL about to be signed and who would sign it.</summary>
internal sealed record CrlLintSubject(CrlContents Crl, IssuerFacts Issuer, bool IssuerMaySign);

/// <summary>The catalogue for CRLs (RFC 5280, section 5), over what was parsed from the DER. One pass over the entries each.</summary>
internal static class CrlLints
{
    private const int LongestNumber = 20;

    public static ImmutableArray<Lint<CrlLintSubject>> All { get; } =
    [
        new("C101", "RFC 5280, section 5.1.2.1", subject => subject.Crl.Version == 2 ? null : "the version is not 2"),
        new("C102", "RFC 5280, section 5.1.2.2", SignatureAlgorithm),
        new("C103", "RFC 5280, section 5.1.2.3", Issuer),
        new("C104", "RFC 5280, section 4.2.1.3", subject => subject.IssuerMaySign ? null : "the issuer's key may not sign CRLs"),
        new("C105", "RFC 5280, section 5.1.2.4", TimeEncoding),
        new("C106", "RFC 5280, section 5.1.2.5", TimeOrder),
        new("C201", "RFC 5280, section 5.1.2.6", subject => subject.Crl.Entries is { Count: 0 } ? "the list of revoked certificates is there and empty" : null),
        new("C202", "RFC 5280, section 5.1.2.6", EntriesOnce),
        new("C203", "RFC 5280, section 5.3.1", Reasons),
        new("C204", "RFC 5280, section 5.1.2.6", EntryTimes),
        new("C301", "RFC 5280, section 5.2", Extensions),
        new("C302", "RFC 5280, section 5.2.1", KeyIdentifier),
        new("C303", "RFC 5280, section 5.2.3", Number),
    ];

    /// <summary>Null when nothing was found.</summary>
    public static LintFailure? Run(CrlLintSubject subject)
    {
        ImmutableArray<string> findings = [.. All.Select(lint => lint.Run(subject)).OfType<string>()];
        return findings.IsEmpty ? null : new(findings);
    }

    private static string? SignatureAlgorithm(CrlLintSubject subject) =>
        subject.Crl.SignatureAlgorithm.Span.SequenceEqual(subject.Issuer.SignatureAlgorithm.Span)
            ? null
            : "the signature algorithm is not that of the issuer's key";

    private static string? Issuer(CrlLintSubject subject) =>
        subject.Crl.Issuer.Span.SequenceEqual(subject.Issuer.Subject.Span) ? null : "the issuer is not the authority's subject byte for byte";

    private static string? TimeEncoding(CrlLintSubject subject) =>
        subject.Crl.ThisUpdate.IsProper && subject.Crl.NextUpdate is not { IsProper: false }
            ? null
            : "an instant is not whole seconds in UTCTime up to 2049 or GeneralizedTime from 2050";

    private static string? TimeOrder(CrlLintSubject subject) =>
        subject.Crl.NextUpdate is not { } next ? "there is no next update"
        : next.Instant <= subject.Crl.ThisUpdate.Instant ? "the next update is not after this one"
        : null;

    private static string? EntriesOnce(CrlLintSubject subject)
    {
        var entries = subject.Crl.Entries ?? [];
        var seen = new HashSet<ReadOnlyMemory<byte>>(entries.Count, OctetEquality.Instance);
        foreach (var entry in entries)
        {
            if (!seen.Add(entry.Serial)) return $"the serial number {Convert.ToHexStringLower(entry.Serial.Span)} is there twice";
        }

        return null;
    }

    /// <summary>certificateHold (6), removeFromCRL (8) and the unused 7 are no revocation for good; unspecified is told by absence.</summary>
    private static string? Reasons(CrlLintSubject subject)
    {
        foreach (var entry in subject.Crl.Entries ?? [])
        {
            if (entry.HasOtherExtensions) return "an entry has an extension besides one reason that is not critical";
            if (entry.Reason is { } reason && (reason == (int)RevocationReason.Unspecified || !Enum.IsDefined((RevocationReason)reason)))
                return $"the reason {reason} is not allowed";
        }

        return null;
    }

    private static string? EntryTimes(CrlLintSubject subject)
    {
        foreach (var entry in subject.Crl.Entries ?? [])
        {
            if (!entry.RevokedAt.IsProper) return $"the time of {Convert.ToHexStringLower(entry.Serial.Span)} is not encoded as it should be";
        }

        return null;
    }

    private static string? Extensions(CrlLintSubject subject) =>
        subject.Crl.Extensions.FirstOrDefault(extension => extension.Oid is not (Oids.AuthorityKeyIdentifier or Oids.CrlNumber)) is { Oid: not null } other
            ? $"the extension {other.Oid} is none of ours"
        : subject.Crl.Extensions.Any(extension => extension.IsCritical) ? "an extension is critical"
        : subject.Crl.Extensions.DistinctBy(extension => extension.Oid).Count() != subject.Crl.Extensions.Length ? "an extension is there twice"
        : null;

    private static string? KeyIdentifier(CrlLintSubject subject) =>
        subject.Crl.AuthorityKeyIdentifier is { KeyIdentifier: { } identifier, HasIssuerAndSerial: false }
        && subject.Issuer.KeyIdentifier is { } issuer && issuer.Span.SequenceEqual(identifier.Span)
            ? null
            : "the authority key identifier is not the issuer's subject key identifier alone";

    private static string? Number(CrlLintSubject subject) =>
        subject.Crl.Number is not { } number ? "there is no CRL number"
        : number.Span[0] > 0x7f || number.Length > LongestNumber ? "the CRL number is negative or longer than 20 octets"
        : null;

    /// <summary>Equality by content.</summary>
    private sealed class OctetEquality : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public static OctetEquality Instance { get; } = new();

        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<byte> obj)
        {
            var hash = new HashCode();
            hash.AddBytes(obj.Span);
            return hash.ToHashCode();
        }
    }
}
