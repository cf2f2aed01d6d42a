using CsCheck;
using Reconciler.Core.Desired;
using Reconciler.Core.Desired.Rules;
using Reconciler.Core.Domain;
using Reconciler.Testing.Desired;
using static Reconciler.Core.Tests.Desired.Rules.RuleRun;

namespace Reconciler.Core.Tests.Desired.Rules;

/// <summary>Rules about names.</summary>
public class NameRulesTests
{
    [Theory(DisplayName = "PCA-03 A name must be inside the constraints of every authority above it")]
    [InlineData("corp.example", null)]
    [InlineData("a.b.corp.example", null)]
    [InlineData("*.corp.example", "C076 certificate-www domains[0]: \"*.corp.example\" is outside the name constraints of authority/issuing: it covers \"secret.corp.example\", which is excluded")]
    [InlineData("*.b.corp.example", null)]
    [InlineData("xcorp.example", "C076 certificate-www domains[0]: \"xcorp.example\" is outside the name constraints of authority/issuing: permitted is corp.example, other.example")]
    [InlineData("a.other.example", "C076 certificate-www domains[0]: \"a.other.example\" is outside the name constraints of authority/root: permitted is corp.example")]
    [InlineData("a.secret.corp.example", "C076 certificate-www domains[0]: \"a.secret.corp.example\" is outside the name constraints of authority/issuing: \"secret.corp.example\" is excluded")]
    public void Constraints(string name, string? expected)
    {
        var builder = new DesiredBuilder()
            .Root("root", spec => spec with { NameConstraints = new(["corp.example"], [], [], []) })
            .Subordinate("issuing", "root", spec => spec with { NameConstraints = new(["corp.example", "other.example"], ["secret.corp.example"], [], []) })
            .Certificate("www", "issuing", name);
        var found = Check(builder).Where(line => line.StartsWith("C076", StringComparison.Ordinal)).ToArray();
        if (expected is null) Assert.Empty(found);
        else Assert.Contains(expected + " (take the name away, or choose an authority whose chain permits it)", found);
    }

    [Fact(DisplayName = "PCA-03 Permitted sets intersect and excluded sets unite down the chain, whatever the sets")]
    public void ConstraintsIntersect()
    {
        var label = Gen.Char["abc"].Select(letter => letter.ToString());
        var domain = Gen.Select(label, label, Gen.Int[0, 2]).Select((first, second, depth) => depth switch { 0 => "x", 1 => $"{first}.x", _ => $"{first}.{second}.x" });
        var constraints = Gen.Select(domain.Array[0, 2], domain.Array[0, 2]);
        Gen.Select(constraints.Array[1, 3], domain, Gen.Bool).Sample((chain, host, wildcard) =>
        {
            var name = DesiredBuilder.Name(wildcard ? "*." + host : host);
            var actual = chain.All(link => new NameLimits(Authority(link.Item1, link.Item2)).Constrain(name) is null);
            var hosts = wildcard ? new[] { $"a.{host}", $"b.{host}", $"c.{host}" } : [host];
            var permitted = chain.All(link => link.Item1.Length == 0 || link.Item1.Any(entry => DomainText.IsWithin(host, entry)));
            var excluded = chain.Any(link => link.Item2.Any(entry => DomainText.IsWithin(host, entry) || hosts.Any(each => DomainText.IsWithin(each, entry))));
            return actual == (permitted && !excluded);
        });
    }

    [Fact(DisplayName = "PCA-03 An empty excluded name excludes everything")]
    public void EmptyExcludes() => Assert.Equal("every name is excluded", new NameLimits(Authority([], [""])).Constrain(DesiredBuilder.Name("a.example")));

    [Fact(DisplayName = "PCA-06 An authority issues for its allowed domains only")]
    public void AllowedDomains()
    {
        var builder = new DesiredBuilder().Root("root").Subordinate("corp", "root", spec => spec with { Issuance = new() { AllowedDomains = ["corp.example"] } })
            .Certificate("www", "corp", "a.corp.example *.corp.example b.example.net");
        Assert.Equal(["C077 certificate-www domains[2]: authority/corp does not issue for \"b.example.net\" (it issues for corp.example)"], Check(builder));
    }

    [Theory(DisplayName = "NAM-05 Public trust: at least two labels, no public suffix, no wildcard right on one, at most 10 labels")]
    [InlineData("intranet", "C080", "\"intranet\" has one label; public trust needs at least two")]
    [InlineData("co.uk", "C081", "\"co.uk\" is a public suffix")]
    [InlineData("*.co.uk", "C081", "\"*.co.uk\" is a wildcard right on the public suffix \"co.uk\"")]
    [InlineData("*.example", "C081", "\"*.example\" is a wildcard right on the public suffix \"example\"")]
    [InlineData("a.b.c.d.e.f.g.h.i.shop.example", "C082", "\"a.b.c.d.e.f.g.h.i.shop.example\" has 11 labels; public trust takes at most 10")]
    [InlineData("*.a.b.c.d.e.f.g.h.shop.example", null, null)]
    [InlineData("*.example.co.uk", null, null)]
    [InlineData("1.0.192.in-addr.arpa", null, null)]
    public void PublicNames(string name, string? code, string? message)
    {
        var found = Check(Base().PublicCertificate("www", name));
        if (code is null) Assert.Empty(found);
        else Assert.StartsWith($"{code} certificate-www domains[0]: {message}", Assert.Single(found), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "NAM-05 Private trust takes single labels and suffixes")]
    public void PrivateNames() => Assert.Empty(Check(Base().Certificate("www", "corp", "intranet *.internal")));

    [Fact(DisplayName = "NAM-05 Profile br takes no internal name and nothing under .arpa")]
    public void BrNames()
    {
        var builder = Base().Subordinate("br", "root", spec => DesiredBuilder.Public(spec) with { Profile = IssuingProfile.Br });
        builder.Certificate("www", "br", "a.example.com a.shop.internal 1.0.192.in-addr.arpa", spec => spec with { Validation = builder.ValidationId("dns") });
        Assert.Equal(
            [
                "C098 certificate-www domains[1]: \"a.shop.internal\" is an internal name: \".internal\" is no top-level domain (take the name away, or use profile classic)",
                "C083 certificate-www domains[2]: \"1.0.192.in-addr.arpa\" is under .arpa, for which profile br issues nothing (take the name away)",
            ],
            Check(builder));
    }

    [Theory(DisplayName = "NAM-03 A likely twin that no certificate covers is a warning")]
    [InlineData("www.shop.example", "", "C133 certificate-a domains[0]: \"www.shop.example\" is there, but no certificate covers \"shop.example\" (add \"shop.example\" if people reach it too)")]
    [InlineData("shop.example", "", "C133 certificate-a domains[0]: \"shop.example\" is there, but no certificate covers \"www.shop.example\" (add \"www.shop.example\" if people reach it too)")]
    [InlineData("example.co.uk", "", "C133 certificate-a domains[0]: \"example.co.uk\" is there, but no certificate covers \"www.example.co.uk\" (add \"www.example.co.uk\" if people reach it too)")]
    [InlineData("www.shop.example", "shop.example", null)]
    [InlineData("shop.example", "*.shop.example", null)]
    [InlineData("api.shop.example", "", null)]
    [InlineData("*.shop.example", "", null)]
    [InlineData("www.co.uk", "", null)]
    public void Twins(string name, string other, string? expected)
    {
        var builder = Base().PublicCertificate("a", name);
        if (other.Length > 0) builder.PublicCertificate("b", other);
        Assert.Equal(expected is null ? [] : [expected], Check(builder));
    }

    private static CertificateAuthority Authority(string[] permitted, string[] excluded) =>
        (CertificateAuthority)new DesiredBuilder().Root("r", spec => spec with { NameConstraints = new([.. permitted], [.. excluded], [], []) }).Resources[0];
}
