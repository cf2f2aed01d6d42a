using System.Security.Cryptography;
using System.Text;
using Reconciler.Adapters.Keys;
using Reconciler.Adapters.Tests.Store;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Testing;
using Reconciler.Testing.State;

namespace Reconciler.Adapters.Tests.Keys;

/// <summary>A key-encryption key made of a passphrase. The derivation is a quick one; the real one has its own tests.</summary>
public sealed class PassphraseKeyTests : IDisposable
{
    private const string Variable = "RECONCILER_KEK_DEFAULT__LOCAL";
    private const string Right = "a passphrase of some length";

    private static readonly KeyContext Context = new(Crn.Of(StateSamples.CertificateId(1), StateSamples.Certificate(1).Uuid), 1, StateSamples.KeyHash(1, 1));

    private readonly TempFolder _folder = new();
    private readonly CountingEntropy _entropy = new();
    private readonly CountingDerivation _derivation = new();

    private string MadeOf => _folder.Combine("state", "kek", "default.local.argon2id");

    public void Dispose() => _folder.Dispose();

    [Fact(DisplayName = "KEY-02 A key made of a passphrase opens in the next process what it sealed; salt and cost lie beside the state, no key and no passphrase")]
    public void Opens_again()
    {
        var sealedKey = Sealed("passphrase:env:PHRASE", ("PHRASE", Right));

        using var opened = Vault("passphrase:env:PHRASE", [("PHRASE", Right)]).Open(Context, sealedKey);

        Assert.Equal("key"u8.ToArray(), opened.Bytes.ToArray());
        Assert.Equal([MadeOf], Directory.GetFiles(Path.GetDirectoryName(MadeOf)!));
        Assert.Matches("^argon2id v=19 m=65536 t=3 p=1 salt=[A-Za-z0-9+/=]{24} check=[A-Za-z0-9+/=]{44}\n$", File.ReadAllText(MadeOf));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(MadeOf));
    }

    [Fact(DisplayName = "KEY-02 A wrong passphrase is refused by name before anything is touched")]
    public void Wrong_passphrase()
    {
        var sealedKey = Sealed("passphrase:env:PHRASE", ("PHRASE", Right));
        var before = File.ReadAllText(MadeOf);

        var refused = Refused("passphrase:env:PHRASE", stateHoldsKeys: true, (Context, sealedKey), ("PHRASE", "another one of some length"));

        Assert.Contains("account default, region local is not the one that", refused.Message, StringComparison.Ordinal);
        Assert.Contains("nothing was changed", refused.Remedy, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(MadeOf));
    }

    [Fact(DisplayName = "KEY-02 Without its salt, or with a damaged one, the passphrase is refused while the state holds keys, and no new salt is made")]
    public void Lost_salt()
    {
        Sealed("passphrase:env:PHRASE", ("PHRASE", Right));
        File.WriteAllText(MadeOf, File.ReadAllText(MadeOf).Replace("t=3", "t=99999", StringComparison.Ordinal));
        var damaged = Refused("passphrase:env:PHRASE", stateHoldsKeys: true, null, ("PHRASE", Right));
        File.Delete(MadeOf);
        var lost = Refused("passphrase:env:PHRASE", stateHoldsKeys: true, null, ("PHRASE", Right));

        Assert.Contains($"{MadeOf}, which makes the key-encryption key", damaged.Message, StringComparison.Ordinal);
        Assert.Contains($"{MadeOf}, is missing", lost.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(MadeOf));
    }

    [Theory(DisplayName = "KEY-02 A passphrase that is missing, short or open to others is refused by its place, never by its text")]
    [InlineData("passphrase:env:NOWHERE", "the variable NOWHERE is not set")]
    [InlineData("passphrase:env:SHORT", "it is shorter than 12 octets")]
    [InlineData("passphrase:file:/nowhere/phrase", "/nowhere/phrase is missing")]
    [InlineData("passphrase:file:{open}", "is open to others: its mode is 0644")]
    [InlineData("passphrase:prompt", "there is nobody to ask for it")]
    [InlineData("passphrase:tr0ub4dor", "does not say where the passphrase")]
    public void Unusable(string value, string reason)
    {
        var open = _folder.Write("phrase", Right);
        File.SetUnixFileMode(open, (UnixFileMode)0b110_100_100);

        var refused = Refused(value.Replace("{open}", open, StringComparison.Ordinal), stateHoldsKeys: false, null, ("SHORT", "tiny"));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.All(["tr0ub4dor", "tiny", Right], secret => Assert.DoesNotContain(secret, refused.Message + refused.Remedy, StringComparison.Ordinal));
        Assert.False(File.Exists(MadeOf));
    }

    [Fact(DisplayName = "KEY-02 A person is asked twice for a new passphrase and once for a known one; it is derived once a start")]
    public void Asked_once()
    {
        List<string> questions = [];
        Secret? Ask(string question)
        {
            questions.Add(question);
            return Secret.CopyOf(Encoding.UTF8.GetBytes(Right));
        }

        var keys = new PassphraseKeys(_derivation, Ask);
        for (var cycle = 0; cycle < 3; cycle++)
        {
            using var vault = Vault("passphrase:prompt", [], keys);
            vault.Prepare("default", "local", stateHoldsKeys: cycle > 0, null);
        }

        using var next = Vault("passphrase:prompt", [], new PassphraseKeys(_derivation, Ask));
        next.Prepare("default", "local", stateHoldsKeys: true, null);

        Assert.Equal(["Passphrase for the key-encryption key of account default, region local", "Again", "Passphrase for the key-encryption key of account default, region local"], questions);
        Assert.Equal(2, _derivation.Count);
    }

    private Core.Actual.SealedKey Sealed(string value, params (string Name, string Value)[] environment)
    {
        using var vault = Vault(value, environment);
        vault.Prepare("default", "local", stateHoldsKeys: false, null);
        return vault.Seal(Context, "key"u8);
    }

    private ReconcilerException Refused(string value, bool stateHoldsKeys, (KeyContext Context, Core.Actual.SealedKey Key)? sample, params (string Name, string Value)[] environment)
    {
        using var vault = Vault(value, environment);
        return Assert.Throws<ReconcilerException>(() => vault.Prepare("default", "local", stateHoldsKeys, sample));
    }

    private KeyVault Vault(string value, (string Name, string Value)[] environment, PassphraseKeys? keys = null) => new(
        _folder.Combine("state"),
        environment.Append((Name: Variable, Value: value)).ToDictionary(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal),
        _entropy,
        keys ?? new(_derivation, static _ => null));

    private sealed class CountingDerivation : IPassphraseDerivation
    {
        public int Count { get; private set; }

        public void Derive(ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> salt, PassphraseCost cost, Span<byte> key)
        {
            Count++;
            HKDF.DeriveKey(HashAlgorithmName.SHA256, passphrase, key, salt, []);
        }
    }
}
