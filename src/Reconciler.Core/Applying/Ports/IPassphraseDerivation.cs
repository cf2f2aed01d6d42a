namespace Reconciler.Core.Applying.Ports;

/// <summary>Makes keys of passphrases, slowly on purpose: Argon2id (RFC 9106).</summary>
public interface IPassphraseDerivation
{
    /// <param name="key">Filled.</param>
    void Derive(ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> salt, PassphraseCost cost, Span<byte> key);
}

/// <param name="Memory">KiB.</param>
/// <param name="Passes">Over the memory.</param>
/// <param name="Lanes">Of the memory; how many are worked on at once does not matter to the outcome.</param>
public sealed record PassphraseCost(int Memory, int Passes, int Lanes)
{
    /// <summary>For new keys: the second recommendation of RFC 9106, section 4, with one lane; half a second.</summary>
    public static PassphraseCost Default { get; } = new(64 * 1024, 3, 1);
}
