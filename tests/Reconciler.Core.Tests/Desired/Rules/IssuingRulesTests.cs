using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Testing.Desired;
using static Reconciler.Core.Tests.Desired.Rules.RuleRun;

namespace Reconciler.Core.Tests.Desired.Rules;

/// <summary>Rules about who may issue what.</summary>
public class IssuingRulesTests
{
    [Fact(DisplayName = "PCA-03 Authorities that are each other's parents are reported once, with the circle")]
    public void Cycles()
    {
        var builder = new DesiredBuilder().Subordinate("b", "c").Subordinate("a", "b").Subordinate("c", "a").Subordinate("below", "a").Subordinate("self", "self");
        Assert.Equal(
            [
                "C067 authority-a parent: the parents of authority/a lead back to it: a -> b -> c -> a (give one of them a parent that leads to a root)",
                "C067 authority-self parent: the parents of authority/self lead back to it: self -> self (give one of them a parent that leads to a root)",
            ],
            Check(builder).Where(line => line.StartsWith("C067", StringComparison.Ordinal)));
    }

    [Fact(DisplayName = "PCA-03 A chain of more than 8 authorities above one is refused")]
    public void TooDeep()
    {
        var builder = new DesiredBuilder().Root("n0");
        for (var i = 1; i <= 9; i++) builder.Subordinate($"n{i}", $"n{i - 1}", spec => spec with { PathLength = 20 - i });
        Assert.Equal(["C097 authority-n9 parent: authority/n9 stands 9 authorities below its root, more than 8 (choose a parent nearer to the root)"], Check(builder));
    }

    [Fact(DisplayName = "PCA-03 A deep chain costs no more than its length")]
    public void DeepChainIsLinear()
    {
        var builder = new DesiredBuilder().Root("n0");
        for (var i = 1; i <= 20_000; i++) builder.Subordinate($"n{i}", $"n{i - 1}");
        Assert.Contains(Check(builder), line => line.Contains("n20000 stands 20000 authorities below", StringComparison.Ordinal));
    }

    [Theory(DisplayName = "PCA-03 The parent's path length must allow the subordinate")]
    [InlineData(null, 0, null)]
    [InlineData(1, 0, null)]
    [InlineData(2, 1, null)]
    [InlineData(0, 0, "C068 authority-sub parent: authority/top has pathLength 0 and can have no subordinate (choose another parent, or raise the parent's pathLength before it is created)")]
    [InlineData(1, 1, "C068 authority-sub pathLength: authority/sub has pathLength 1, but its parent authority/top has pathLength 1 (write a pathLength of at most 0)")]
    [InlineData(3, null, "C068 authority-sub pathLength: authority/sub has no pathLength, but its parent authority/top has pathLength 3 (write a pathLength of at most 2)")]
    public void PathLength(int? parent, int? own, string? expected)
    {
        var builder = new DesiredBuilder().Root("top", spec => spec with { PathLength = parent }).Subordinate("sub", "top", spec => spec with { PathLength = own });
        Assert.Equal(expected is null ? [] : [expected], Check(builder));
    }

    [Theory(DisplayName = "KEY-05 A validity longer than the issuer's own declared one is refused")]
    [InlineData("5y", "395d", null)]
    [InlineData("13mo", "395d", null)]
    [InlineData("1y", "12mo", null)]
    [InlineData("90d", "91d", "C069 certificate-www validity: validity 91d of certificate/www is longer than that of its issuer authority/short, 90d (write at most 90d)")]
    [InlineData("5y", "2y", "C070 certificate-www validity: validity 2y of certificate/www is longer than authority/short issues, 395d (write at most 395d)")]
    [InlineData("2036-01-01T00:00:00Z", "395d", null)]
    [InlineData("2036-01-01T00:00:00Z", "2035-12-31T00:00:00Z", null)]
    [InlineData("2036-01-01T00:00:00Z", "2036-01-01T00:00:01Z", "C069 certificate-www : validity 2036-01-01T00:00:01Z of certificate/www is longer than that of its issuer authority/short, 2036-01-01T00:00:00Z (write at most 2036-01-01T00:00:00Z)")]
    public void CertificateValidity(string issuer, string validity, string? expected)
    {
        var builder = new DesiredBuilder().Root("root").Subordinate("short", "root", spec => spec with { Validity = Parse(issuer) })
            .Certificate("www", "short", "a.corp.example", spec => spec with { Validity = Parse(validity) });
        Assert.Equal(expected is null ? [] : [expected], Check(builder));
    }

    [Fact(DisplayName = "KEY-05 A subordinate's validity is held against its parent's")]
    public void SubordinateValidity()
    {
        var builder = new DesiredBuilder().Root("root", spec => spec with { Validity = Parse("4y") }).Subordinate("sub", "root");
        Assert.Equal(["C069 authority-sub validity: validity 5y of authority/sub is longer than that of its issuer authority/root, 4y (write at most 4y)"], Check(builder));
    }

    [Fact(DisplayName = "PCA-05 A short-lived authority issues for at most 7 days")]
    public void ShortLived()
    {
        var builder = new DesiredBuilder().Root("root").Subordinate("mesh", "root", spec => spec with { Mode = AuthorityMode.ShortLived })
            .Certificate("ok", "mesh", "a.corp.example", spec => spec with { Validity = Parse("7d") })
            .Certificate("www", "mesh", "a.corp.example", spec => spec with { Validity = Parse("8d") });
        Assert.Equal(["C071 certificate-www validity: validity 8d of certificate/www is too long: authority/mesh is short-lived and issues for at most 7d (write validity: 7d)"], Check(builder));
    }

    [Fact(DisplayName = "DNS-01, ISS-05 Public trust needs a validation method, and the only one is suggested")]
    public void ValidationMissing()
    {
        Assert.Equal(
            ["C072 certificate-www : certificate/www needs a validation method: authority/web has public trust (add validation: dns)"],
            Check(Base().Certificate("www", "web", "www.shop.example shop.example")));
        Assert.EndsWith("(add validation: with the name of a ValidationMethod)", Check(Base().Validation("other", "w.example").Certificate("a", "web", "a.shop.example"))[0], StringComparison.Ordinal);
    }

    [Fact(DisplayName = "ISS-06 Private trust takes no validation method")]
    public void ValidationRefused()
    {
        var builder = Base();
        builder.Certificate("db", "corp", "db.corp.example", spec => spec with { Validation = builder.ValidationId("dns") });
        Assert.Equal(
            ["C073 certificate-db validation: certificate/db has a validation method, but authority/corp has private trust (take validation away, or choose an authority of public trust)"],
            Check(builder));
    }

    [Fact(DisplayName = "ISS-05 Authorities that stand in for each other are alike in trust")]
    public void MixedTrust()
    {
        var builder = Base();
        builder.PublicCertificate("www", "a.shop.example", spec => spec with { Authorities = [builder.AuthorityId("web"), builder.AuthorityId("corp")] });
        Assert.Equal(
            ["C094 certificate-www authority[1]: authority/corp has private trust, but the first authority authority/web has public trust (name authorities of public trust only)"],
            Check(builder));
    }

    [Fact(DisplayName = "CAA-02 Public trust needs a CAA identity")]
    public void CaaIdentity() => Assert.Equal(
        ["C074 authority-r trust: authority/r has public trust but no caaIdentities (add caaIdentities: [<a domain name of yours>])"],
        Check(new DesiredBuilder().Root("r", spec => spec with { Trust = Trust.Public })));

    [Fact(DisplayName = "ISS-02 clientAuth is for private trust only")]
    public void ClientAuth()
    {
        static CertificateSpec With(CertificateSpec spec) => spec with { Usages = [KeyUsagePurpose.ServerAuth, KeyUsagePurpose.ClientAuth] };
        Assert.Equal(
            ["C075 certificate-www usages: certificate/www asks for clientAuth, but authority/web has public trust (write usages: [serverAuth], or choose an authority of private trust)"],
            Check(Base().Certificate("db", "corp", "db.corp.example", With).PublicCertificate("www", "a.shop.example", With)));
    }

    [Fact(DisplayName = "KEY-01 Certificates have the algorithms that are theirs and the authority's")]
    public void Algorithms()
    {
        var builder = new DesiredBuilder().Root("root").Subordinate("ec", "root", spec => spec with { Issuance = new() { AllowedAlgorithms = [KeyAlgorithm.EC_prime256v1, KeyAlgorithm.EC_secp384r1] } })
            .Certificate("a", "ec", "a.corp.example")
            .Certificate("b", "ec", "a.corp.example", spec => spec with { KeyAlgorithm = KeyAlgorithm.RSA_4096 })
            .Certificate("c", "ec", "a.corp.example", spec => spec with { KeyAlgorithm = KeyAlgorithm.EC_prime256v1 });
        Assert.Equal(
            [
                "C078 certificate-a key.algorithm: authority/ec does not issue for RSA_2048 keys (write one of EC_prime256v1, EC_secp384r1)",
                "C079 certificate-b key.algorithm: RSA_4096 is for authorities, not for certificates (write one of RSA_2048, EC_prime256v1, EC_secp384r1)",
            ],
            Check(builder));
    }

    [Fact(DisplayName = "PCA-03 A certificate straight from a root is a warning")]
    public void FromRoot() => Assert.Equal(
        ["C132 certificate-a authority: certificate/a is issued straight from the root authority/root (declare a subordinate authority and name that)"],
        Check(Base().Certificate("a", "root", "a.corp.example")));

    private static Validity Parse(string text) => Instants.TryParse(text, out var instant) ? Validity.Until(instant) : Validity.For(Period.Parse(text));
}
