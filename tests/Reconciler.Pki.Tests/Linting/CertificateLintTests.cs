using System.Collections.Immutable;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Pki.Encoding;
using Reconciler.Pki.Linting;

namespace Reconciler.Pki.Tests.Linting;

/// <summary>Every lint fires on a certificate that is good but for one thing, and no good certificate meets one.</summary>
public sealed class CertificateLintTests : IDisposable
{
    private static readonly ImmutableArray<Damage> Damages =
    [
        new("L101", Kind.Leaf, editor => editor.EncodedVersion = 1),
        new("L102", Kind.Leaf, editor => editor.Serial = [0x80, 1, 2, 3, 4, 5, 6, 7, 8]),
        new("L102", Kind.Leaf, editor => editor.Serial = [1, 2, 3, 4, 5, 6, 7]),
        new("L102", Kind.Leaf, editor => editor.Serial = [.. Enumerable.Repeat<byte>(1, 21)]),
        new("L103", Kind.Leaf, editor => editor.SignatureAlgorithm = AlgorithmIdentifiers.Encode(Oids.EcdsaWithSha384, withNull: false)),
        new("L103", Kind.Leaf, editor => editor.SignatureAlgorithm = AlgorithmIdentifiers.Encode(Oids.EcdsaWithSha256, withNull: true)),
        new("L104", Kind.Leaf, editor => editor.Issuer = DistinguishedNames.Encode(new("Test Issuing", "Example", "NO"))),
        new("L105", Kind.Leaf, editor => editor.NotBefore = editor.NotBefore with { IsGeneralized = true }),
        new("L105", Kind.Leaf, editor => editor.NotAfter = new(editor.NotAfter.Instant.AddMilliseconds(500), true)),
        new("L106", Kind.Leaf, editor => editor.NotAfter = new(editor.NotBefore.Instant.AddSeconds(-1), false)),
        new("L107", Kind.Leaf, editor => editor.NotAfter = new(TestPki.Now.AddYears(5), false)),
        new("L201", Kind.Leaf, editor => editor.Subject = DistinguishedNames.Encode(new("www.corp.example", "Example"))),
        new("L201", Kind.Leaf, editor => editor.Subject = DistinguishedNames.Encode(new(""))),
        new("L202", Kind.Leaf, editor => editor.Subject = DistinguishedNames.Encode(new("other.example"))),
        new("L202", Kind.Leaf, editor => editor.Subject = DistinguishedNames.Encode(new("WWW.corp.example"))),
        new("L203", Kind.Leaf, editor => editor.Remove(Oids.SubjectAlternativeName)),
        new("L203", Kind.Leaf, editor => editor.Replace(Oids.SubjectAlternativeName, "3000")),
        new("L203", Kind.Leaf, editor => editor.Replace(Oids.SubjectAlternativeName, "3006" + "87047f000001")),
        new("L203", Kind.Subordinate, editor => editor.Add(Oids.SubjectAlternativeName, false, "3003" + "820161")),
        new("L204", Kind.Leaf, editor => editor.Replace(Oids.SubjectAlternativeName, "3003" + "82015f")),
        new("L205", Kind.Leaf, editor => editor.Replace(Oids.SubjectAlternativeName, "3006" + "820161" + "820161")),
        new("L206", Kind.Leaf, editor => editor.Flip(Oids.SubjectAlternativeName)),
        new("L206", Kind.Leaf, editor => editor.Subject = [0x30, 0]),
        new("L207", Kind.Leaf, editor => editor.Replace(Oids.SubjectAlternativeName, "3003" + "820161")),
        new("L301", Kind.Leaf, editor => editor.Add("1.2.3.4", false, "0500")),
        new("L302", Kind.Leaf, editor => editor.Extensions.Add(editor.Extensions[0])),
        new("L303", Kind.Leaf, editor => editor.Flip(Oids.KeyUsage)),
        new("L303", Kind.Leaf, editor => editor.Flip(Oids.ExtendedKeyUsage)),
        new("L303", Kind.Subordinate, editor => editor.Flip(Oids.NameConstraints)),
        new("L304", Kind.Leaf, editor => editor.Remove(Oids.KeyUsage)),
        new("L304", Kind.Leaf, editor => editor.Replace(Oids.KeyUsage, "030205a0")),
        new("L304", Kind.Leaf, editor => editor.Replace(Oids.KeyUsage, "03020106")),
        new("L304", Kind.Subordinate, editor => editor.Replace(Oids.KeyUsage, "03020204")),
        new("L305", Kind.Leaf, editor => editor.Remove(Oids.ExtendedKeyUsage)),
        new("L305", Kind.Leaf, editor => editor.Replace(Oids.ExtendedKeyUsage, "3006" + "0604551d2500")),
        new("L306", Kind.BaselineLeaf, editor => editor.Replace(Oids.ExtendedKeyUsage, "300a" + "06082b06010505070302")),
        new("L307", Kind.Leaf, editor => editor.Remove(Oids.BasicConstraints)),
        new("L307", Kind.Leaf, editor => editor.Replace(Oids.BasicConstraints, "3003" + "020100")),
        new("L307", Kind.Subordinate, editor => editor.Replace(Oids.BasicConstraints, "3006" + "0101ff" + "0201ff")),
        new("L308", Kind.Leaf, editor => editor.Remove(Oids.AuthorityKeyIdentifier)),
        new("L308", Kind.Leaf, editor => editor.Replace(Oids.AuthorityKeyIdentifier, "3003" + "800101")),
        new("L308", Kind.Leaf, editor => editor.Replace(Oids.AuthorityKeyIdentifier, "3000")),
        new("L308", Kind.Leaf, editor => editor.Replace(Oids.AuthorityKeyIdentifier, "3003" + "820101")),
        new("L309", Kind.Leaf, editor => editor.Replace(Oids.SubjectKeyIdentifier, "040101")),
        new("L309", Kind.Subordinate, editor => editor.Remove(Oids.SubjectKeyIdentifier)),
        new("L310", Kind.Leaf, editor => editor.Replace(Oids.CrlDistributionPoints, "300f" + "300d" + "a00b" + "a009" + "8607" + "6674703a2f2f61")),
        new("L310", Kind.Leaf, editor => editor.Replace(Oids.CrlDistributionPoints, "3000")),
        new("L310", Kind.Leaf, editor => editor.Replace(Oids.CrlDistributionPoints, "3006" + "3004" + "81020640")),
        new("L311", Kind.Leaf, editor => editor.Replace(Oids.AuthorityInformationAccess, "3011" + "300f" + "06082b06010505073002" + "8603" + "613a62")),
        new("L311", Kind.Leaf, editor => editor.Replace(
            Oids.AuthorityInformationAccess, "3016" + "3014" + "06082b06010505073001" + "8608" + "687474703a2f2f61")),
        new("L312", Kind.Leaf, editor => editor.Add(Oids.NoRevocationAvailable, false, "0500")),
        new("L312", Kind.ShortLivedLeaf, editor => editor.NotAfter = new(editor.NotBefore.Instant.AddDays(7), false)),
        new("L313", Kind.Leaf, editor => editor.Add(Oids.CertificatePolicies, false, "3005" + "3003" + "06012a")),
        new("L401", Kind.Leaf, editor => editor.PublicKey[^65] = 2),
        new("L401", Kind.Leaf, editor => editor.PublicKey = TestPublicKeys.Rsa(2048, 3)),
        new("L401", Kind.Leaf, editor => editor.PublicKey = TestPublicKeys.Rsa(2048, 65537, withNull: false)),
        new("L402", Kind.Leaf, editor => editor.PublicKey = TestPublicKeys.Rsa(1024, 65537)),
        new("L402", Kind.Leaf, editor => editor.PublicKey = TestPublicKeys.Rsa(2052, 65537)),
        new("L501", Kind.Subordinate, editor => editor.Subject = [0x30, 0]),
        new("L501", Kind.Subordinate, editor => editor.Subject = DistinguishedNames.Encode(new("Test", "Example", "Sverige"))),
        new("L501", Kind.Subordinate, editor => editor.Subject = DistinguishedNames.Encode(new(new string('a', 65)))),
        new("L502", Kind.Subordinate, editor => editor.Replace(Oids.BasicConstraints, "3006" + "0101ff" + "020102")),
        new("L502", Kind.Subordinate, editor => editor.Replace(Oids.BasicConstraints, "3003" + "0101ff")),
        new("L503", Kind.Subordinate, editor => editor.Remove(Oids.NameConstraints)),
        new("L503", Kind.Subordinate, editor => editor.Replace(Oids.NameConstraints, "3009" + "a007" + "3005" + "8203" + "636f6d")),
        new("L504", Kind.Leaf, editor => editor.Add(Oids.NameConstraints, true, "3007" + "a005" + "3003" + "820161")),
        new("L504", Kind.Subordinate, editor => editor.Replace(Oids.NameConstraints, "3008" + "a006" + "3004" + "82022e61")),
        new("L504", Kind.Subordinate, editor => editor.Replace(Oids.NameConstraints, "3007" + "a105" + "3003" + "810161")),
        new("L505", Kind.Root, editor => editor.Add(Oids.ExtendedKeyUsage, false, "300a" + "06082b06010505070301")),
        new("L505", Kind.Root, editor => editor.Add(Oids.CrlDistributionPoints, false, "3010" + "300e" + "a00c" + "a00a" + "8608" + "687474703a2f2f61")),
        new("L505", Kind.Root, editor => editor.Replace(Oids.BasicConstraints, "3000")),
        new("L601", Kind.BaselineLeaf, editor => editor.NotAfter = new(editor.NotBefore.Instant.AddDays(398), false)),
        new("L602", Kind.BaselineLeaf, editor => editor.Replace(Oids.SubjectAlternativeName, "3003" + "820161")),
        new("L603", Kind.BaselineLeaf, editor => editor.Replace(Oids.ExtendedKeyUsage, "3014" + "06082b06010505070301" + "06082b06010505070302")),
        new("L604", Kind.BaselineSubordinate, editor => editor.Subject = DistinguishedNames.Encode(new("Test Issuing"))),
    ];

    private readonly TestAuthority _root;
    private readonly TestAuthority _issuing;
    private readonly TestAuthority _baseline;

    public CertificateLintTests()
    {
        _root = TestPki.Root(change: template => template with { PathLength = 2, NameConstraints = Constraints });
        _issuing = TestPki.Subordinate(_root);
        _baseline = TestPki.Subordinate(_root, change: template => template with { Trust = Trust.Public, Profile = IssuingProfile.Br });
    }

    private enum Kind
    {
        Root,
        Subordinate,
        BaselineSubordinate,
        Leaf,
        ShortLivedLeaf,
        BaselineLeaf,
    }

    public static TheoryData<int, string> DamageRows
    {
        get
        {
            var rows = new TheoryData<int, string>();
            for (var i = 0; i < Damages.Length; i++) rows.Add(i, Damages[i].Code);
            return rows;
        }
    }

    private static NameConstraints Constraints { get; } = new(["corp.example"], ["secret.internal.corp.example"], [], []);

    public void Dispose()
    {
        _root.Dispose();
        _issuing.Dispose();
        _baseline.Dispose();
    }

    [Theory(DisplayName = "ISS-07 a certificate with one thing wrong is not signed, and the lint of that thing says so")]
    [MemberData(nameof(DamageRows))]
    public void Every_lint_fires(int row, string code)
    {
        var damage = Damages[row];
        var editor = new ToBeSignedEditor(Good(damage.Kind).ToBeSigned);
        damage.Apply(editor);

        var findings = TestPki.Findings(Resume(damage.Kind, editor.Encode()));

        Assert.Contains(findings, finding => finding.StartsWith(code + " ", StringComparison.Ordinal));
    }

    [Fact(DisplayName = "ISS-07 every lint of the catalogue has a certificate on which it fires")]
    public void No_lint_is_untested() =>
        Assert.Equal(CertificateLints.All.Select(lint => lint.Code), Damages.Select(damage => damage.Code).Distinct().Order(StringComparer.Ordinal));

    [Fact(DisplayName = "ISS-07 good certificates of every kind meet no lint, also when they are taken up from stored bytes")]
    public void Good_ones_pass() => Assert.All(Enum.GetValues<Kind>(), kind =>
    {
        var token = Good(kind);
        Assert.Equal(token.ToBeSigned.ToArray(), TestPki.Token(Resume(kind, new ToBeSignedEditor(token.ToBeSigned).Encode())).ToBeSigned.ToArray());
    });

    [Fact(DisplayName = "ISS-07 bytes that are no certificate are a finding")]
    public void Unreadable()
    {
        Assert.StartsWith("L000 ", Assert.Single(TestPki.Findings(Resume(Kind.Leaf, [0x30, 1]))), StringComparison.Ordinal);
        Assert.StartsWith("L000 ", Assert.Single(TestPki.Findings(Resume(Kind.Root, []))), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "clientAuth is for private trust only")]
    public void Client_usage()
    {
        ImmutableArray<KeyUsagePurpose> both = [KeyUsagePurpose.ServerAuth, KeyUsagePurpose.ClientAuth];

        TestPki.Token(TestPki.PrepareLeaf(_issuing, change: template => template with { Usages = both }));
        var findings = TestPki.Findings(TestPki.PrepareLeaf(_issuing, change: template => template with { Usages = both, Trust = Trust.Public }));

        Assert.StartsWith("L305 ", Assert.Single(findings), StringComparison.Ordinal);
    }

    [Theory(DisplayName = "Profile br limits the lifetime by the day of issue")]
    [InlineData("2026-03-14", 398)]
    [InlineData("2026-03-15", 200)]
    [InlineData("2027-03-15", 100)]
    [InlineData("2029-03-15", 47)]
    public void Dated_lifetimes(string day, int days)
    {
        var from = new DateTimeOffset(DateTime.ParseExact(day, "yyyy-MM-dd", null), TimeSpan.Zero);
        LeafTemplate For(LeafTemplate template, TimeSpan lifetime) => template with
        {
            Profile = IssuingProfile.Br,
            NotBefore = from,
            NotAfter = from + lifetime - TimeSpan.FromSeconds(1),
        };

        TestPki.Token(TestPki.PrepareLeaf(_baseline, change: template => For(template, TimeSpan.FromDays(days))));
        var findings = TestPki.Findings(TestPki.PrepareLeaf(_baseline, change: template => For(template, TimeSpan.FromDays(days) + TimeSpan.FromSeconds(1))));

        Assert.StartsWith("L601 ", Assert.Single(findings), StringComparison.Ordinal);
        Assert.Contains($"{days} days", findings[0], StringComparison.Ordinal);
    }

    private IssuanceToken Good(Kind kind)
    {
        var key = TestPki.Key(KeyAlgorithm.EC_prime256v1, "root");
        var subordinate = TestPki.SubordinateTemplate(TestPki.Key(KeyAlgorithm.EC_prime256v1, "subordinate"));
        return TestPki.Token(kind switch
        {
            Kind.Root => TestPki.Signer.Prepare(null, TestPki.RootTemplate(key) with { NameConstraints = Constraints }, key.PrivateKey),
            Kind.Subordinate => TestPki.Signer.Prepare(_root.Signing, subordinate, null),
            Kind.BaselineSubordinate => TestPki.Signer.Prepare(_root.Signing, subordinate with { Trust = Trust.Public, Profile = IssuingProfile.Br }, null),
            Kind.Leaf => TestPki.PrepareLeaf(_issuing),
            Kind.ShortLivedLeaf => TestPki.PrepareLeaf(_issuing, change: template => template with
            {
                Mode = AuthorityMode.ShortLived,
                NotAfter = template.NotBefore.AddDays(7).AddSeconds(-1),
            }),
            Kind.BaselineLeaf => TestPki.PrepareLeaf(_baseline, change: template => template with
            {
                Profile = IssuingProfile.Br,
                Trust = Trust.Public,
            }),
        });
    }

    private Result<IssuanceToken, LintFailure> Resume(Kind kind, byte[] toBeSigned) => kind switch
    {
        Kind.Root => TestPki.Signer.Resume(null, toBeSigned, TestPki.Key(KeyAlgorithm.EC_prime256v1, "root").PrivateKey),
        Kind.Subordinate or Kind.BaselineSubordinate => TestPki.Signer.Resume(_root.Signing, toBeSigned, null),
        Kind.Leaf or Kind.ShortLivedLeaf => TestPki.Signer.Resume(_issuing.Signing, toBeSigned, null),
        Kind.BaselineLeaf => TestPki.Signer.Resume(_baseline.Signing, toBeSigned, null),
    };

    private sealed record Damage(string Code, Kind Kind, Action<ToBeSignedEditor> Apply);
}
