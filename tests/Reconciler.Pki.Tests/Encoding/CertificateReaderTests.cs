using System.Formats.Asn1;
using System.Globalization;
using CsCheck;
using Org.BouncyCastle.X509;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Pki.Encoding;

namespace Reconciler.Pki.Tests.Encoding;

public sealed class CertificateReaderTests : IDisposable
{
    private static readonly Gen<string> Label = Gen.Char["abcxyz019"].Array[1, 20].Select(characters => "h" + new string(characters));

    private static readonly Gen<string> HostName =
        Gen.Select(Gen.Bool, Label.Array[2, 6]).Select((isWildcard, labels) => (isWildcard ? "*." : "") + string.Join('.', labels));

    private static readonly Gen<LeafTemplate> Template =
        from random in Gen.Byte.Array[SerialNumber.Length - 1]
        from names in HostName.Array[1, 12]
        from start in Gen.Long[0, 60L * 365 * 86_400]
        from seconds in Gen.Long[0, 390L * 86_400]
        from profile in Gen.Enum<IssuingProfile>()
        from client in Gen.Bool
        from mode in Gen.Enum<AuthorityMode>()
        from algorithm in Gen.Int[0, KeyAlgorithms.ForCertificates.Count - 1]
        from urls in Gen.Bool
        let notBefore = DateTimeOffset.UnixEpoch.AddYears(50).AddSeconds(start)
        let longestDays = mode == AuthorityMode.ShortLived ? 7 : profile == IssuingProfile.Br ? 47 : 390
        select new LeafTemplate
        {
            Serial = SerialNumber.FromRandom(random),
            NotBefore = notBefore,
            NotAfter = notBefore.AddSeconds(seconds % (longestDays * 86_400)),
            Names = [.. names.Distinct().Select(TestPki.Name)],
            PublicKey = TestPki.Key(KeyAlgorithms.ForCertificates[algorithm], "leaf").PublicKey,
            Usages = client && profile == IssuingProfile.Classic ? [KeyUsagePurpose.ServerAuth, KeyUsagePurpose.ClientAuth] : [KeyUsagePurpose.ServerAuth],
            Profile = profile,
            Trust = Trust.Private,
            Mode = mode,
            CrlUrl = urls ? "http://pki.example/a.crl" : null,
            IssuerUrl = urls ? "http://pki.example/a.cer" : null,
        };

    private readonly TestAuthority _issuer = TestPki.Root(change: template => template with
    {
        NotBefore = DateTimeOffset.UnixEpoch.AddYears(50),
        NotAfter = DateTimeOffset.UnixEpoch.AddYears(120),
    });

    public void Dispose() => _issuer.Dispose();

    [Fact(DisplayName = "ISS-07 any valid template gives a certificate that reads back equal, by our parser and by another")]
    public void Round_trip() => Template.Sample(
        template =>
        {
            var der = TestPki.Sign(TestPki.Signer.Prepare(_issuer.Signing, template));
            AssertReadsBack(template, TestPki.Read(der));
            AssertOtherParserAgrees(TestPki.Read(der), new X509CertificateParser().ReadCertificate(der));
        },
        iter: 500);

    [Fact(DisplayName = "Damaged certificates give a value or a reason, never an exception")]
    public void Damage()
    {
        var constraints = new NameConstraints(["a.example"], [], ["10.0.0.0/8"], []);
        using var subordinate = TestPki.Subordinate(_issuer, change: template => template with { NameConstraints = constraints });
        byte[][] good = [TestPki.Leaf(subordinate, change: template => template with { Names = TestPki.Names("a.example") }), subordinate.Certificate];
        Gen.Select(Gen.Int[0, 1], Gen.Select(Gen.Int[0, 400], Gen.Byte).Array[1, 4], Gen.Int[0, 20]).Sample(
            (which, changes, cut) =>
            {
                var damaged = good[which][..^cut];
                foreach (var (at, value) in changes) damaged[at % damaged.Length] = value;
                return CertificateReader.Read(damaged).IsOk(out var contents, out var problem) ? contents.Version > 0 : problem.Length > 0;
            },
            iter: 20_000);
    }

    [Fact(DisplayName = "A certificate over 64 KiB is refused, and the limit is named")]
    public void Limit()
    {
        Assert.False(CertificateReader.Read(new byte[CertificateReader.MaxLength + 1]).IsOk(out _, out var problem));
        Assert.Contains("65536", problem, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "Instants are UTCTime up to 2049 and GeneralizedTime from 2050")]
    [InlineData("2049-12-31T23:59:59Z", "170d3439313233313233353935395a")]
    [InlineData("2050-01-01T00:00:00Z", "180f32303530303130313030303030305a")]
    [InlineData("2050-01-01T00:30:00+01:00", "170d3439313233313233333030305a")]
    public void Times(string instant, string hex)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        EncodedTime.Write(writer, DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture));

        Assert.Equal(hex, Convert.ToHexStringLower(writer.Encode()));
    }

    [Theory(DisplayName = "PCA-03 name constraints have the encoding of RFC 5280, and read back")]
    [InlineData("corp.example", null, "3012a010300e820c636f72702e6578616d706c65")]
    [InlineData(null, "0.0.0.0/0", "300ea10c300a87080000000000000000")]
    [InlineData(null, "10.128.0.0/9", "300ea10c300a87080a800000ff800000")]
    [InlineData(null, "2001:db8::/32", "3026a12430228720" + "20010db8000000000000000000000000" + "ffffffff000000000000000000000000")]
    public void Constraint_vectors(string? permitted, string? excludedIp, string hex)
    {
        var constraints = new NameConstraints(permitted is null ? [] : [permitted], [], [], excludedIp is null ? [] : [excludedIp]);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        NameConstraintsEncoding.Write(writer, constraints);
        var read = ReadConstraints(hex);

        Assert.Equal(hex, Convert.ToHexStringLower(writer.Encode()));
        Assert.False(read.HasOtherForms);
        Assert.Equal(constraints.Permitted.ToArray(), read.Names.Permitted.ToArray());
        Assert.Equal(constraints.ExcludedIp.ToArray(), read.Names.ExcludedIp.ToArray());
    }

    [Theory(DisplayName = "PCA-03 constraints that we cannot compare are noted: a mask with holes, host bits, another form, a maximum")]
    [InlineData("300ea10c300a87080a000000ff00ff00")]
    [InlineData("300ea10c300a87080a000001ff000000")]
    [InlineData("3009a10730058703" + "0a0000")]
    [InlineData("3007a1053003810161")]
    [InlineData("300aa1083006820161810101")]
    public void Odd_constraints(string hex) => Assert.True(ReadConstraints(hex).HasOtherForms);

    private static ConstrainedNames ReadConstraints(string hex) =>
        NameConstraintsEncoding.Read(new(Convert.FromHexString(hex), AsnEncodingRules.DER));

    private static void AssertReadsBack(LeafTemplate template, CertificateContents read)
    {
        Assert.Equal(3, read.Version);
        Assert.Equal(template.Serial.Hex, read.SerialHex);
        Assert.Equal(template.NotBefore, read.NotBefore.Instant);
        Assert.Equal(template.NotAfter, read.NotAfter.Instant);
        Assert.Equal(template.NotAfter.Year >= 2050, read.NotAfter.IsGeneralized);
        Assert.Equal(template.Names.Select(name => name.Value), read.Values.SubjectAlternativeName!.DnsNames);
        Assert.Equal(template.PublicKey, read.PublicKey.ToArray());
        Assert.Equal(template.Usages.Length, read.Values.ExtendedKeyUsages.Length);
        Assert.Equal(template.Profile == IssuingProfile.Br, read.Values.Policies.Contains(Oids.DomainValidated));
        Assert.Equal(template.Mode == AuthorityMode.ShortLived, read.Values.HasNoRevocationAvailable);
        Assert.Equal(template.Mode == AuthorityMode.ShortLived ? null : template.CrlUrl, read.Values.CrlDistributionPoints?.Urls.Single());
        Assert.Equal(template.IssuerUrl, read.Values.AuthorityInformationAccess.SingleOrDefault().Url);
    }

    private static void AssertOtherParserAgrees(CertificateContents ours, X509Certificate theirs)
    {
        Assert.Equal(theirs.GetTbsCertificate(), ours.ToBeSigned.ToArray());
        Assert.Equal(theirs.SerialNumber.ToByteArray(), ours.Serial.ToArray());
        Assert.Equal(theirs.NotBefore, ours.NotBefore.Instant.UtcDateTime);
        Assert.Equal(theirs.NotAfter, ours.NotAfter.Instant.UtcDateTime);
        Assert.Equal(theirs.IssuerDN.GetDerEncoded(), ours.Issuer.ToArray());
        Assert.Equal(theirs.SubjectDN.GetDerEncoded(), ours.Subject.ToArray());
        Assert.Equal(theirs.GetSubjectAlternativeNameExtension().GetNames().Select(name => name.Name.ToString()), ours.Values.SubjectAlternativeName!.DnsNames);
        Assert.Equal(theirs.GetExtendedKeyUsage().Select(purpose => purpose.Id), ours.Values.ExtendedKeyUsages);
        Assert.Equal(theirs.GetCriticalExtensionOids().Order(), ours.Extensions.Where(e => e.IsCritical).Select(e => e.Oid).Order());
        Assert.Equal(-1, theirs.GetBasicConstraints());
    }
}
