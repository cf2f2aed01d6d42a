using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Pki.Encoding;
using Reconciler.Pki.Keys;

namespace Reconciler.Pki.Issuance;

/// <summary>An authority whose certificate was read and whose key was loaded, once for a batch.</summary>
internal sealed class SigningAuthority : ISigningAuthority
{
    private readonly SigningKeyPool _key;

    private SigningAuthority(CertificateContents certificate, SigningKeyPool key)
    {
        _key = key;
        Facts = IssuerFacts.Of(certificate, key.SignatureAlgorithm);
        MaySignCrls = (certificate.Values.KeyUsage & KeyUsageBits.CrlSign) != 0;
    }

    public IssuerFacts Facts { get; }

    public bool MaySignCrls { get; }

    public DateTimeOffset NotAfter => Facts.NotAfter;

    /// <summary>Throws ReconcilerException when the certificate is no authority's or the key is not its own.</summary>
    public static SigningAuthority Open(ReadOnlyMemory<byte> certificate, Secret privateKey)
    {
        if (!CertificateReader.Read(certificate).IsOk(out var contents, out var problem)) throw Unusable(problem);
        if (!contents.IsAuthority || (contents.Values.KeyUsage & KeyUsageBits.KeyCertSign) == 0) throw Unusable("it may not sign certificates");
        if (contents.Values.SubjectKeyIdentifier is null) throw Unusable("it has no subject key identifier");
        return new(contents, new(privateKey, contents.PublicKey));
    }

    public byte[] Sign(ReadOnlySpan<byte> text) => _key.Sign(text);

    public void Dispose() => _key.Dispose();

    private static ReconcilerException Unusable(string reason) => new(
        FailureKind.Environment,
        $"an authority's certificate cannot be used: {reason}",
        "restore the state from a backup");
}
