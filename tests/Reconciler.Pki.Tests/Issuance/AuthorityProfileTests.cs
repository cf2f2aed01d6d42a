using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Pki.Encoding;

namespace Reconciler.Pki.Tests.Issuance;

public sealed class AuthorityProfileTests
{
    [Fact(DisplayName = "PCA-01 a root may sign certificates and CRLs, names itself, and limits itself in nothing")]
    public void Root()
    {
        using var authority = TestPki.Root(change: template => template with { CrlUrl = "http://a/c", IssuerUrl = "http://a/i", Trust = Trust.Public });
        var root = TestPki.Read(authority.Certificate);

        Assert.Equal([Oids.KeyUsage, Oids.BasicConstraints, Oids.SubjectKeyIdentifier, Oids.AuthorityKeyIdentifier], root.Extensions.Select(e => e.Oid));
        Assert.Equal("03020106", Convert.ToHexStringLower(root.Extensions[0].Value.Span));
        Assert.Equal("30030101ff", Convert.ToHexStringLower(root.Extensions[1].Value.Span));
        Assert.Equal(root.Issuer.ToArray(), root.Subject.ToArray());
        Assert.Equal(KeyIdentifiers.Of(root.Key), root.Values.AuthorityKeyIdentifier!.KeyIdentifier!.Value.ToArray());
    }

    [Theory(DisplayName = "PCA-01 a subordinate has its path length, and purposes and policy where trust and profile ask for them")]
    [InlineData(Trust.Private, IssuingProfile.Classic, false, false)]
    [InlineData(Trust.Public, IssuingProfile.Classic, true, false)]
    [InlineData(Trust.Public, IssuingProfile.Br, true, true)]
    public void Subordinate(Trust trust, IssuingProfile profile, bool hasPurposes, bool hasPolicy)
    {
        using var parent = TestPki.Root();
        using var authority = TestPki.Subordinate(parent, change: template => template with { Trust = trust, Profile = profile });
        var subordinate = TestPki.Read(authority.Certificate);

        Assert.Equal(new BasicConstraints(true, 0), subordinate.Values.BasicConstraints);
        Assert.Equal(hasPurposes ? [Oids.ServerAuth] : [], subordinate.Values.ExtendedKeyUsages.ToArray());
        Assert.Equal(hasPolicy ? [Oids.DomainValidated] : [], subordinate.Values.Policies.ToArray());
        Assert.Equal(["http://pki.example/crl/root.crl"], subordinate.Values.CrlDistributionPoints!.Urls.ToArray());
        Assert.Equal([new AccessDescription(Oids.CaIssuers, "http://pki.example/ca/root.cer")], subordinate.Values.AuthorityInformationAccess.ToArray());
    }

    [Fact(DisplayName = "PCA-01 the subject is encoded in the order C, O, CN, always in the same bytes")]
    public void Subject_vector() => Assert.Equal(
        "302a" + "310b3009" + "0603550406" + "13025345" + "310d300b" + "060355040a" + "0c04c3856d65" + "310c300a" + "0603550403" + "0c03526f74",
        Convert.ToHexStringLower(DistinguishedNames.Encode(new("Rot", "Åme", "SE"))));

    [Fact(DisplayName = "PCA-01 a renewed authority with the same key keeps subject and key identifier, so that older leaves stay in the chain")]
    public void Renewal()
    {
        using var first = TestPki.Root();
        using var second = TestPki.Root(change: template => template with { NotAfter = template.NotAfter.AddYears(5) });
        var (old, renewed) = (TestPki.Read(first.Certificate), TestPki.Read(second.Certificate));

        Assert.Equal(old.Subject.ToArray(), renewed.Subject.ToArray());
        Assert.Equal(old.Values.SubjectKeyIdentifier!.Value.ToArray(), renewed.Values.SubjectKeyIdentifier!.Value.ToArray());
        Assert.NotEqual(old.SerialHex, renewed.SerialHex);
    }

    [Fact(DisplayName = "A country that cannot be encoded is a finding")]
    public void Bad_country()
    {
        var key = TestPki.Key(KeyAlgorithm.EC_prime256v1, "root");

        var findings = TestPki.Findings(TestPki.Signer.Prepare(null, TestPki.RootTemplate(key) with { Subject = new("Root", null, "å") }, key.PrivateKey));

        Assert.StartsWith("L000 ", Assert.Single(findings), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "An authority is not opened with a leaf's certificate, another key, or damaged bytes")]
    public void Opening()
    {
        using var root = TestPki.Root();
        var leafKey = TestPki.Key(KeyAlgorithm.EC_prime256v1, "leaf");
        var leaf = TestPki.Leaf(root);

        Assert.Contains("may not sign certificates", Refusal(leaf, leafKey.PrivateKey), StringComparison.Ordinal);
        Assert.Contains("another public key", Refusal(root.Certificate, leafKey.PrivateKey), StringComparison.Ordinal);
        Assert.Contains("RFC 5280", Refusal(root.Certificate[..^1], root.Key.PrivateKey), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "An opened authority tells its end, does not care for later changes of the caller's bytes, and copies the key")]
    public void Copies()
    {
        using var root = TestPki.Root();
        var certificate = root.Certificate.ToArray();
        var key = Secret.CopyOf(root.Key.PrivateKey.Bytes);
        using var opened = TestPki.Signer.Open(certificate, key);
        Array.Clear(certificate);
        key.Dispose();

        var prepared = TestPki.Signer.Prepare(opened, TestPki.LeafTemplate(TestPki.Key(KeyAlgorithm.EC_prime256v1, "leaf")));

        Assert.Equal(TestPki.Now.AddYears(10).AddSeconds(-1), opened.NotAfter);
        Assert.Equal(TestPki.Read(root.Certificate).Subject.ToArray(), TestPki.Read(TestPki.Sign(prepared)).Issuer.ToArray());
    }

    [Fact(DisplayName = "KEY-06 the public key of an issued certificate is told for a renewal that keeps it")]
    public void Public_key()
    {
        using var root = TestPki.Root();

        Assert.Equal(root.Key.PublicKey, TestPki.Signer.PublicKeyOf(root.Certificate));
        Assert.Equal(TestPki.Key(KeyAlgorithm.RSA_2048, "leaf").PublicKey, TestPki.Signer.PublicKeyOf(TestPki.Leaf(root, KeyAlgorithm.RSA_2048)));
    }

    [Fact(DisplayName = "A stored certificate that is damaged is named when its public key is asked for")]
    public void Public_key_of_damaged()
    {
        using var root = TestPki.Root();

        foreach (var damaged in (byte[][])[[], [0x30], root.Certificate[..40], [.. root.Certificate, 0]])
        {
            var refused = Assert.Throws<ReconcilerException>(() => TestPki.Signer.PublicKeyOf(damaged));
            Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
            Assert.NotNull(refused.Remedy);
        }
    }

    private static string Refusal(byte[] certificate, Secret key) =>
        Assert.Throws<ReconcilerException>(() => TestPki.Signer.Open(certificate, key)).Message;
}
