using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Keys;

/// <summary>Key-encryption keys made of passphrases: each asked for and derived once, and kept as long as the process lives. Thread safe.</summary>
/// <param name="ask">Asks a person; null when nobody is there.</param>
public sealed class PassphraseKeys(IPassphraseDerivation derivation, Func<string, Secret?> ask)
{
    /// <summary>Octets of a passphrase.</summary>
    private const int Least = 12;

    private const int LongestFile = 512;

    private readonly ConcurrentDictionary<string, Secret> _derived = new(StringComparer.Ordinal);
    private readonly Lock _one = new();

    /// <summary>
    /// The key, owned by this object. The file beside the state is made where it is missing, which the caller allows only while nothing is encrypted; a
    /// passphrase that does not fit it is refused.
    /// </summary>
    internal Secret Load(PassphraseOrigin origin, string path, string scope, IReadOnlyDictionary<string, string> environment, IEntropy entropy)
    {
        lock (_one)
        {
            if (_derived.TryGetValue(path, out var known)) return known;
            using var passphrase = Passphrase(origin, scope, isNew: !File.Exists(path), environment);
            return _derived[path] = File.Exists(path) ? Check(passphrase, PassphraseFile.Read(path, scope), path, scope) : Make(passphrase, path, scope, entropy);
        }
    }

    private Secret Make(Secret passphrase, string path, string scope, IEntropy entropy)
    {
        var salt = new byte[PassphraseFile.SaltLength];
        entropy.Fill(salt);
        var (key, check) = Derive(passphrase, salt, PassphraseCost.Default);
        KeyFile.Place(path, scope, Encoding.ASCII.GetBytes(new PassphraseFile(PassphraseCost.Default, salt, check) + "\n"));
        return key;
    }

    private Secret Check(Secret passphrase, PassphraseFile file, string path, string scope)
    {
        var (key, check) = Derive(passphrase, file.Salt, file.Cost);
        if (CryptographicOperations.FixedTimeEquals(check, file.Check)) return key;
        key.Dispose();
        throw new ReconcilerException(
            FailureKind.Environment,
            $"the passphrase for the key-encryption key of {scope} is not the one that {path} was made with",
            "give the right one; nothing was changed");
    }

    private (Secret Key, byte[] Check) Derive(Secret passphrase, byte[] salt, PassphraseCost cost)
    {
        Span<byte> derived = stackalloc byte[2 * KeyEncryptionKey.Length];
        derivation.Derive(passphrase.Bytes, salt, cost, derived);
        var check = SHA256.HashData(derived[KeyEncryptionKey.Length..]);
        var key = Secret.CopyOf(derived[..KeyEncryptionKey.Length]);
        CryptographicOperations.ZeroMemory(derived);
        return (key, check);
    }

    private Secret Passphrase(PassphraseOrigin origin, string scope, bool isNew, IReadOnlyDictionary<string, string> environment)
    {
        var passphrase = origin.Kind switch
        {
            PassphraseOriginKind.File => FromFile(origin.Name, scope),
            PassphraseOriginKind.Variable => environment.TryGetValue(origin.Name, out var value)
                ? Secret.Take(Encoding.UTF8.GetBytes(value))
                : throw Unusable(scope, $"the variable {origin.Name} is not set", "set it"),
            PassphraseOriginKind.Prompt => FromPerson(scope, isNew),
        };
        if (passphrase.Bytes.Length >= Least) return passphrase;
        passphrase.Dispose();
        throw Unusable(scope, $"it is shorter than {Least} octets", "choose a longer one");
    }

    /// <summary>One line, in a file for its owner alone.</summary>
    private static Secret FromFile(string path, string scope)
    {
        Span<byte> line = stackalloc byte[LongestFile + 1];
        try
        {
            if (!File.Exists(path)) throw Unusable(scope, $"{path} is missing", "put the file there");
            var length = KeyFile.Read(path, scope, line);
            return length <= LongestFile ? Secret.CopyOf(line[..length].TrimEnd("\r\n"u8)) : throw Unusable(scope, $"{path} holds more than {LongestFile} octets", "choose a shorter one");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(line);
        }
    }

    private Secret FromPerson(string scope, bool isNew)
    {
        var question = $"Passphrase for the key-encryption key of {scope}";
        var passphrase = ask(question) ?? throw Unusable(scope, "there is nobody to ask for it", "use passphrase:file:/path or passphrase:env:NAME where there is no terminal");
        if (!isNew) return passphrase;
        using var again = ask("Again");
        if (again is not null && again.Bytes.SequenceEqual(passphrase.Bytes)) return passphrase;
        passphrase.Dispose();
        throw Unusable(scope, "it was not typed the same way twice", "type it again");
    }

    private static ReconcilerException Unusable(string scope, string why, string remedy) => new(
        FailureKind.Environment, $"the passphrase for the key-encryption key of {scope} cannot be used: {why}", $"{remedy}; nothing was changed");
}
