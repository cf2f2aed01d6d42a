using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Pki.Tests.Issuance;

/// <summary>openssl (strict) and gnutls accept what we issue, whatever the algorithms, the depth and the profile.</summary>
public sealed class ChainDifferentialTests : IDisposable
{
    private readonly IndependentVerifiers _verifiers = new();

    /// <summary>Common algorithms by both depths; the slow keys once each.</summary>
    public static TheoryData<KeyAlgorithm, KeyAlgorithm, bool, IssuingProfile> Chains
    {
        get
        {
            var rows = new TheoryData<KeyAlgorithm, KeyAlgorithm, bool, IssuingProfile>();
            KeyAlgorithm[] authorities = [KeyAlgorithm.RSA_2048, KeyAlgorithm.EC_prime256v1, KeyAlgorithm.EC_secp384r1, KeyAlgorithm.EC_secp521r1];
            foreach (var authority in authorities)
            {
                foreach (var leaf in KeyAlgorithms.ForCertificates)
                {
                    foreach (var profile in Enum.GetValues<IssuingProfile>())
                    {
                        rows.Add(authority, leaf, false, profile);
                        rows.Add(authority, leaf, true, profile);
                    }
                }
            }

            rows.Add(KeyAlgorithm.RSA_3072, KeyAlgorithm.RSA_2048, true, IssuingProfile.Classic);
            rows.Add(KeyAlgorithm.RSA_4096, KeyAlgorithm.EC_prime256v1, true, IssuingProfile.Br);
            return rows;
        }
    }

    public void Dispose() => _verifiers.Dispose();

    [SkippableTheory(DisplayName = "PCA-03 openssl and gnutls verify chains")]
    [MemberData(nameof(Chains))]
    public void Chains_verify(KeyAlgorithm authority, KeyAlgorithm leaf, bool hasSubordinate, IssuingProfile profile)
    {
        var trust = profile == IssuingProfile.Br ? Trust.Public : Trust.Private;
        using var root = TestPki.Root(authority, template => template with { Profile = profile, Trust = trust });
        using var subordinate = hasSubordinate ? TestPki.Subordinate(root, authority, template => template with { Profile = profile, Trust = trust }) : null;
        var certificate = TestPki.Leaf(subordinate ?? root, leaf, template => template with { Profile = profile, Trust = trust });
        byte[][] intermediates = subordinate is null ? [] : [subordinate.Certificate];

        IndependentVerifiers.AssertAccepted(_verifiers.Openssl(root.Certificate, intermediates, certificate, "-verify_hostname", "x.corp.example"));
        IndependentVerifiers.AssertAccepted(_verifiers.Certtool(root.Certificate, intermediates, certificate));
    }

    [SkippableFact(DisplayName = "PCA-03 a subordinate of a subordinate verifies, and openssl refuses one below path length 0 as our lint does")]
    public void Path_length()
    {
        using var root = TestPki.Root();
        using var middle = TestPki.Subordinate(root, change: template => template with { PathLength = 1, Subject = new("Middle") });
        using var issuing = TestPki.Subordinate(middle, KeyAlgorithm.EC_secp384r1);
        var leaf = TestPki.Leaf(issuing);
        var refused = TestPki.Signer.Prepare(issuing.Signing, TestPki.SubordinateTemplate(TestPki.Key(KeyAlgorithm.EC_prime256v1, "below")), null);

        IndependentVerifiers.AssertAccepted(_verifiers.Openssl(root.Certificate, [middle.Certificate, issuing.Certificate], leaf));
        IndependentVerifiers.AssertAccepted(_verifiers.Certtool(root.Certificate, [issuing.Certificate, middle.Certificate], leaf));
        Assert.StartsWith("L502 ", Assert.Single(TestPki.Findings(refused)), StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "NAM-01 a first name over 64 octets leaves the subject empty, and strict verifiers accept that")]
    public void Empty_subject()
    {
        using var root = TestPki.Root();
        var name = $"{new string('a', 60)}.corp.example";
        var leaf = TestPki.Leaf(root, change: template => template with { Names = TestPki.Names(name, "corp.example") });

        IndependentVerifiers.AssertAccepted(_verifiers.Openssl(root.Certificate, [], leaf, "-verify_hostname", name));
        IndependentVerifiers.AssertAccepted(_verifiers.Certtool(root.Certificate, [], leaf));
    }

    [SkippableTheory(DisplayName = "NAM-02 openssl matches our wildcard names as the row says")]
    [InlineData("a.corp.example", true)]
    [InlineData("corp.example", false)]
    [InlineData("a.b.corp.example", false)]
    public void Wildcards(string host, bool matches)
    {
        using var root = TestPki.Root();
        var leaf = TestPki.Leaf(root, change: template => template with { Names = TestPki.Names("*.corp.example") });

        Assert.Equal(matches, _verifiers.Openssl(root.Certificate, [], leaf, "-verify_hostname", host).ExitCode == 0);
    }

    [SkippableFact(DisplayName = "PCA-05 a short-lived certificate, and validity beyond 2049, verify")]
    public void Short_and_long()
    {
        using var root = TestPki.Root(change: template => template with { NotAfter = TestPki.Now.AddYears(40) });
        var brief = TestPki.Leaf(root, change: template => template with
        {
            Mode = AuthorityMode.ShortLived,
            NotAfter = template.NotBefore.AddDays(7).AddSeconds(-1),
        });
        var lasting = TestPki.Leaf(root, change: template => template with { NotAfter = new(2050, 1, 1, 0, 0, 0, TimeSpan.Zero) });

        Assert.All([brief, lasting], leaf =>
        {
            IndependentVerifiers.AssertAccepted(_verifiers.Openssl(root.Certificate, [], leaf));
            IndependentVerifiers.AssertAccepted(_verifiers.Certtool(root.Certificate, [], leaf));
        });
    }

    [SkippableFact(DisplayName = "PCA-03 purposes handed down a public chain verify")]
    public void Purposes()
    {
        using var root = TestPki.Root(change: template => template with { Trust = Trust.Public });
        using var middle = TestPki.Subordinate(root, change: template => template with { Trust = Trust.Public, PathLength = 1, Subject = new("Middle") });
        using var issuing = TestPki.Subordinate(middle, KeyAlgorithm.EC_secp384r1);
        var leaf = TestPki.Leaf(issuing);

        Assert.Equal("1.3.6.1.5.5.7.3.1", Assert.Single(TestPki.Read(issuing.Certificate).Values.ExtendedKeyUsages));
        IndependentVerifiers.AssertAccepted(_verifiers.Openssl(root.Certificate, [middle.Certificate, issuing.Certificate], leaf));
    }
}
