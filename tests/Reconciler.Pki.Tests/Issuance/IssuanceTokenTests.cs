using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Domain;

namespace Reconciler.Pki.Tests.Issuance;

public sealed class IssuanceTokenTests : IDisposable
{
    private readonly TestAuthority _root = TestPki.Root();

    public void Dispose() => _root.Dispose();

    [Fact(DisplayName = "ISS-07 the certificate holds exactly the bytes that were linted")]
    public void Signed_as_linted()
    {
        var token = TestPki.Token(TestPki.PrepareLeaf(_root));
        var certificate = TestPki.Read(TestPki.Signer.Sign(token));

        Assert.Equal(token.ToBeSigned.ToArray(), certificate.ToBeSigned.ToArray());
        Assert.Equal((token.NotBefore, token.NotAfter), (certificate.NotBefore.Instant, certificate.NotAfter.Instant));
    }

    [Fact(DisplayName = "ISS-07 a token signs once")]
    public void Used_twice()
    {
        var token = TestPki.Token(TestPki.PrepareLeaf(_root));
        TestPki.Signer.Sign(token);

        Assert.Throws<InvalidOperationException>(() => TestPki.Signer.Sign(token));
    }

    [Fact(DisplayName = "ISS-07 a self-signing token signs once")]
    public void Self_signed_twice()
    {
        var key = TestPki.Key(KeyAlgorithm.EC_secp384r1, "root");
        var token = TestPki.Token(TestPki.Signer.Prepare(null, TestPki.RootTemplate(key), key.PrivateKey));
        TestPki.Signer.Sign(token);

        Assert.Throws<InvalidOperationException>(() => TestPki.Signer.Sign(token));
    }

    [Fact(DisplayName = "ISS-07 of many threads with one token one gets a certificate")]
    public void Race()
    {
        var token = TestPki.Token(TestPki.PrepareLeaf(_root));
        var signed = 0;

        Parallel.For(0, 16, _ =>
        {
            try
            {
                TestPki.Signer.Sign(token);
                Interlocked.Increment(ref signed);
            }
            catch (InvalidOperationException)
            {
                // Fifteen of sixteen come here.
            }
        });

        Assert.Equal(1, signed);
    }

    [Fact(DisplayName = "ISS-07 a token that nobody linted is refused")]
    public void Foreign_token() => Assert.Throws<ArgumentException>(() => TestPki.Signer.Sign(new ForgedToken()));

    [Fact(DisplayName = "ISS-07 stored bytes are linted again and give the same text under a new signature")]
    public void Resume()
    {
        var stored = TestPki.Token(TestPki.PrepareLeaf(_root)).ToBeSigned.ToArray();
        var resumed = TestPki.Token(TestPki.Signer.Resume(_root.Signing, stored, null));
        var expected = stored.ToArray();
        Array.Clear(stored);

        Assert.Equal(expected, TestPki.Read(TestPki.Signer.Sign(resumed)).ToBeSigned.ToArray());
    }

    [Fact(DisplayName = "ISS-07 a root's stored bytes are taken up with its own key")]
    public void Resume_root()
    {
        var key = TestPki.Key(KeyAlgorithm.RSA_2048, "root");
        var stored = TestPki.Token(TestPki.Signer.Prepare(null, TestPki.RootTemplate(key), key.PrivateKey)).ToBeSigned.ToArray();

        Assert.Equal(stored, TestPki.Read(TestPki.Sign(TestPki.Signer.Resume(null, stored, key.PrivateKey))).ToBeSigned.ToArray());
    }

    [Fact(DisplayName = "ISS-07 bytes stored for one authority are refused by another")]
    public void Resume_elsewhere()
    {
        using var other = TestPki.Subordinate(_root, KeyAlgorithm.EC_secp384r1);
        var stored = TestPki.Token(TestPki.PrepareLeaf(_root)).ToBeSigned.ToArray();

        var findings = TestPki.Findings(TestPki.Signer.Resume(other.Signing, stored, null));

        Assert.Equal(["L103", "L104", "L308"], findings.Select(finding => finding[..4]));
    }

    private sealed class ForgedToken : IssuanceToken
    {
        public override DateTimeOffset NotBefore => default;

        public override DateTimeOffset NotAfter => default;

        public override ReadOnlyMemory<byte> ToBeSigned => new byte[] { 0x30, 0 };
    }
}
