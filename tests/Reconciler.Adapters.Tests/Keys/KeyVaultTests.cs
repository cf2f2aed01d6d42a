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

public sealed class KeyVaultTests : IDisposable
{
    private static readonly byte[] PrivateKey = Encoding.ASCII.GetBytes("the bytes of a private key, in PKCS#8 or not");

    private readonly TempFolder _folder = new();
    private readonly CountingEntropy _entropy = new();
    private readonly List<KeyVault> _vaults = [];

    private string KeyPath => _folder.Combine("state", "kek", "default.local.key");

    public void Dispose()
    {
        _vaults.ForEach(vault => vault.Dispose());
        _folder.Dispose();
    }

    [Fact(DisplayName = "KEY-02 What was sealed opens again in another process, and two seals of one key share no bytes of it")]
    public void Seals_and_opens()
    {
        var first = Prepared();
        var sealedKey = first.Seal(Context(1), PrivateKey);
        var again = first.Seal(Context(1), PrivateKey);

        using var opened = Vault().Open(Context(1), sealedKey);

        Assert.Equal(PrivateKey, opened.Bytes.ToArray());
        Assert.NotEqual(sealedKey.Bytes[9..], again.Bytes[9..]);
        Assert.Equal(-1, sealedKey.Bytes.AsSpan().IndexOf(PrivateKey.AsSpan(0, 8)));
    }

    [Fact(DisplayName = "KEY-02 The key-encryption key is made for its owner alone, in a folder for its owner alone")]
    public void Key_file_is_private()
    {
        Prepared();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(KeyPath)!));
        Assert.Equal(32, Convert.FromBase64String(File.ReadAllText(KeyPath).Trim()).Length);
        Assert.Equal([KeyPath], Directory.GetFiles(Path.GetDirectoryName(KeyPath)!));
    }

    [Fact(DisplayName = "KEY-02 A key-encryption key that is there is used, not made anew")]
    public void Existing_key_is_kept()
    {
        Prepared();
        var before = File.ReadAllText(KeyPath);

        Prepared();

        Assert.Equal(before, File.ReadAllText(KeyPath));
    }

    [Fact(DisplayName = "KEY-02 Two stored keys cannot change places: each opens for its own object, version and public key alone")]
    public void Swapped_keys_are_refused()
    {
        var vault = Prepared();
        var sealedKey = vault.Seal(Context(1), PrivateKey);
        KeyContext[] others =
        [
            Context(2),
            Context(1) with { Version = 2 },
            Context(1) with { PublicKeyHash = StateSamples.KeyHash(2, 1) },
            Context(1) with { Crn = Context(1).Crn with { Type = "certificate-authority" } },
        ];

        foreach (var other in others)
        {
            var refused = Assert.Throws<ReconcilerException>(() => vault.Open(other, sealedKey));
            Assert.Contains(other.Crn.ToString(), refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact(DisplayName = "KEY-02 A stored key of which any one byte was changed does not open")]
    public void Changed_keys_are_refused()
    {
        var vault = Prepared();
        var sealedKey = vault.Seal(Context(1), PrivateKey);

        for (var i = 0; i < sealedKey.Bytes.Length; i++)
        {
            byte[] changed = [.. sealedKey.Bytes];
            changed[i] ^= 0x10;
            Assert.Throws<ReconcilerException>(() => vault.Open(Context(1), new(changed)));
            Assert.Throws<ReconcilerException>(() => vault.Open(Context(1), new(sealedKey.Bytes[..i])));
        }
    }

    [Fact(DisplayName = "KEY-02 A wrong key-encryption key is refused by name before anything is touched")]
    public void Wrong_key_is_named()
    {
        var stored = (Context(1), Prepared().Seal(Context(1), PrivateKey));
        WriteKey(KeyPath, 7);

        var refused = Assert.Throws<ReconcilerException>(() => Vault().Prepare("default", "local", stateHoldsKeys: true, stored));

        AssertNames(refused, KeyPath);
        Assert.Contains("is not the one", refused.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "KEY-04 Proving that the key-encryption key fits opens no private key: of a stored one, only its data key is unwrapped")]
    public void Proof_opens_nothing()
    {
        var sealedKey = Prepared().Seal(Context(1), PrivateKey);
        byte[] unreadable = [.. sealedKey.Bytes[..^1], (byte)(sealedKey.Bytes[^1] ^ 1)];
        byte[] unwrappable = [.. sealedKey.Bytes];
        unwrappable[30] ^= 1;

        Vault().Prepare("default", "local", stateHoldsKeys: true, (Context(1), new(unreadable)));

        Assert.Throws<ReconcilerException>(() => Vault().Open(Context(1), new(unreadable)));
        Assert.Throws<ReconcilerException>(() => Vault().Prepare("default", "local", stateHoldsKeys: true, (Context(1), new(unwrappable))));
        Assert.Throws<ReconcilerException>(() => Vault().Prepare("default", "local", stateHoldsKeys: true, (Context(2), sealedKey)));
    }

    [Fact(DisplayName = "KEY-02 A missing key-encryption key is named while the state holds keys, and none is made")]
    public void Missing_key_is_named()
    {
        Prepared();
        File.Delete(KeyPath);

        var refused = Assert.Throws<ReconcilerException>(() => Vault().Prepare("default", "local", stateHoldsKeys: true, null));

        AssertNames(refused, KeyPath);
        Assert.Contains("missing", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(KeyPath)!));
        Assert.Throws<ReconcilerException>(() => Vault().Seal(Context(1), PrivateKey));
        Assert.False(File.Exists(KeyPath));
    }

    [Theory(DisplayName = "KEY-02 A key-encryption key that others could read is refused by name")]
    [InlineData(UnixFileMode.GroupRead, "0640")]
    [InlineData(UnixFileMode.OtherRead, "0604")]
    [InlineData(UnixFileMode.GroupWrite, "0620")]
    public void Open_key_is_refused(UnixFileMode wider, string shown)
    {
        Prepared();
        File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | wider);

        var refused = Assert.Throws<ReconcilerException>(() => Vault().Prepare("default", "local", stateHoldsKeys: true, null));

        AssertNames(refused, KeyPath);
        Assert.Contains(shown, refused.Message, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "KEY-02 A key-encryption key that is none is refused by name")]
    [InlineData("")]
    [InlineData("c2hvcnQ=")]
    [InlineData("not base64 at all")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Malformed_key_is_refused(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KeyPath)!);
        File.WriteAllText(KeyPath, content);
        File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead);

        AssertNames(Assert.Throws<ReconcilerException>(() => Prepared()), KeyPath);
        Assert.Throws<ReconcilerException>(() => Prepared(("RECONCILER_KEK_DEFAULT__LOCAL", content)));
    }

    [Fact(DisplayName = "KEY-02 The environment takes the place of the file: a key, or a file elsewhere")]
    public void Environment_takes_the_place()
    {
        var elsewhere = _folder.Write("secrets/kek", "");
        WriteKey(elsewhere, 9);
        var inline = Prepared(("RECONCILER_KEK_DEFAULT__LOCAL", Convert.ToBase64String(Key(9))));

        var sealedKey = inline.Seal(Context(1), PrivateKey);
        using var opened = Prepared(("RECONCILER_KEK_DEFAULT__LOCAL", $"file:{elsewhere}")).Open(Context(1), sealedKey);

        Assert.Equal(PrivateKey, opened.Bytes.ToArray());
        Assert.False(File.Exists(KeyPath));
    }

    [Fact(DisplayName = "KEY-02 Names of account and region go into the variable in capitals, hyphens as underscores")]
    public void Variable_name()
    {
        var vault = Vault(("RECONCILER_KEK_MY_SHOP__EU_NORTH_1", Convert.ToBase64String(Key(3))));

        vault.Prepare("my-shop", "eu-north-1", stateHoldsKeys: true, null);

        Assert.False(Directory.Exists(Path.GetDirectoryName(KeyPath)));
    }

    [Fact(DisplayName = "KEY-02 A variable that holds a passphrase itself is refused without telling it, and a file that is not there is named")]
    public void Passphrase_itself_is_refused()
    {
        var passphrase = Assert.Throws<ReconcilerException>(() => Prepared(("RECONCILER_KEK_DEFAULT__LOCAL", "passphrase:correct horse")));
        var absent = Assert.Throws<ReconcilerException>(() => Prepared(("RECONCILER_KEK_DEFAULT__LOCAL", "file:/nowhere/kek")));

        AssertNames(passphrase, "RECONCILER_KEK_DEFAULT__LOCAL");
        Assert.Contains("passphrase", passphrase.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", passphrase.Message, StringComparison.Ordinal);
        AssertNames(absent, "/nowhere/kek");
    }

    [Fact(DisplayName = "KEY-02 Keys are sealed and opened by several threads at once")]
    public void Is_thread_safe()
    {
        var vault = Prepared();

        var opened = Enumerable.Range(0, 2000).AsParallel().Select(number =>
        {
            using var secret = vault.Open(Context(number), vault.Seal(Context(number), BitConverter.GetBytes(number)));
            return BitConverter.ToInt32(secret.Bytes);
        });

        Assert.Equal(Enumerable.Range(0, 2000), opened.Order());
    }

    private static KeyContext Context(int number) =>
        new(Crn.Of(StateSamples.CertificateId(number), StateSamples.Uuid(StateSamples.CertificateId(number))), 1, StateSamples.KeyHash(number, 1));

    private static byte[] Key(byte seed) => SHA256.HashData([seed]);

    private static void WriteKey(string path, byte seed)
    {
        File.WriteAllText(path, Convert.ToBase64String(Key(seed)));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static void AssertNames(ReconcilerException refused, string place)
    {
        Assert.Equal(FailureKind.Environment, refused.Kind);
        Assert.Contains(place, refused.Message, StringComparison.Ordinal);
        Assert.Contains("account default, region local", refused.Message, StringComparison.Ordinal);
    }

    private KeyVault Prepared(params (string Name, string Value)[] environment)
    {
        var vault = Vault(environment);
        vault.Prepare("default", "local", stateHoldsKeys: false, null);
        return vault;
    }

    private KeyVault Vault(params (string Name, string Value)[] environment)
    {
        var vault = new KeyVault(
            _folder.Combine("state"), environment.ToDictionary(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal), _entropy);
        _vaults.Add(vault);
        return vault;
    }
}
