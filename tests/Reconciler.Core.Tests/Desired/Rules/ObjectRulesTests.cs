using Reconciler.Core.Domain;
using Reconciler.Testing.Desired;
using static Reconciler.Core.Tests.Desired.Rules.RuleRun;

namespace Reconciler.Core.Tests.Desired.Rules;

/// <summary>Rules about identities, accounts and references.</summary>
public class ObjectRulesTests
{
    [Fact(DisplayName = "GIT-01 A repository in which all is well has nothing to say")]
    public void Clean() => Assert.Empty(Check(Base().Files("edge", "/srv/tls")
        .Certificate("db", "corp", "db.corp.example", spec => spec with { Targets = [ResourceId.Target("default", "local", "edge")] })
        .PublicCertificate("www", "www.shop.example shop.example *.shop.example")));

    [Fact(DisplayName = "GIT-01 Two documents with one identity are reported at the second, with the place of the first")]
    public void Duplicates()
    {
        var builder = Base().Root("root");
        Assert.Equal(["C062 authority-root metadata.name: default/local/authority/root is declared twice (take one of the documents away, or give it another name, account or region)"], Check(builder));
    }

    [Fact(DisplayName = "GIT-01 An account that nothing declares is reported once, at its first document")]
    public void UnknownAccount()
    {
        var builder = new DesiredBuilder().Account("shop", ["local"]).In("shpo").Root("a").Root("b").In("elsewhere").Root("c");
        Assert.Equal(
            [
                "C063 authority-a metadata.account: account \"shpo\" is not declared (2 documents name it) (did you mean \"shop\"?)",
                "C063 authority-c metadata.account: account \"elsewhere\" is not declared (declare it with a document of kind Account)",
            ],
            Check(builder));
    }

    [Fact(DisplayName = "GIT-01 A region that the account does not list is reported")]
    public void UnknownRegion()
    {
        var builder = new DesiredBuilder().Account("shop", ["eu-north-1", "us-east-1"]).In("shop", "eu-nort-1").Root("a").In("default", "moon").Root("b");
        Assert.Equal(
            [
                "C064 authority-a metadata.region: account \"shop\" has no region \"eu-nort-1\" (did you mean \"eu-north-1\"?)",
                "C064 authority-b metadata.region: account \"default\" has no region \"moon\" (account \"default\" has: local)",
            ],
            Check(builder));
    }

    [Fact(DisplayName = "GIT-01 Account default is as declared when a manifest declares it")]
    public void DeclaredDefault() => Assert.StartsWith("C064 authority-a", Assert.Single(Check(new DesiredBuilder().Account("default", ["eu"]).Root("a"))), StringComparison.Ordinal);

    [Fact(DisplayName = "GIT-01 A reference that leads nowhere is reported with what was probably meant")]
    public void MissingReferences()
    {
        var builder = Base().Certificate("www", "crop", "a.corp.example", spec => spec with
        {
            Targets = [ResourceId.Target("default", "local", "edge")],
            Validation = ResourceId.Global(ResourceKind.ValidationMethod, "default", "dsn"),
        });
        Assert.Equal(
            [
                "C065 certificate-www authority: CertificateAuthority \"crop\" does not exist in account \"default\", region \"local\" (did you mean \"corp\"?)",
                "C065 certificate-www validation: ValidationMethod \"dsn\" does not exist in account \"default\" (did you mean \"dns\"?)",
                "C065 certificate-www targets[0]: Target \"edge\" does not exist in account \"default\", region \"local\"",
            ],
            Check(builder));
    }

    [Fact(DisplayName = "GIT-01 A reference to an object of another kind says so")]
    public void WrongKind()
    {
        var builder = Base().Files("edge", "/srv").Certificate("www", "edge", "a.corp.example");
        Assert.Equal(["C066 certificate-www authority: \"edge\" is a Target, not a CertificateAuthority"], Check(builder));
    }

    [Fact(DisplayName = "RGN-01 A target of another region cannot be named; an authority can, with its region")]
    public void OtherRegion()
    {
        var builder = new DesiredBuilder().Account("default", ["eu", "us"])
            .In("default", "eu").Root("root").Subordinate("corp", "root").Files("edge", "/srv")
            .In("default", "us").Certificate("www", "corp", "a.corp.example", spec => spec with { Targets = [ResourceId.Target("default", "us", "edge")] });
        Assert.Equal(
            [
                "C065 certificate-www authority: CertificateAuthority \"corp\" does not exist in account \"default\", region \"us\" (it exists in region \"eu\": write eu/corp)",
                "C065 certificate-www targets[0]: Target \"edge\" does not exist in account \"default\", region \"us\" (it exists in region \"eu\", but a certificate serves only targets of its own region)",
            ],
            Check(builder));
    }

    [Fact(DisplayName = "RGN-01 A target of another region is refused even where a reference leads to it")]
    public void TargetOfOtherRegion()
    {
        var builder = new DesiredBuilder().Account("default", ["eu", "us"])
            .In("default", "us").Files("edge", "/srv")
            .In("default", "eu").Root("root").Subordinate("corp", "root").Certificate("www", "corp", "a.corp.example", spec => spec with { Targets = [ResourceId.Target("default", "us", "edge")] });
        Assert.Equal(["C086 certificate-www targets[0]: target/edge is in region \"us\", certificate/www in \"eu\" (declare a target in the certificate's region)"], Check(builder));
    }

    [Fact(DisplayName = "GIT-01 The order of documents does not matter")]
    public void OrderDoesNotMatter()
    {
        var builder = Base().Root("root").Certificate("www", "crop", "a.corp.example").PublicCertificate("x", "com *.co.uk").Subordinate("a", "b").Subordinate("b", "a");
        var forward = Check(builder);
        Assert.Equal(forward, Check(builder.Resources.Reverse()));
        Assert.Equal(forward, Check(builder.Resources.OrderBy(resource => resource.Id.Name, StringComparer.Ordinal)));
        Assert.NotEmpty(forward);
    }

    [Fact(DisplayName = "GEN-06 Quotas of an account are refused each with its own code")]
    public void QuotasAreKept()
    {
        var names = string.Join(' ', Enumerable.Range(0, 11).Select(i => $"h{i}.corp.example"));
        var builder = Base().Account("shop", ["local"], spec => spec with { Quotas = new() { NamesPerCertificate = 12, Certificates = 1, Authorities = 1 } })
            .Certificate("many", "corp", names)
            .In("shop").Root("r").Subordinate("s", "r").Certificate("one", "s", names).Certificate("two", "s", "a.corp.example");
        Assert.Equal(
            [
                "C095 account-shop quotas: account \"shop\" declares 2 certificates, more than the quota of 1 (raise quotas.certificates, or take some away)",
                "C096 account-shop quotas: account \"shop\" declares 2 authorities, more than the quota of 1 (raise quotas.authorities, or take some away)",
                "C084 certificate-many domains[10]: certificate/many has 11 names, more than the quota of 10 (split the certificate, or raise quotas.namesPerCertificate of the account (at most 100))",
            ],
            Check(builder));
    }
}
