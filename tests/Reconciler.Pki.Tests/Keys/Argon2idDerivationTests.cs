using Reconciler.Core.Applying.Ports;
using Reconciler.Pki.Keys;

namespace Reconciler.Pki.Tests.Keys;

public sealed class Argon2idDerivationTests
{
    [Theory(DisplayName = "KEY-02 A passphrase gives the key that the reference implementation of Argon2id gives")]
    [InlineData(65536, 2, 1, "password", "somesalt", "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7")]
    [InlineData(256, 2, 2, "password", "somesalt", "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037")]
    public void Reference(int memory, int passes, int lanes, string passphrase, string salt, string expected)
    {
        Span<byte> key = stackalloc byte[32];

        new Argon2idDerivation().Derive(System.Text.Encoding.ASCII.GetBytes(passphrase), System.Text.Encoding.ASCII.GetBytes(salt), new PassphraseCost(memory, passes, lanes), key);

        Assert.Equal(expected, Convert.ToHexStringLower(key));
    }
}
