using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Keys;

/// <summary>
/// Where key-encryption keys come from: the variable <c>RECONCILER_KEK_&lt;ACCOUNT&gt;__&lt;REGION&gt;</c>, which holds a key in base64,
/// <c>file:/path</c> or <c>passphrase:…</c>, else <c>kek/&lt;account&gt;.&lt;region&gt;.key</c> in the state folder. Names of accounts and regions are safe in file names by
/// their grammar.
/// </summary>
internal sealed class KeyEncryptionKeySource(
    string stateFolder, IReadOnlyDictionary<string, string> environment, IEntropy entropy, PassphraseKeys? passphrases)
{
    private const string FilePrefix = "file:";
    private const string PassphrasePrefix = "passphrase:";

    /// <summary>Makes a key only where <paramref name="mayCreate"/> says that nothing was encrypted with a former one.</summary>
    public KeyEncryptionKey Load(string account, string region, bool mayCreate)
    {
        var scope = $"account {account}, region {region}";
        var variable = VariableOf(account, region);
        var folder = Path.Combine(Path.GetFullPath(stateFolder), "kek");
        if (environment.TryGetValue(variable, out var value))
        {
            if (!value.StartsWith(PassphrasePrefix, StringComparison.Ordinal)) return FromVariable(variable, value, scope);
            var origin = PassphraseOrigin.Parse(value[PassphrasePrefix.Length..], variable, scope);
            return FromPassphrase(origin, Path.Combine(folder, $"{account}.{region}.argon2id"), scope, mayCreate);
        }

        var path = Path.Combine(folder, $"{account}.{region}.key");
        if (!File.Exists(path))
        {
            if (!mayCreate) throw Missing(path, variable, scope);
            KeyFile.Create(path, scope, entropy);
        }

        return FromFile(path, scope);
    }

    private static string VariableOf(string account, string region) => $"RECONCILER_KEK_{InVariable(account)}__{InVariable(region)}";

    private static string InVariable(string name) => name.ToUpperInvariant().Replace('-', '_');

    private static KeyEncryptionKey FromVariable(string variable, string value, string scope)
    {
        if (!value.StartsWith(FilePrefix, StringComparison.Ordinal)) return Decode(Encoding.UTF8.GetBytes(value), $"the variable {variable}", scope);
        var path = value[FilePrefix.Length..];
        if (!File.Exists(path)) throw Missing(path, variable, scope);
        return FromFile(path, scope);
    }

    private KeyEncryptionKey FromPassphrase(PassphraseOrigin origin, string path, string scope, bool mayCreate)
    {
        if (passphrases is null) throw new InvalidOperationException("no way to make keys of passphrases was given");
        if (!File.Exists(path) && !mayCreate) throw Missing(path, origin.Variable, scope);
        return new(passphrases.Load(origin, path, scope, environment, entropy).Bytes, $"made of a passphrase by {path}", scope);
    }

    private static KeyEncryptionKey FromFile(string path, string scope)
    {
        Span<byte> line = stackalloc byte[KeyFile.MaxLength];
        try
        {
            return Decode(line[..KeyFile.Read(path, scope, line)], path, scope);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(line);
        }
    }

    private static KeyEncryptionKey Decode(ReadOnlySpan<byte> base64, string place, string scope)
    {
        // Room for one octet more than a key has, so that a longer one is not taken for one.
        Span<byte> key = stackalloc byte[KeyEncryptionKey.Length + 4];
        try
        {
            var status = Base64.DecodeFromUtf8(base64, key, out _, out var length);
            return status == OperationStatus.Done && length == KeyEncryptionKey.Length
                ? new(key[..length], place, scope)
                : throw new ReconcilerException(
                    FailureKind.Environment,
                    $"the key-encryption key of {scope}, {place}, is not 32 bytes in base64",
                    "put the right one back; nothing was changed");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static ReconcilerException Missing(string path, string variable, string scope) => new(
        FailureKind.Environment,
        $"the key-encryption key of {scope}, {path}, is missing, and the state holds private keys encrypted with it",
        $"put the file back from its safe copy, or set {variable}; nothing was changed");
}
