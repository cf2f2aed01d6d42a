using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Pki.Issuance;

namespace Reconciler.Pki.Tests.Issuance;

public sealed class NameConstraintTests : IDisposable
{
    private static readonly NameConstraints Corp = new(["corp.example"], ["secret.corp.example"], ["10.0.0.0/8", "2001:db8::/32"], ["0.0.0.0/0"]);

    private readonly IndependentVerifiers _verifiers = new();

    public void Dispose() => _verifiers.Dispose();

    [SkippableTheory(DisplayName = "PCA-03 our lint and openssl accept and refuse the same names under name constraints")]
    [InlineData("corp.example", true)]
    [InlineData("www.corp.example", true)]
    [InlineData("a.b.c.corp.example", true)]
    [InlineData("*.www.corp.example", true)]
    [InlineData("other.example", false)]
    [InlineData("example", false)]
    [InlineData("notcorp.example", false)]
    [InlineData("*.other.example", false)]
    [InlineData("secret.corp.example", false)]
    [InlineData("a.secret.corp.example", false)]
    [InlineData("*.secret.corp.example", false)]
    [InlineData("notsecret.corp.example", true)]
    public void Same_as_openssl(string name, bool accepted)
    {
        using var free = TestPki.Root();
        using var bound = TestPki.Root(change: template => template with { NameConstraints = Corp });
        var prepared = TestPki.PrepareLeaf(bound, change: template => template with { Names = TestPki.Names(name) });
        // The root with the same key and name but without constraints signs what the lint refuses, so that openssl can be asked.
        var leaf = TestPki.Leaf(free, change: template => template with { Names = TestPki.Names(name) });

        Assert.Equal(accepted, prepared.IsOk(out _, out var failure));
        Assert.Equal(accepted, _verifiers.Openssl(bound.Certificate, [], leaf).ExitCode == 0);
        if (!accepted) Assert.StartsWith("L207 ", Assert.Single(failure!.Findings), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "PCA-03 a wildcard that would stand for an excluded name is refused, which openssl does not do")]
    public void Wildcard_over_excluded()
    {
        using var bound = TestPki.Root(change: template => template with { NameConstraints = Corp });

        var findings = TestPki.Findings(TestPki.PrepareLeaf(bound, change: template => template with { Names = TestPki.Names("*.corp.example") }));

        Assert.StartsWith("L207 ", Assert.Single(findings), StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "PCA-03 a subordinate takes over its parent's limits, and openssl agrees with what it may then issue")]
    public void Inherited()
    {
        using var root = TestPki.Root(change: template => template with { NameConstraints = Corp });
        using var plain = TestPki.Subordinate(root);
        using var narrower = TestPki.Subordinate(root, change: template => template with { NameConstraints = new(["eu.corp.example"], [], [], []) });

        Assert.Equal(Corp.Permitted.ToArray(), ConstraintsOf(plain).Permitted.ToArray());
        Assert.Equal(Corp.ExcludedIp.ToArray(), ConstraintsOf(plain).ExcludedIp.ToArray());
        Assert.Equal(["eu.corp.example"], ConstraintsOf(narrower).Permitted.ToArray());
        Assert.Equal(Corp.Excluded.ToArray(), ConstraintsOf(narrower).Excluded.ToArray());
        Assert.False(TestPki.PrepareLeaf(narrower, change: template => template with { Names = TestPki.Names("us.corp.example") }).IsOk(out _, out _));
        var leaf = TestPki.Leaf(narrower, change: template => template with { Names = TestPki.Names("www.eu.corp.example") });
        IndependentVerifiers.AssertAccepted(_verifiers.Openssl(root.Certificate, [narrower.Certificate], leaf));
        IndependentVerifiers.AssertAccepted(_verifiers.Certtool(root.Certificate, [narrower.Certificate], leaf));
    }

    [Theory(DisplayName = "PCA-03 a subordinate that declares more than its parent allows is refused")]
    [InlineData("example", "10.1.0.0/16")]
    [InlineData("other.example", "10.1.0.0/16")]
    [InlineData("corp.example", "0.0.0.0/0")]
    [InlineData("corp.example", "192.168.0.0/16")]
    public void Wider(string name, string network)
    {
        using var root = TestPki.Root(change: template => template with { NameConstraints = Corp });
        var template = TestPki.SubordinateTemplate(TestPki.Key(KeyAlgorithm.EC_prime256v1, "subordinate"));

        var findings = TestPki.Findings(TestPki.Signer.Prepare(root.Signing, template with { NameConstraints = new([name], [], [network], []) }, null));

        Assert.StartsWith("L503 ", Assert.Single(findings), StringComparison.Ordinal);
    }

    [Theory(DisplayName = "PCA-03 limits of two authorities compare by what they cover")]
    [InlineData("corp.example", "", "corp.example", "", null)]
    [InlineData("a.corp.example", "", "corp.example", "", null)]
    [InlineData("", "", "corp.example", "", "everything")]
    [InlineData("corp.example", "", "", "bad.example", "bad.example")]
    [InlineData("", "example", "", "bad.example", null)]
    public void Comparison(string permitted, string excluded, string parentPermitted, string parentExcluded, string? wider)
    {
        static NameConstraints Of(string permitted, string excluded) =>
            new(permitted.Length == 0 ? [] : [permitted], excluded.Length == 0 ? [] : [excluded], [], []);

        Assert.Equal(wider, ConstraintInheritance.FindWider(Of(permitted, excluded), Of(parentPermitted, parentExcluded)));
    }

    [Fact(DisplayName = "PCA-03 an empty excluded name shuts out every name")]
    public void Everything_excluded()
    {
        using var root = TestPki.Root(change: template => template with { NameConstraints = new([], [""], [], []) });

        Assert.StartsWith("L207 ", Assert.Single(TestPki.Findings(TestPki.PrepareLeaf(root))), StringComparison.Ordinal);
    }

    private static NameConstraints ConstraintsOf(TestAuthority authority) => TestPki.Read(authority.Certificate).Values.NameConstraints!.Names;
}
