using System.Collections.Concurrent;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Keys;

/// <summary>
/// Private keys at rest (row KEY-02): one key-encryption key for each account and region, from a file of the state folder or from the environment.
/// It is loaded once, and made only by <see cref="Prepare"/>. Thread safe.
/// </summary>
/// <param name="passphrases">Null: keys made of passphrases are refused.</param>
public sealed class KeyVault(string stateFolder, IReadOnlyDictionary<string, string> environment, IEntropy entropy, PassphraseKeys? passphrases = null) : IKeyVault, IDisposable
{
    private readonly KeyEncryptionKeySource _source = new(stateFolder, environment, entropy, passphrases);
    private readonly ConcurrentDictionary<(string Account, string Region), KeyEncryptionKey> _loaded = new();

    public void Prepare(string account, string region, bool stateHoldsKeys, (KeyContext Context, SealedKey Key)? sample)
    {
        var key = Load(account, region, mayCreate: !stateHoldsKeys);
        if (sample is { } stored && SealedBlob.Prove(key, stored.Context, stored.Key.Bytes) is var proof and not OpenOutcome.Opened) throw Refusal(proof, key, stored.Context);
    }

    public SealedKey Seal(KeyContext context, ReadOnlySpan<byte> privateKey)
    {
        ArgumentNullException.ThrowIfNull(context);
        return SealedBlob.Seal(Load(context.Crn.Account, context.Crn.Region, mayCreate: false), context, privateKey, entropy);
    }

    public Secret Open(KeyContext context, SealedKey key)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(key);
        return Open(Load(context.Crn.Account, context.Crn.Region, mayCreate: false), context, key);
    }

    public void Dispose()
    {
        foreach (var key in _loaded.Values) key.Dispose();
        _loaded.Clear();
    }

    private KeyEncryptionKey Load(string account, string region, bool mayCreate)
    {
        if (_loaded.TryGetValue((account, region), out var known)) return known;
        var loaded = _source.Load(account, region, mayCreate);
        var kept = _loaded.GetOrAdd((account, region), loaded);
        if (kept != loaded) loaded.Dispose();
        return kept;
    }

    private static Secret Open(KeyEncryptionKey key, KeyContext context, SealedKey sealedKey)
    {
        var opened = SealedBlob.TryOpen(key, context, sealedKey.Bytes, out var secret);
        return opened == OpenOutcome.Opened ? secret! : throw Refusal(opened, key, context);
    }

    private static ReconcilerException Refusal(OpenOutcome outcome, KeyEncryptionKey key, KeyContext context) => outcome switch
    {
        OpenOutcome.Opened => throw new ArgumentOutOfRangeException(nameof(outcome), "it opened"),
        OpenOutcome.OtherKey => new(
            FailureKind.Environment,
            $"the key-encryption key of {key.Scope}, {key.Place}, is not the one that the private keys in the state were encrypted with",
            "put the right one back; nothing was changed"),
        OpenOutcome.Damaged => new(
            FailureKind.Environment,
            $"the private key of {context.Crn}, version {context.Version}, does not open: what is stored was changed, or belongs to another object",
            "put back the newest good copy of the state folder; nothing was changed"),
        OpenOutcome.Unknown => new(
            FailureKind.Environment,
            $"the private key of {context.Crn}, version {context.Version}, is stored in a form that this program does not know",
            "use the newer program that wrote it"),
    };
}
