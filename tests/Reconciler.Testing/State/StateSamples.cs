using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;

namespace Reconciler.Testing.State;

/// <summary>Plausible records of a state, each telling by its number from the others.</summary>
public static class StateSamples
{
    public static ResourceId Root { get; } = ResourceId.Authority("default", "local", "root");

    public static ResourceId Issuing { get; } = ResourceId.Authority("default", "local", "issuing");

    public static ResourceId Edge { get; } = ResourceId.Target("default", "local", "edge");

    public static ResourceId Provider { get; } = ResourceId.Global(ResourceKind.DnsProvider, "default", "dns");

    public static ResourceId CertificateId(int number) => ResourceId.Certificate("default", "local", Text($"www-{number:D6}"));

    public static Guid Uuid(ResourceId id) => new(Digest(id.Text).AsSpan(0, 16));

    public static SerialNumber Serial(int number) => SerialNumber.FromRandom(Digest(Text($"serial {number}")).AsSpan(0, SerialNumber.Length - 1));

    public static ImmutableArray<DnsName> Names(int number) => [Name(Text($"www-{number:D6}.example.com")), Name(Text($"*.www-{number:D6}.example.com"))];

    public static ActualCertificate Certificate(int number) => new()
    {
        Id = CertificateId(number),
        Uuid = Uuid(CertificateId(number)),
        Status = CertificateStatus.Issued,
        Applied = new() { Domains = Names(number), Authorities = [Issuing], Targets = [Edge], KeyAlgorithm = KeyAlgorithm.EC_prime256v1 },
        AppliedRevision = "0123456789abcdef0123456789abcdef01234567",
        NextDue = ManualTime.Start.AddDays(300).AddMinutes(number),
        Generation = 1,
    };

    public static CertificateVersion Version(int number, int version, DateTimeOffset? notAfter = null) => new()
    {
        Number = version,
        Status = VersionStatus.Current,
        Serial = Serial((number * 100) + version),
        NotBefore = ManualTime.Start.AddHours(-1),
        NotAfter = notAfter ?? ManualTime.Start.AddDays(395).AddSeconds(-1),
        Fingerprint = Hex($"fingerprint {number} {version}"),
        KeyHash = KeyHash(number, version),
        Authority = Issuing,
        AuthorityVersion = 1,
        Names = Names(number),
        KeyAlgorithm = KeyAlgorithm.EC_prime256v1,
        Usages = [KeyUsagePurpose.ServerAuth],
        Validity = "395d",
    };

    /// <summary>An event about the certificate; its key tells by number, version and what it is.</summary>
    public static CertificateEvent Event(int number, EventKind kind = EventKind.Available, string what = "available", int version = 1) =>
        CertificateEvent.Of(Certificate(number), Version(number, version), kind, what, ManualTime.Start, $"{CertificateId(number).Short} was issued");

    public static string KeyHash(int number, int version) => Hex($"key {number} {version}");

    public static OpenIntent Intent(int number, int generation) => new(generation, Hex($"spec {number}"), Serial((number * 100) + generation), "issue");

    public static SealedKey Key(int number, int version) => new([.. Digest($"sealed {number} {version}"), .. new byte[160]]);

    public static byte[] Der(int number, int version) => [.. Digest($"der {number} {version}"), .. new byte[500]];

    public static StateChange.BeginIssue Begin(int number, int generation) => new(
        CertificateId(number), Intent(number, generation), Key(number, generation), generation, KeyHash(number, generation), Der(number, -generation));

    public static StateChange.PutVersion Issued(int number, int version, DateTimeOffset? notAfter = null) =>
        new(CertificateId(number), Version(number, version, notAfter), version, Der(number, version));

    public static ActualAuthority Authority(ResourceId id, ResourceId? parent) => new()
    {
        Id = id,
        Uuid = Uuid(id),
        Status = AuthorityStatus.Active,
        Applied = new()
        {
            Type = parent is null ? AuthorityType.Root : AuthorityType.Subordinate,
            Subject = new($"Example {id.Name}"),
            Validity = Validity.For(Period.Parse("10y")),
            Parent = parent,
        },
        NextDue = ManualTime.Start.AddDays(6),
        Generation = 1,
    };

    public static AuthorityVersion AuthorityVersion(ResourceId id, ResourceId? parent, int version = 1) => new()
    {
        Number = version,
        Serial = SerialNumber.FromRandom(Digest($"{id} {version}").AsSpan(0, SerialNumber.Length - 1)),
        NotBefore = ManualTime.Start.AddDays(-1),
        NotAfter = ManualTime.Start.AddYears(10),
        Fingerprint = Hex($"{id} {version}"),
        KeyHash = Hex($"key {id}"),
        KeyVersion = 1,
        Parent = parent,
        ParentVersion = parent is null ? null : 1,
    };

    public static CrlRecord Crl(long number, DateTimeOffset thisUpdate) =>
        new(number, thisUpdate, thisUpdate.AddDays(7), Hex($"crl {number}"), "/srv/crl/default/local/issuing.crl");

    public static ActualDeployment Deployment(int number, int version) => new()
    {
        Certificate = CertificateId(number),
        Target = Edge,
        Version = version,
        Chain = Hex("issuing"),
        Applied = new TargetSpec.Files { Directory = "certs", Probe = new() { Host = "::1", Port = 8443, ServerName = "www.shop.example", Within = TimeSpan.FromMinutes(1) } },
        Content = new("/srv/certs", version, [.. FileNames.Select((name, index) => File(number, name, index))]),
    };

    public static ActualRecord Record(string owner) => new()
    {
        Account = "default",
        Owner = owner,
        Target = "_b.validations.example.net",
        Ttl = 300,
        Domain = "example.com",
        Zone = "validations.example.net",
        Provider = Provider,
        Applied = new DnsProviderSpec.Embedded { Zones = ["example.com"] },
    };

    public static DnsName Name(string text) =>
        DnsNameSyntax.Parse(text, out _).IsOk(out var name, out var problem) ? name : throw new ArgumentException(problem.Reason, nameof(text));

    private static readonly string[] FileNames = ["cert.pem", "chain.pem", "fullchain.pem", "privkey.pem", ""];

    private static DeployedFile File(int number, string name, int index)
    {
        const long At = 1_768_478_400_123_456_789;
        var folder = Text($".versions/www-{number:D6}/1");
        return name.Length == 0
            ? new(Text($"www-{number:D6}"), "", 0, At, At + 1, 70_000 + number, 0x1ff, folder)
            : new($"{folder}/{name}", Hex($"{number} {name}"), 1200 + index, At, At + 1, 80_000 + number, 0x180, null);
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static string Hex(FormattableString text) => Convert.ToHexStringLower(Digest(Text(text)));

    private static string Hex(string text) => Convert.ToHexStringLower(Digest(text));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
