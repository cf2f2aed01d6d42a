using System.Collections.Concurrent;
using Reconciler.Core.Domain;

namespace Reconciler.Pki.Keys;

/// <summary>
/// One private key for many threads: as many loaded copies as ever signed at once. Loading costs about as much as ten signatures, so a copy goes
/// back for the next caller. Thread safe; dispose it after the last signature.
/// </summary>
internal sealed class SigningKeyPool : IDisposable
{
    private readonly ConcurrentBag<SigningKey> _idle = [];
    private readonly Secret _privateKey;
    private readonly byte[] _publicKey;

    /// <summary>Copies the key; throws ReconcilerException when it does not belong to <paramref name="publicKey"/>.</summary>
    public SigningKeyPool(Secret privateKey, ReadOnlyMemory<byte> publicKey)
    {
        _publicKey = publicKey.ToArray();
        var first = SigningKey.Import(privateKey, publicKey);
        _privateKey = Secret.CopyOf(privateKey.Bytes);
        _idle.Add(first);
        SignatureAlgorithm = first.SignatureAlgorithm;
    }

    public ReadOnlyMemory<byte> SignatureAlgorithm { get; }

    public byte[] Sign(ReadOnlySpan<byte> text)
    {
        var key = _idle.TryTake(out var idle) ? idle : SigningKey.Import(_privateKey, _publicKey);
        try
        {
            return key.Sign(text);
        }
        finally
        {
            _idle.Add(key);
        }
    }

    public void Dispose()
    {
        _privateKey.Dispose();
        while (_idle.TryTake(out var key)) key.Dispose();
    }
}
