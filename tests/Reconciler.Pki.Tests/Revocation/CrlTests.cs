using System.Globalization;
using CsCheck;
using Org.BouncyCastle.X509;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Domain;
using Reconciler.Pki.Encoding;
using Reconciler.Pki.Revocation;
using Reconciler.Testing;

namespace Reconciler.Pki.Tests.Revocation;

public sealed class CrlTests : IDisposable
{
    private readonly TestAuthority _root = TestPki.Root();
    private readonly IndependentVerifiers _verifiers = new();

    public void Dispose()
    {
        _root.Dispose();
        _verifiers.Dispose();
    }

    [Fact(DisplayName = "PCA-04 an empty CRL leaves the list out and has key identifier and number")]
    public void Empty()
    {
        var crl = Read(Sign(_root, 7));

        Assert.Equal(2, crl.Version);
        Assert.Null(crl.Entries);
        Assert.Equal([Oids.AuthorityKeyIdentifier, Oids.CrlNumber], crl.Extensions.Select(extension => extension.Oid));
        Assert.Equal("020107", Convert.ToHexStringLower(crl.Extensions[1].Value.Span));
        Assert.Equal(TestPki.Now, crl.ThisUpdate.Instant);
        Assert.Equal(TestPki.Now.AddDays(7), crl.NextUpdate!.Value.Instant);
    }

    [Theory(DisplayName = "REV-01 each reason is written as its number, and unspecified by leaving it out")]
    [InlineData(RevocationReason.Unspecified, null)]
    [InlineData(RevocationReason.KeyCompromise, 1)]
    [InlineData(RevocationReason.CaCompromise, 2)]
    [InlineData(RevocationReason.AffiliationChanged, 3)]
    [InlineData(RevocationReason.Superseded, 4)]
    [InlineData(RevocationReason.CessationOfOperation, 5)]
    [InlineData(RevocationReason.PrivilegeWithdrawn, 9)]
    [InlineData(RevocationReason.AaCompromise, 10)]
    public void Reasons(RevocationReason reason, int? number)
    {
        var serial = TestPki.NextSerial();
        var entry = Assert.Single(Read(Sign(_root, 1, new RevokedEntry(serial, new(TestPki.Now, reason)))).Entries!);

        Assert.Equal(serial.Hex, Convert.ToHexStringLower(entry.Serial.Span));
        Assert.Equal(number, entry.Reason);
        Assert.Equal(TestPki.Now, entry.RevokedAt.Instant);
    }

    [Fact(DisplayName = "PCA-04 any list of revoked certificates reads back equal, by our parser and by another")]
    public void Round_trip() => Gen.Select(Gen.Byte.Array[17], Gen.Enum<RevocationReason>(), Gen.Int[0, 86_400 * 9000]).Array[0, 40].Sample(
        drawn =>
        {
            RevokedEntry[] revoked =
            [
                .. drawn.DistinctBy(entry => Convert.ToHexString(entry.Item1))
                    .Select(entry => new RevokedEntry(SerialNumber.FromRandom(entry.Item1), new(TestPki.Now.AddSeconds(entry.Item3), entry.Item2))),
            ];
            var der = Sign(_root, 1, revoked);
            var theirs = new X509CrlParser().ReadCrl(der);
            theirs.Verify(new X509CertificateParser().ReadCertificate(_root.Certificate).GetPublicKey());

            Assert.Equal(
                revoked.Select(entry => (entry.Serial.Hex, entry.Revocation.At)),
                (Read(der).Entries ?? []).Select(entry => (Convert.ToHexStringLower(entry.Serial.Span), entry.RevokedAt.Instant)));
            Assert.Equal(revoked.Length, theirs.GetRevokedCertificates()?.Count ?? 0);
        },
        iter: 200);

    [Fact(DisplayName = "PCA-04 a hundred thousand entries are linted, signed and read back")]
    public void Many()
    {
        var revocation = new Core.Actual.Revocation(TestPki.Now, RevocationReason.Superseded);
        RevokedEntry[] revoked = [.. Enumerable.Range(0, 100_000).Select(_ => new RevokedEntry(TestPki.NextSerial(), revocation))];

        Assert.Equal(revoked.Length, Read(Sign(_root, 1, revoked)).Entries!.Count);
    }

    [SkippableTheory(DisplayName = "PCA-04 openssl and gnutls verify the CRL of every kind of key")]
    [InlineData(KeyAlgorithm.RSA_2048)]
    [InlineData(KeyAlgorithm.EC_prime256v1)]
    [InlineData(KeyAlgorithm.EC_secp384r1)]
    [InlineData(KeyAlgorithm.EC_secp521r1)]
    public void Verified(KeyAlgorithm algorithm)
    {
        using var root = TestPki.Root(algorithm);
        var revoked = new RevokedEntry(TestPki.NextSerial(), new(TestPki.Now, RevocationReason.KeyCompromise));

        Assert.All([Sign(root, 1), Sign(root, 2, revoked)], crl =>
        {
            var (authority, list) = (_verifiers.WritePem("CERTIFICATE", root.Certificate), _verifiers.WritePem("X509 CRL", crl));
            var openssl = ExternalPrograms.Run("openssl", ["crl", "-in", list, "-CAfile", authority, "-verify", "-noout"]);
            Assert.Contains("verify OK", openssl.All, StringComparison.Ordinal);
            IndependentVerifiers.AssertAccepted(
                ExternalPrograms.Run("certtool", ["--verify-crl", "--load-ca-certificate", authority, "--infile", list]));
        });
    }

    [SkippableFact(DisplayName = "REV-01 openssl accepts a certificate that is not on the CRL and refuses one that is")]
    public void Checked()
    {
        var leaf = TestPki.Leaf(_root);
        var serial = SerialNumber.Parse(TestPki.Read(leaf).SerialHex);
        var clean = _verifiers.WritePem("X509 CRL", Sign(_root, 1, new RevokedEntry(TestPki.NextSerial(), new(TestPki.Now, RevocationReason.Superseded))));
        var revoked = _verifiers.WritePem("X509 CRL", Sign(_root, 2, new RevokedEntry(serial, new(TestPki.Now, RevocationReason.Superseded))));

        IndependentVerifiers.AssertAccepted(_verifiers.Openssl(_root.Certificate, [], leaf, "-crl_check", "-CRLfile", clean));
        var refusal = _verifiers.Openssl(_root.Certificate, [], leaf, "-crl_check", "-CRLfile", revoked);
        Assert.NotEqual(0, refusal.ExitCode);
        Assert.Contains("certificate revoked", refusal.All, StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "PCA-04 openssl shows the number that was asked for")]
    public void Number()
    {
        var list = _verifiers.WritePem("X509 CRL", Sign(_root, long.MaxValue));

        var run = ExternalPrograms.Run("openssl", ["crl", "-in", list, "-crlnumber", "-noout"]);

        Assert.Contains(long.MaxValue.ToString("X", CultureInfo.InvariantCulture), run.Output, StringComparison.Ordinal);
    }

    private static byte[] Sign(TestAuthority authority, long number, params RevokedEntry[] revoked)
    {
        var signed = TestPki.Signer.SignCrl(authority.Signing, new CrlTemplate(number, TestPki.Now, TestPki.Now.AddDays(7), revoked));
        Assert.True(signed.IsOk(out var der, out var failure), failure?.ToString());
        return der;
    }

    private static CrlContents Read(byte[] crl)
    {
        Assert.True(CrlReader.Read(crl).IsOk(out var contents, out var problem), problem);
        return contents;
    }
}
