using Reconciler.Core.Desired;
using Reconciler.Core.Desired.Rules;
using Reconciler.Core.Domain;
using Reconciler.Testing.Desired;
using static Reconciler.Core.Tests.Desired.Rules.RuleRun;

namespace Reconciler.Core.Tests.Desired.Rules;

/// <summary>Rules about targets, providers and validation methods: where things go.</summary>
public class PlaceRulesTests
{
    [Fact(DisplayName = "TGT-01 A target that takes one trust only refuses the other")]
    public void Accepts()
    {
        var builder = Base().Add(new Target(
            ResourceId.Target("default", "local", "edge"), FieldLines.Of(ResourceKind.Target, "edge"), new TargetSpec.Files { Directory = "/srv", Accepts = AcceptedKinds.Public }));
        builder.Certificate("db", "corp", "db.corp.example", On("edge")).PublicCertificate("www", "a.shop.example", On("edge"));
        Assert.Equal(["C085 certificate-db targets[0]: target/edge does not take certificates of private trust (choose another target, or add private to its accepts)"], Check(builder));
    }

    [Theory(DisplayName = "TGT-01 One file for one certificate: targets that lead to one place are refused")]
    [InlineData("/srv/tls", "/srv/tls", "would both be \"/srv/tls/www\"")]
    [InlineData("/srv/tls", "/srv/./x/../tls//", "would both be \"/srv/tls/www\"")]
    [InlineData("tls", "./tls", "would both be \"tls/www\"")]
    [InlineData("/srv/tls", "/srv/tls/www", "the directory of target/second is inside \"/srv/tls/www\", where certificate/www is placed")]
    [InlineData("/srv/tls/www/deep/er", "/srv/tls", "the directory of target/first is inside \"/srv/tls/www\", where certificate/www is placed")]
    [InlineData("/srv/tls", "/srv/tls2", null)]
    [InlineData("/srv/tls", "tls", null)]
    [InlineData("../tls", "tls", null)]
    public void Clash(string first, string second, string? expected)
    {
        var builder = Base().Files("first", first).Files("second", second)
            .Certificate("www", "corp", "a.corp.example", spec => spec with { Targets = [ResourceId.Target("default", "local", "first"), ResourceId.Target("default", "local", "second")] });
        var found = Check(builder);
        if (expected is null) Assert.Empty(found);
        else Assert.Contains(expected, Assert.Single(found), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "TGT-01 Certificates of one name in two accounts clash in one directory, whatever their layouts are otherwise")]
    public void ClashOfAccounts()
    {
        var builder = Base().Account("shop", ["local"])
            .Files("edge", "/srv", spec => spec with { Layout = FilesLayout.Bundle }).Certificate("www", "corp", "a.corp.example", On("edge"))
            .Files("split", "/srv").Certificate("other", "corp", "a.corp.example", On("split"))
            .In("shop").Root("root").Subordinate("corp", "root").Files("edge", "/srv", spec => spec with { Layout = FilesLayout.Bundle })
            .Certificate("www", "corp", "a.corp.example", spec => spec with { Targets = [ResourceId.Target("shop", "local", "edge")] });
        Assert.Equal(
            ["C087 certificate-www targets[0]: certificate/www on target/edge and certificate/www on target/edge would both be \"/srv/www.pem\" (give the targets directories of their own)"],
            Check(builder));
    }

    [Theory(DisplayName = "TGT-01 Paths are compared as they lead")]
    [InlineData("/a/b", "/a/b")]
    [InlineData("/a//b/./c/../", "/a/b")]
    [InlineData("/../a", "/a")]
    [InlineData("a/../../b", "../b")]
    [InlineData("./", "")]
    [InlineData("/", "/")]
    public void Normalizes(string written, string normal) => Assert.Equal(normal, DistinctPlaces.Normalize(written));

    [Fact(DisplayName = "DNS-08 A zone provider must hold the validation zone")]
    public void ZoneProvider()
    {
        var builder = Base().ZoneFile("bind", "zones/v.db", "v.example").Embedded("own", "example.net");
        builder.Validation("a", "x.v.example", spec => spec with { ZoneProvider = builder.ProviderId("bind") })
            .Validation("b", "w.example", spec => spec with { ZoneProvider = builder.ProviderId("bind") });
        Assert.Equal(
            ["C088 validation-b zoneProvider: provider/bind does not hold the zone \"w.example\" (name a provider that holds it, or leave zoneProvider out: the embedded server then answers for the zone)"],
            Check(builder));
    }

    [Fact(DisplayName = "DNS-08 A zone belongs to one embedded provider; one inside another's is a warning")]
    public void EmbeddedZones()
    {
        var builder = new DesiredBuilder().Account("shop", ["local"]).Embedded("a", "v.example", "shop.example", "eu.shop.example").In("shop").Embedded("b", "v.example", "us.shop.example");
        Assert.Equal(
            [
                "C090 provider-b zones[0]: \"v.example\" is a zone of shop/provider/b and of default/provider/a (leave it to one of them)",
                "C134 provider-b zones[1]: \"us.shop.example\" is inside \"shop.example\" of default/provider/a (declare both zones with one provider)",
            ],
            Check(builder));
    }

    [Fact(DisplayName = "DNS-04 Methods that share a zone share their records: what differs is a warning")]
    public void MethodsOfOneZone()
    {
        var builder = Base().Validation("fast", with: spec => spec with { Ttl = 60 }).Validation("same");
        Assert.Equal(
            ["C131 validation-fast zone: validation/fast and validation/dns share the zone \"validations.example.net\" but differ in ttl; validation/dns is followed (make them alike, or give one a zone of its own)"],
            Check(builder));
    }

    [Fact(DisplayName = "DNS-08 A domain that the provider has no zone for is a warning, once for all its certificates")]
    public void ProviderWithoutZone()
    {
        var builder = Base().Embedded("own", "shop.example");
        builder.Validation("own", "v.example", spec => spec with { Provider = builder.ProviderId("own") });
        foreach (var name in new[] { "a", "b" })
            builder.Certificate(name, "web", "x.shop.example x.other.example *.x.other.example", spec => spec with { Validation = builder.ValidationId("own") });
        Assert.Equal(
            ["C130 certificate-a domains[1]: provider/own holds no zone for \"x.other.example\", so its validation record must be written by hand (add the zone to the provider, or copy the record from the output of records)"],
            Check(builder));
    }

    [Fact(DisplayName = "DNS-02 A domain too long to carry a token in front is refused by name")]
    public void NameTooLong()
    {
        var fits = $"{new string('a', 63)}.{new string('a', 63)}.{new string('a', 63)}.{new string('a', 15)}.example.com";
        Assert.Equal(219, fits.Length);
        Assert.Empty(Check(Base().PublicCertificate("www", fits)));
        var found = Assert.Single(Check(Base().PublicCertificate("www", $"*.{fits.Replace(".example", "b.example", StringComparison.Ordinal)}")));
        Assert.StartsWith("C089 certificate-www domains[0]: ", found, StringComparison.Ordinal);
        Assert.EndsWith("has 220 octets, too many for the 34 that its validation record puts in front (use a name of at most 219 octets)", found, StringComparison.Ordinal);
    }

    private static Func<CertificateSpec, CertificateSpec> On(string target) => spec => spec with { Targets = [ResourceId.Target("default", "local", target)] };
}
