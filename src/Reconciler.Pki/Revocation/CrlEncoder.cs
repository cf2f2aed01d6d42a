using System.Collections.Frozen;
using System.Formats.Asn1;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Domain;
using Reconciler.Pki.Encoding;
using Reconciler.Pki.Issuance;

namespace Reconciler.Pki.Revocation;

/// <summary>Full CRLs, version 2 (RFC 5280, section 5), made for lists of many thousands.</summary>
internal static class CrlEncoder
{
    private const int Version2 = 1;

    // Serial 20, time 15, reason 14, headers 6.
    private const int LongestUsualEntry = 56;

    private static readonly Asn1Tag ExtensionList = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>crlEntryExtensions DER by reason, made once. unspecified is told by absence (RFC 5280, section 5.3.1).</summary>
    private static readonly FrozenDictionary<RevocationReason, byte[]> ReasonExtensions =
        Enum.GetValues<RevocationReason>().Where(reason => reason != RevocationReason.Unspecified).ToFrozenDictionary(reason => reason, EncodeReason);

    /// <summary>TBSCertList DER.</summary>
    public static byte[] Encode(IssuerFacts issuer, CrlTemplate template)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER, checked(512 + (template.Revoked.Count * LongestUsualEntry)));
        using (writer.PushSequence())
        {
            writer.WriteInteger(Version2);
            writer.WriteEncodedValue(issuer.SignatureAlgorithm.Span);
            writer.WriteEncodedValue(issuer.Subject.Span);
            EncodedTime.Write(writer, template.ThisUpdate);
            EncodedTime.Write(writer, template.NextUpdate);
            WriteEntries(writer, template.Revoked);
            using (writer.PushSequence(ExtensionList))
            using (writer.PushSequence())
            {
                ExtensionWriter.AuthorityKeyIdentifier(writer, issuer.KeyIdentifier!.Value);
                ExtensionWriter.CrlNumber(writer, template.Number);
            }
        }

        return writer.Encode();
    }

    /// <summary>An empty list is left out (RFC 5280, section 5.1.2.6).</summary>
    private static void WriteEntries(AsnWriter writer, IReadOnlyList<Core.Actual.RevokedEntry> revoked)
    {
        if (revoked.Count == 0) return;
        using (writer.PushSequence())
        {
            foreach (var (serial, revocation) in revoked)
            {
                using (writer.PushSequence())
                {
                    writer.WriteInteger(serial.Content);
                    EncodedTime.Write(writer, revocation.At);
                    if (ReasonExtensions.TryGetValue(revocation.Reason, out var extensions)) writer.WriteEncodedValue(extensions);
                }
            }
        }
    }

    private static byte[] EncodeReason(RevocationReason reason)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.CrlReason);
            using (writer.PushOctetString()) writer.WriteEnumeratedValue(reason);
        }

        return writer.Encode();
    }
}
