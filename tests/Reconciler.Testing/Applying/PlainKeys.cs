using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Testing.Applying;

/// <summary>Key pairs that are numbered words: <c>private 7</c> belongs to <c>public 7</c>. Costs nothing, so that properties can run thousands of cycles.</summary>
public sealed class PlainKeys : IKeyMaker
{
    private int _made;

    public int Made => Volatile.Read(ref _made);

    public KeyPair Create(KeyAlgorithm algorithm)
    {
        var number = Interlocked.Increment(ref _made).ToString(CultureInfo.InvariantCulture);
        var publicKey = Encoding.UTF8.GetBytes($"public {number}");
        return new(algorithm, Secret.CopyOf(Encoding.UTF8.GetBytes($"private {number}")), publicKey, Convert.ToHexStringLower(SHA256.HashData(publicKey)));
    }

    public static bool Fit(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey) =>
        Encoding.UTF8.GetString(privateKey).Replace("private ", "public ", StringComparison.Ordinal) == Encoding.UTF8.GetString(publicKey);
}

/// <summary>Seals by writing the context in front of the key, so that a key which comes back under another context is found.</summary>
public sealed class PlainVault : IKeyVault
{
    public void Prepare(string account, string region, bool stateHoldsKeys, (KeyContext Context, SealedKey Key)? sample)
    {
        if (sample is { } stored) RequireHead(stored.Context, stored.Key);
    }

    public SealedKey Seal(KeyContext context, ReadOnlySpan<byte> privateKey) => new([.. Head(context), .. privateKey]);

    public Secret Open(KeyContext context, SealedKey key)
    {
        RequireHead(context, key);
        return Secret.CopyOf(key.Bytes.AsSpan(Head(context).Length));
    }

    private static void RequireHead(KeyContext context, SealedKey key)
    {
        if (!key.Bytes.AsSpan().StartsWith(Head(context))) throw new ReconcilerException(FailureKind.Environment, $"the key is not that of {context}");
    }

    private static byte[] Head(KeyContext context) => Encoding.UTF8.GetBytes($"{context}\n");
}
