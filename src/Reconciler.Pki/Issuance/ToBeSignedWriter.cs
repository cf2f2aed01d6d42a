using System.Formats.Asn1;
using Reconciler.Core.Domain;
using Reconciler.Pki.Encoding;

namespace Reconciler.Pki.Issuance;

/// <summary>The frame of a TBSCertificate (RFC 5280, section 4.1.2): what leaves and authorities write alike.</summary>
internal static class ToBeSignedWriter
{
    private const int Version3 = 2;
    private const int UsualLength = 1024;

    private static readonly Asn1Tag Version = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag ExtensionList = new(TagClass.ContextSpecific, 3, isConstructed: true);

    /// <summary>A writer large enough for most certificates, so that it grows seldom.</summary>
    public static AsnWriter Create() => new(AsnEncodingRules.DER, UsualLength);

    /// <summary>Version to issuer.</summary>
    public static void WriteIssuer(AsnWriter writer, SerialNumber serial, ReadOnlyMemory<byte> signatureAlgorithm, ReadOnlyMemory<byte> issuer)
    {
        using (writer.PushSequence(Version)) writer.WriteInteger(Version3);
        writer.WriteInteger(serial.Content);
        writer.WriteEncodedValue(signatureAlgorithm.Span);
        writer.WriteEncodedValue(issuer.Span);
    }

    public static void WriteValidity(AsnWriter writer, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        using (writer.PushSequence())
        {
            EncodedTime.Write(writer, notBefore);
            EncodedTime.Write(writer, notAfter);
        }
    }

    /// <summary>Opens the list of extensions; closed by disposal.</summary>
    public static ListScope PushExtensions(AsnWriter writer) => new(writer.PushSequence(ExtensionList), writer.PushSequence());

    /// <summary>Two nested scopes that are closed together.</summary>
    public readonly struct ListScope(AsnWriter.Scope wrapper, AsnWriter.Scope list) : IDisposable
    {
        public void Dispose()
        {
            list.Dispose();
            wrapper.Dispose();
        }
    }
}
