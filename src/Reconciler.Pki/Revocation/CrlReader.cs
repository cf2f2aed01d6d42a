using System.Collections.Immutable;
using System.Formats.Asn1;
using Reconciler.Core.Diagnostics;
using Reconciler.Pki.Encoding;

namespace Reconciler.Pki.Revocation;

/// <summary>Reads CRLs in one pass. Any input gives a value or a reason, never an exception.</summary>
internal static class CrlReader
{
    private static readonly Asn1Tag ExtensionList = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>Reads a signed CRL. The signature is not verified.</summary>
    public static Result<CrlContents, string> Read(ReadOnlyMemory<byte> crl) => Guard(crl, static der =>
    {
        var signed = SignedObject.Read(der);
        var contents = ReadContents(signed.ToBeSigned);
        return contents.SignatureAlgorithm.Span.SequenceEqual(signed.Algorithm.Span)
            ? contents
            : throw new AsnContentException("the two signature algorithms differ");
    });

    /// <summary>Reads a TBSCertList.</summary>
    public static Result<CrlContents, string> ReadToBeSigned(ReadOnlyMemory<byte> toBeSigned) => Guard(toBeSigned, ReadContents);

    private static Result<CrlContents, string> Guard(ReadOnlyMemory<byte> der, Func<ReadOnlyMemory<byte>, CrlContents> read)
    {
        try
        {
            return read(der);
        }
        catch (AsnContentException exception)
        {
            return $"the CRL is not in the form of RFC 5280: {exception.Message}";
        }
    }

    private static CrlContents ReadContents(ReadOnlyMemory<byte> toBeSigned)
    {
        var outer = new AsnReader(toBeSigned, AsnEncodingRules.DER);
        var fields = outer.ReadSequence();
        outer.ThrowIfNotEmpty();

        var version = ReadVersion(fields);
        var algorithm = fields.ReadEncodedValue();
        var issuer = fields.ReadEncodedValue();
        var thisUpdate = EncodedTime.Read(fields);
        EncodedTime? nextUpdate = NextIs(fields, Asn1Tag.UtcTime) || NextIs(fields, Asn1Tag.GeneralizedTime) ? EncodedTime.Read(fields) : null;
        var entries = NextIs(fields, Asn1Tag.Sequence) ? ReadEntries(fields.ReadSequence()) : null;
        var extensions = NextIs(fields, ExtensionList) ? ReadExtensions(fields.ReadSequence(ExtensionList)) : [];
        fields.ThrowIfNotEmpty();

        return new()
        {
            Version = version,
            SignatureAlgorithm = algorithm,
            Issuer = issuer,
            ThisUpdate = thisUpdate,
            NextUpdate = nextUpdate,
            Entries = entries,
            Extensions = extensions,
            AuthorityKeyIdentifier = Find(extensions, Oids.AuthorityKeyIdentifier, ExtensionReader.ReadAuthorityKeyIdentifier),
            Number = Find(extensions, Oids.CrlNumber, static reader => new Integer(reader.ReadIntegerBytes()))?.Content,
        };
    }

    /// <summary>An absent version means 1.</summary>
    private static int ReadVersion(AsnReader fields)
    {
        if (!NextIs(fields, Asn1Tag.Integer)) return 1;
        return fields.TryReadInt32(out var encoded) && encoded is >= 0 and <= 9 ? encoded + 1 : throw new AsnContentException("the version is no small number");
    }

    private static List<CrlEntry> ReadEntries(AsnReader list)
    {
        var entries = new List<CrlEntry>();
        while (list.HasData)
        {
            var entry = list.ReadSequence();
            var serial = entry.ReadIntegerBytes();
            var revokedAt = EncodedTime.Read(entry);
            var (reason, others) = entry.HasData ? ReadEntryExtensions(entry.ReadSequence()) : (null, false);
            entry.ThrowIfNotEmpty();
            entries.Add(new(serial, revokedAt, reason, others));
        }

        return entries;
    }

    private static (int? Reason, bool Others) ReadEntryExtensions(AsnReader list)
    {
        int? reason = null;
        var others = false;
        while (list.HasData)
        {
            var extension = CertificateReader.ReadExtension(list);
            if (extension.Oid == Oids.CrlReason && !extension.IsCritical && reason is null)
                reason = ReadReason(extension.Value);
            else
                others = true;
        }

        return (reason, others);
    }

    private static int ReadReason(ReadOnlyMemory<byte> value)
    {
        var reader = new AsnReader(value, AsnEncodingRules.DER);
        var content = reader.ReadEnumeratedBytes().Span;
        reader.ThrowIfNotEmpty();
        return content.Length == 1 && content[0] <= 0x7f ? content[0] : throw new AsnContentException("a reason is no small number");
    }

    private static ImmutableArray<CertificateExtension> ReadExtensions(AsnReader wrapper)
    {
        var list = wrapper.ReadSequence();
        wrapper.ThrowIfNotEmpty();
        var extensions = ImmutableArray.CreateBuilder<CertificateExtension>(2);
        while (list.HasData) extensions.Add(CertificateReader.ReadExtension(list));
        return extensions.DrainToImmutable();
    }

    private static T? Find<T>(ImmutableArray<CertificateExtension> extensions, string oid, Func<AsnReader, T> read)
        where T : class
    {
        foreach (var extension in extensions)
        {
            if (extension.Oid != oid) continue;
            var reader = new AsnReader(extension.Value, AsnEncodingRules.DER);
            var value = read(reader);
            reader.ThrowIfNotEmpty();
            return value;
        }

        return null;
    }

    private static bool NextIs(AsnReader reader, Asn1Tag tag) => reader.HasData && reader.PeekTag().HasSameClassAndValue(tag);

    private sealed record Integer(ReadOnlyMemory<byte> Content);
}
