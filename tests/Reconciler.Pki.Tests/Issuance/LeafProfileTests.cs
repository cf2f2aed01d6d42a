using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Pki.Encoding;

namespace Reconciler.Pki.Tests.Issuance;

public sealed class LeafProfileTests : IDisposable
{
    private readonly TestAuthority _issuer = TestPki.Root();

    public void Dispose() => _issuer.Dispose();

    [Fact(DisplayName = "NAM-01 names stand in the order given and the first is the common name")]
    public void Names_in_order()
    {
        var leaf = Issue(template => template with { Names = TestPki.Names("z.corp.example", "a.other.example", "*.corp.example") });

        Assert.Equal(["z.corp.example", "a.other.example", "*.corp.example"], leaf.Values.SubjectAlternativeName!.DnsNames.ToArray());
        Assert.Equal("z.corp.example", leaf.CommonName);
        Assert.False(Find(leaf, Oids.SubjectAlternativeName).IsCritical);
    }

    [Theory(DisplayName = "NAM-01 a first name of 64 octets is the common name; one of 65 leaves the subject empty and the names critical")]
    [InlineData(64, false)]
    [InlineData(65, true)]
    public void Common_name_limit(int length, bool empty)
    {
        var name = $"{new string('a', 40)}.{new string('b', length - 40 - 1 - 8)}.example";
        Assert.Equal(length, name.Length);

        var leaf = Issue(template => template with { Names = TestPki.Names(name) });

        Assert.Equal(empty, leaf.HasEmptySubject);
        Assert.Equal(empty ? null : name, leaf.CommonName);
        Assert.Equal(empty, Find(leaf, Oids.SubjectAlternativeName).IsCritical);
    }

    [Fact(DisplayName = "A template without names is refused, not signed")]
    public void No_names()
    {
        var findings = TestPki.Findings(TestPki.PrepareLeaf(_issuer, change: template => template with { Names = [] }));

        Assert.StartsWith("L203 ", Assert.Single(findings), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A template with bytes that are no public key is refused")]
    public void No_public_key()
    {
        var findings = TestPki.Findings(TestPki.PrepareLeaf(_issuer, change: template => template with { PublicKey = [0x30, 0] }));

        Assert.StartsWith("L000 ", Assert.Single(findings), StringComparison.Ordinal);
    }

    [Theory(DisplayName = "Where revocation is told is plain http")]
    [InlineData("https://pki.example/a.crl")]
    [InlineData("ldap://pki.example/a.crl")]
    [InlineData("HTTP://pki.example/a.crl")]
    [InlineData("http:///a.crl")]
    [InlineData("http://")]
    [InlineData("http://pki.example/a b.crl")]
    public void Not_http(string url)
    {
        var findings = TestPki.Findings(TestPki.PrepareLeaf(_issuer, change: template => template with { CrlUrl = url, IssuerUrl = url }));

        Assert.Equal(["L310", "L311"], findings.Select(finding => finding[..4]));
    }

    [Theory(DisplayName = "Extensions stand in one order, each with its criticality and exact value")]
    [InlineData(KeyAlgorithm.RSA_2048, "030205a0")]
    [InlineData(KeyAlgorithm.EC_prime256v1, "03020780")]
    public void Extension_vectors(KeyAlgorithm algorithm, string keyUsage)
    {
        var leaf = Issue(template => template with { Names = TestPki.Names("a.example"), CrlUrl = "http://a/c", IssuerUrl = "http://a/i" }, algorithm);
        var issuer = Convert.ToHexStringLower(TestPki.Read(_issuer.Certificate).Values.SubjectKeyIdentifier!.Value.Span);
        var subject = Convert.ToHexStringLower(KeyIdentifiers.Of(leaf.Key));

        Assert.Equal(
            [
                (Oids.KeyUsage, true, keyUsage),
                (Oids.ExtendedKeyUsage, false, "300a06082b06010505070301"),
                (Oids.BasicConstraints, true, "3000"),
                (Oids.SubjectKeyIdentifier, false, "0414" + subject),
                (Oids.AuthorityKeyIdentifier, false, "30168014" + issuer),
                (Oids.AuthorityInformationAccess, false, "3018301606082b06010505073002860a687474703a2f2f612f69"),
                (Oids.SubjectAlternativeName, false, "300b8209612e6578616d706c65"),
                (Oids.CrlDistributionPoints, false, "30123010a00ea00c860a687474703a2f2f612f63"),
            ],
            Shape(leaf));
    }

    [Fact(DisplayName = "ISS-05 profile br adds its policy alone and leaves out the subject key identifier")]
    public void Baseline()
    {
        var leaf = Issue(template => template with { Profile = IssuingProfile.Br, Trust = Trust.Public });

        Assert.Equal("300a3008060667810c010201", Convert.ToHexStringLower(Find(leaf, Oids.CertificatePolicies).Value.Span));
        Assert.Null(leaf.Values.SubjectKeyIdentifier);
    }

    [Fact(DisplayName = "ISS-06 private certificates do not bear the public policy")]
    public void No_public_policy() => Assert.Empty(Issue(template => template).Values.Policies);

    [Fact(DisplayName = "PCA-05 short-lived certificates say that no revocation is available instead of where it is")]
    public void Short_lived()
    {
        var leaf = Issue(template => template with { Mode = AuthorityMode.ShortLived, NotAfter = template.NotBefore.AddDays(7).AddSeconds(-1) });

        Assert.Equal("0500", Convert.ToHexStringLower(Find(leaf, Oids.NoRevocationAvailable).Value.Span));
        Assert.Null(leaf.Values.CrlDistributionPoints);
    }

    [Fact(DisplayName = "PCA-05 a short-lived certificate over seven days is refused")]
    public void Short_lived_too_long()
    {
        var findings = TestPki.Findings(TestPki.PrepareLeaf(_issuer, change: template => template with { Mode = AuthorityMode.ShortLived }));

        Assert.StartsWith("L312 ", Assert.Single(findings), StringComparison.Ordinal);
    }

    [Theory(DisplayName = "ISS-02 purposes are server, client or both, in that order")]
    [InlineData(new[] { KeyUsagePurpose.ServerAuth }, new[] { Oids.ServerAuth })]
    [InlineData(new[] { KeyUsagePurpose.ClientAuth }, new[] { Oids.ClientAuth })]
    [InlineData(new[] { KeyUsagePurpose.ClientAuth, KeyUsagePurpose.ServerAuth }, new[] { Oids.ServerAuth, Oids.ClientAuth })]
    public void Purposes(KeyUsagePurpose[] usages, string[] expected) =>
        Assert.Equal(expected, Issue(template => template with { Usages = [.. usages] }).Values.ExtendedKeyUsages);

    [Fact(DisplayName = "Issuer and key identifier are copied byte for byte from the authority's certificate")]
    public void Issuer_bytes()
    {
        var issuer = TestPki.Read(_issuer.Certificate);
        var leaf = Issue(template => template);

        Assert.Equal(issuer.Subject.ToArray(), leaf.Issuer.ToArray());
        Assert.Equal(issuer.Values.SubjectKeyIdentifier!.Value.ToArray(), leaf.Values.AuthorityKeyIdentifier!.KeyIdentifier!.Value.ToArray());
    }

    [Theory(DisplayName = "The signature algorithm follows the issuer's key")]
    [InlineData(KeyAlgorithm.RSA_2048, "300d06092a864886f70d01010b0500")]
    [InlineData(KeyAlgorithm.EC_prime256v1, "300a06082a8648ce3d040302")]
    [InlineData(KeyAlgorithm.EC_secp384r1, "300a06082a8648ce3d040303")]
    [InlineData(KeyAlgorithm.EC_secp521r1, "300a06082a8648ce3d040304")]
    public void Signature_algorithm(KeyAlgorithm algorithm, string hex)
    {
        using var root = TestPki.Root(algorithm);

        Assert.Equal(hex, Convert.ToHexStringLower(TestPki.Read(TestPki.Leaf(root)).SignatureAlgorithm.Span));
    }

    [Fact(DisplayName = "Equal templates give equal bytes to sign")]
    public void Deterministic()
    {
        var template = TestPki.LeafTemplate(TestPki.Key(KeyAlgorithm.EC_prime256v1, "leaf"));

        Assert.Equal(
            TestPki.Token(TestPki.Signer.Prepare(_issuer.Signing, template)).ToBeSigned.ToArray(),
            TestPki.Token(TestPki.Signer.Prepare(_issuer.Signing, template)).ToBeSigned.ToArray());
    }

    private static IEnumerable<(string, bool, string)> Shape(CertificateContents certificate) =>
        certificate.Extensions.Select(extension => (extension.Oid, extension.IsCritical, Convert.ToHexStringLower(extension.Value.Span)));

    private static CertificateExtension Find(CertificateContents certificate, string oid) => certificate.Extensions.Single(extension => extension.Oid == oid);

    private CertificateContents Issue(Func<LeafTemplate, LeafTemplate> change, KeyAlgorithm algorithm = KeyAlgorithm.EC_prime256v1) =>
        TestPki.Read(TestPki.Leaf(_issuer, algorithm, change));
}
