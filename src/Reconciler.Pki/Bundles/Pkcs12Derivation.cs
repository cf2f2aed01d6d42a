using System.Security.Cryptography;

namespace Reconciler.Pki.Bundles;

/// <summary>The derivation of RFC 7292, appendix B.2, with SHA-256, for the one thing that still uses it: a MAC key of one digest's length.</summary>
internal static class Pkcs12Derivation
{
    private const int BlockLength = 64;
    private const byte MacPurpose = 3;

    /// <param name="passphrase">ASCII; taken as BMPString with its end, as the RFC asks.</param>
    /// <param name="key">32 octets.</param>
    public static void MacKey(ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> salt, int iterations, Span<byte> key)
    {
        var characters = (passphrase.Length + 1) * 2;
        var input = GC.AllocateArray<byte>(BlockLength + Padded(salt.Length) + Padded(characters), pinned: true);
        try
        {
            input.AsSpan(0, BlockLength).Fill(MacPurpose);
            for (var i = 0; i < Padded(salt.Length); i++) input[BlockLength + i] = salt[i % salt.Length];
            var text = input.AsSpan(BlockLength + Padded(salt.Length));
            for (var i = 0; i < text.Length; i++)
            {
                var at = i % characters;
                text[i] = at % 2 == 1 && at / 2 < passphrase.Length ? passphrase[at / 2] : (byte)0;
            }

            SHA256.HashData(input, key);
            Span<byte> next = stackalloc byte[SHA256.HashSizeInBytes];
            for (var i = 1; i < iterations; i++)
            {
                SHA256.HashData(key, next);
                next.CopyTo(key);
            }

            CryptographicOperations.ZeroMemory(next);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(input);
        }
    }

    private static int Padded(int length) => (length + BlockLength - 1) / BlockLength * BlockLength;
}
