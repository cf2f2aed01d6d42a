using System.Collections.Immutable;
using System.Net;
using CsCheck;
using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Testing.State;

namespace Reconciler.Adapters.Tests.Store;

/// <summary>Whatever a manifest can say comes back exactly.</summary>
public sealed class StoredJsonTests
{
    private static readonly Gen<string> Text = Gen.String[Gen.OneOf(Gen.Char['a', 'z'], Any('"', '\\', '\n', ' ', 'ä', '☃', '0')), 1, 20];

    private static readonly Gen<string> Domain = Gen.String[Gen.Char['a', 'z'], 1, 12].Select(label => $"{label}.example.com");

    private static readonly Gen<ImmutableArray<string>> Texts = Gen.OneOf(Text, Domain).Array[0, 4].Select(texts => texts.ToImmutableArray());

    private static readonly Gen<DateTimeOffset> Instant =
        Gen.Long[0, TimeSpan.FromDays(36500).Ticks].Select(ticks => DateTimeOffset.UnixEpoch.AddTicks(ticks));

    private static readonly Gen<Period> Lengths =
        Gen.Select(Gen.Int[1, 100], Any("m", "h", "d", "w", "mo", "y"), (number, unit) => Period.Parse($"{number}{unit}"));

    private static readonly Gen<Validity> Validities = Gen.OneOf(Lengths.Select(Validity.For), Instant.Select(Validity.Until));

    private static readonly Gen<ResourceId> Authority = Any(StateSamples.Root, StateSamples.Issuing);

    private static readonly Gen<CertificateSpec> Certificates = Gen.Select(
        Gen.Select(Authority.Array[1, 3], Gen.Bool, Gen.Enum<KeyAlgorithm>(), Gen.Enum<KeyRotation>(), Validities, Lengths),
        Gen.Select(Gen.Enum<KeyUsagePurpose>().Array[0, 2], Gen.Bool, Gen.Bool, Gen.Enum<RemovalPolicy>(), Gen.Enum<RevocationReason>(), Gen.Bool),
        (first, second) => new CertificateSpec
        {
            Domains = [],
            Authorities = [.. first.Item1],
            Validation = first.Item2 ? ResourceId.Global(ResourceKind.ValidationMethod, "default", "dns") : null,
            KeyAlgorithm = first.Item3,
            Rotation = first.Item4,
            Validity = first.Item5,
            RenewBefore = first.Item6,
            Usages = [.. second.Item1],
            Targets = second.Item2 ? [StateSamples.Edge] : [],
            Exportable = second.Item3,
            OnRemove = second.Item4,
            Revoked = second.Item6 ? second.Item5 : null,
        });

    private static readonly Gen<AuthoritySpec> Authorities = Gen.Select(
        Gen.Select(Gen.Enum<AuthorityType>(), Gen.Enum<Trust>(), Text, Text.Null(), Gen.Enum<KeyAlgorithm>(), Validities, Authority.Null()),
        Gen.Select(Gen.Int[0, 5].Nullable(), Texts, Texts, Gen.Enum<AuthorityMode>(), Gen.Enum<DesiredAuthorityState>(), Gen.Enum<IssuingProfile>()),
        Gen.Select(Text.Null(), Text.Null(), Lengths, Lengths, Texts, Gen.Enum<KeyAlgorithm>().Array[0, 3]),
        (first, second, third) => new AuthoritySpec
        {
            Type = first.Item1,
            Trust = first.Item2,
            Subject = new(first.Item3, first.Item4, third.Item1),
            KeyAlgorithm = first.Item5,
            Validity = first.Item6,
            Parent = first.Item7,
            PathLength = second.Item1,
            NameConstraints = new(second.Item2, second.Item3, third.Item5, second.Item2),
            Mode = second.Item4,
            State = second.Item5,
            CaaIdentities = second.Item3,
            Profile = second.Item6,
            Revocation = new() { BaseUrl = third.Item1, Directory = third.Item2, CrlValidity = third.Item3 },
            Issuance = new() { MaxValidity = third.Item4, AllowedDomains = third.Item5, AllowedAlgorithms = [.. third.Item6] },
        });

    private static readonly Gen<SecretReference> Secrets = Gen.OneOf(
        Text.Select(SecretReference (name) => new SecretReference.Variable(name)), Text.Select(SecretReference (path) => new SecretReference.File(path)));

    private static readonly Gen<TargetSpec> Targets = Gen.Select(
        Gen.Int[0, 7], Text, Gen.Enum<FilesLayout>(), Text.Null(), Gen.Int[0, 511], Texts, Secrets.Null(), TargetSpec (accepts, directory, layout, owner, mode, reload, password) =>
            new TargetSpec.Files
            {
                Accepts = (AcceptedKinds)accepts,
                Directory = directory,
                Layout = layout,
                Owner = owner,
                Mode = (UnixFileMode)mode,
                Reload = reload,
                Password = password,
            });

    private static readonly Gen<DnsProviderSpec> Providers = Gen.OneOf(
        Gen.Select(Texts, Any("127.0.0.1", "::1", "192.0.2.7"), Gen.Int[0, 65535], DnsProviderSpec (zones, address, port) =>
            new DnsProviderSpec.Embedded { Zones = zones, Listen = new(IPAddress.Parse(address), port) }),
        Gen.Select(Texts, Text, Texts, DnsProviderSpec (zones, file, reload) => new DnsProviderSpec.ZoneFile { Zones = zones, File = file, Reload = reload }));

    private static readonly Gen<DeployedContent> Contents = Gen.Select(
        Text,
        Gen.Int,
        Gen.Select(Text, Text, Gen.Long, Gen.Long, Gen.Long, Gen.Long, Gen.Int, Text.Null())
            .Select(file => new DeployedFile(file.Item1, file.Item2, file.Item3, file.Item4, file.Item5, file.Item6, file.Item7, file.Item8))
            .Array[0, 6],
        (directory, folder, files) => new DeployedContent(directory, folder, [.. files]));

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    [Fact(DisplayName = "Every spec of a certificate comes back exactly")]
    public void Certificate_specs() =>
        Certificates.Sample(spec => Assert.Equal(Description.Of(spec), Description.Of(StoredJson.ReadCertificate(StoredJson.Write(spec)))));

    [Fact(DisplayName = "Every spec of an authority comes back exactly")]
    public void Authority_specs() =>
        Authorities.Sample(spec => Assert.Equal(Description.Of(spec), Description.Of(StoredJson.ReadAuthority(StoredJson.Write(spec)))));

    [Fact(DisplayName = "Every spec of a target comes back exactly")]
    public void Target_specs() =>
        Targets.Sample(spec => Assert.Equal(Description.Of(spec), Description.Of(StoredJson.ReadTarget(StoredJson.Write(spec)))));

    [Fact(DisplayName = "Every spec of a DNS provider comes back exactly")]
    public void Provider_specs() =>
        Providers.Sample(spec => Assert.Equal(Description.Of(spec), Description.Of(StoredJson.ReadProvider(StoredJson.Write(spec)))));

    [Fact(DisplayName = "What was deployed comes back exactly")]
    public void Deployed_contents() => Contents.Sample(
        content => Assert.Equal(Description.Of(content), Description.Of(ContentText.Read(System.Text.Encoding.UTF8.GetBytes(ContentText.Write(content))))));

    [Fact(DisplayName = "Fields that a newer version added behind a deployed file are passed over")]
    public void Newer_fields_are_passed_over()
    {
        var content = ContentText.Read("""["/srv",3,[["a","",1,2,3,4,5,null,{"x":[1]},6],["b","",1,2,3,4,5,"c"]],true]"""u8);

        Assert.Equal(["a", "b"], content.Files.Select(file => file.Path));
    }

    [Theory(DisplayName = "A stored text that does not hold what it must is refused, never half read")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"authorities\":null}")]
    public void Damaged_texts_are_refused(string json)
    {
        Assert.True(Record.Exception(() => StoredJson.ReadCertificate(json)) is System.Text.Json.JsonException or FormatException);
        Assert.True(Record.Exception(() => StoredJson.ReadTarget(json)) is System.Text.Json.JsonException or FormatException);
        Assert.True(Record.Exception(() => ContentText.Read(System.Text.Encoding.UTF8.GetBytes(json))) is System.Text.Json.JsonException or FormatException);
    }
}
