using System.Buffers.Text;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Reconciler.Adapters.Deploy;

/// <summary>
/// Key, leaf and chain as PEM (RFC 7468) one after the other, so that every published file is a part of one text. It lies in memory that
/// no collector copies, and is zeroed on disposal.
/// </summary>
internal sealed unsafe class PemText : PublishedContent
{
    private const string KeyLabel = "PRIVATE KEY";
    private const string CertificateLabel = "CERTIFICATE";
    private const int OctetsPerLine = 48;

    private readonly int _keyEnd;
    private readonly int _leafEnd;
    private readonly int _end;
    private byte* _start;

    /// <param name="privateKey">PKCS#8 DER.</param>
    /// <param name="chain">DER, the leaf's issuer first, without the root; empty when the root itself issued.</param>
    public PemText(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> leaf, ImmutableArray<byte[]> chain)
    {
        _keyEnd = SizeOf(KeyLabel, privateKey.Length);
        _leafEnd = _keyEnd + SizeOf(CertificateLabel, leaf.Length);
        _end = _leafEnd + chain.Sum(certificate => SizeOf(CertificateLabel, certificate.Length));
        _start = (byte*)NativeMemory.Alloc((nuint)_end);
        Write(KeyLabel, privateKey, Range(0, _keyEnd));
        Write(CertificateLabel, leaf, Range(_keyEnd, _leafEnd));
        var next = _leafEnd;
        foreach (var certificate in chain) next += Write(CertificateLabel, certificate, Range(next, _end));
    }

    public override ReadOnlySpan<byte> this[PublishedFile file] => file switch
    {
        PublishedFile.Certificate => Range(_keyEnd, _leafEnd),
        PublishedFile.Chain => Range(_leafEnd, _end),
        PublishedFile.FullChain => Range(_keyEnd, _end),
        PublishedFile.PrivateKey => Range(0, _keyEnd),
        PublishedFile.Bundle => Range(0, _end),
        PublishedFile.Pkcs12 or PublishedFile.Jks => throw new ArgumentOutOfRangeException(nameof(file), file, "not a PEM file"),
    };

    public override void Dispose()
    {
        if (_start is null) return;
        CryptographicOperations.ZeroMemory(Range(0, _end));
        NativeMemory.Free(_start);
        _start = null;
    }

    private static int SizeOf(string label, int octets)
    {
        var text = Base64.GetMaxEncodedToUtf8Length(octets);
        var lines = (octets + OctetsPerLine - 1) / OctetsPerLine;
        return "-----BEGIN -----\n-----END -----\n".Length + 2 * label.Length + text + lines;
    }

    private static int Write(string label, ReadOnlySpan<byte> der, Span<byte> destination)
    {
        var next = Append("-----BEGIN ", destination, 0);
        next = Append(label, destination, next);
        next = Append("-----\n", destination, next);
        while (!der.IsEmpty)
        {
            var line = der[..Math.Min(OctetsPerLine, der.Length)];
            Base64.EncodeToUtf8(line, destination[next..], out _, out var written);
            next += written;
            destination[next++] = (byte)'\n';
            der = der[line.Length..];
        }

        next = Append("-----END ", destination, next);
        next = Append(label, destination, next);
        return Append("-----\n", destination, next);
    }

    private static int Append(string text, Span<byte> destination, int at) => at + System.Text.Encoding.ASCII.GetBytes(text, destination[at..]);

    private Span<byte> Range(int from, int to)
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        return new(_start + from, to - from);
    }
}
