using System.Collections.Immutable;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Applying.Ports;

/// <summary>Puts a certificate, its chain and its private key into one file under a passphrase (rows EXP-01, TGT-01).</summary>
public interface IBundleEncoder
{
    /// <summary>
    /// The whole file. It holds the key encrypted only, so it is no secret itself. The same input gives the same bytes, so that placing what is there
    /// already is recognised by content.
    /// </summary>
    /// <param name="passphrase">Printable ASCII, which every format encodes alike: see <see cref="Passphrases"/>.</param>
    /// <param name="iterations">Of the derivation from the passphrase; JKS knows none.</param>
    byte[] Encode(BundleFormat format, BundleContent content, Secret passphrase, int iterations);
}

public enum BundleFormat
{
    /// <summary>Key as PKCS#8 (RFC 5958) under PBES2 (RFC 8018), then leaf and chain, as PEM.</summary>
    Pem,

    /// <summary>RFC 7292, with PBES2 and HMAC-SHA-256.</summary>
    Pkcs12,

    /// <summary>The keystore of Java before version 9. Its protection of the key is one of SHA-1 and weak: for programs that read nothing else.</summary>
    Jks,
}

/// <param name="Name">What the entry is called in the file: letters, digits and hyphens.</param>
/// <param name="Leaf">DER.</param>
/// <param name="Chain">DER certificates behind the leaf, its issuer first.</param>
/// <param name="PrivateKey">PKCS#8 DER; owned by the caller.</param>
public sealed record BundleContent(string Name, byte[] Leaf, ImmutableArray<byte[]> Chain, Secret PrivateKey);
