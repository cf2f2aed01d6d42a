using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Reconciler.Core.Applying.Ports;

namespace Reconciler.Pki.Keys;

/// <summary>Argon2id, version 1.3 (RFC 9106).</summary>
public sealed class Argon2idDerivation : IPassphraseDerivation
{
    public void Derive(ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> salt, PassphraseCost cost, Span<byte> key)
    {
        ArgumentNullException.ThrowIfNull(cost);
        var phrase = GC.AllocateUninitializedArray<byte>(passphrase.Length, pinned: true);
        var derived = GC.AllocateUninitializedArray<byte>(key.Length, pinned: true);
        try
        {
            passphrase.CopyTo(phrase);
            var generator = new Argon2BytesGenerator();
            generator.Init(new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
                .WithVersion(Argon2Parameters.Version13)
                .WithMemoryAsKB(cost.Memory)
                .WithIterations(cost.Passes)
                .WithParallelism(cost.Lanes)
                .WithSalt(salt.ToArray())
                .Build());
            generator.GenerateBytes(phrase, derived);
            derived.CopyTo(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(phrase);
            CryptographicOperations.ZeroMemory(derived);
        }
    }
}
