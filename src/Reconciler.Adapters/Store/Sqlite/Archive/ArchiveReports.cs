using System.Collections.Immutable;

namespace Reconciler.Adapters.Store.Sqlite.Archive;

/// <summary>A region whose key-encryption key is needed to open private keys.</summary>
/// <param name="IsPassphrase">The key is made of a passphrase; what makes it besides is in the backup.</param>
public sealed record KeyRegion(string Account, string Region, bool IsPassphrase = false)
{
    /// <summary>The key's file, relative to the state folder.</summary>
    public string KeyFile => $"kek/{Account}.{Region}.key";

    /// <summary>What makes the key of a passphrase, where it is one; relative to the state folder.</summary>
    public string PassphraseFile => $"kek/{Account}.{Region}.argon2id";
}

/// <param name="Regions">Whose key-encryption keys, or their passphrases, are not in the file and must be kept apart from it.</param>
public sealed record BackupReport(string Lineage, long Serial, long Size, ImmutableArray<KeyRegion> Regions);

/// <summary>What was put back.</summary>
/// <param name="BackupSerial">State serial of the backup.</param>
/// <param name="Serial">State serial now: above that of the backup and of the state that was there.</param>
/// <param name="KeptCopy">Where the state that was there is kept; null when there was none.</param>
/// <param name="FormerIsDamaged">The state that was there could not be read, so that nothing was learned from it.</param>
/// <param name="RevokedMeanwhile">Serials that were revoked after the backup and are revoked again.</param>
/// <param name="UnknownRevoked">Serials that a published CRL lists and the backup does not know; they stay on the CRL.</param>
public sealed record RestoreReport(
    string Lineage,
    long BackupSerial,
    long Serial,
    string? KeptCopy,
    bool FormerIsDamaged,
    int RevokedMeanwhile,
    ImmutableArray<string> UnknownRevoked,
    ImmutableArray<KeyRegion> Regions);
