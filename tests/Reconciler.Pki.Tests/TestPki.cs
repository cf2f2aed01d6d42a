using System.Collections.Concurrent;
using System.Collections.Immutable;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Pki.Encoding;
using Reconciler.Pki.Issuance;
using Reconciler.Pki.Keys;

namespace Reconciler.Pki.Tests;

/// <summary>Authorities and leaves for tests, around one instant. Keys are made once for the whole run and never disposed.</summary>
internal static class TestPki
{
    private static readonly ConcurrentDictionary<(KeyAlgorithm Algorithm, string Role), Lazy<KeyPair>> Keys = new();
    private static int _serials;

    /// <summary>The second in which the run began, not a fixed instant: certtool judges by the clock and takes no other.</summary>
    public static DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

    public static CertificateSigner Signer { get; } = new();

    public static KeyPair Key(KeyAlgorithm algorithm, string role) =>
        Keys.GetOrAdd((algorithm, role), static key => new(() => new SystemKeyMaker().Create(key.Algorithm))).Value;

    public static SerialNumber NextSerial()
    {
        var random = new byte[SerialNumber.Length - 1];
        BitConverter.TryWriteBytes(random, Interlocked.Increment(ref _serials));
        return SerialNumber.FromRandom(random);
    }

    public static DnsName Name(string text) =>
        DnsNameSyntax.Parse(text, out _).IsOk(out var name, out var problem) ? name : throw new ArgumentException(problem.Reason, nameof(text));

    public static ImmutableArray<DnsName> Names(params string[] texts) => [.. texts.Select(Name)];

    public static AuthorityTemplate RootTemplate(KeyPair key) => new()
    {
        Serial = NextSerial(),
        NotBefore = Now.AddHours(-1),
        NotAfter = Now.AddYears(10).AddSeconds(-1),
        Subject = new("Test Root", "Example", "SE"),
        PublicKey = key.PublicKey,
        Profile = IssuingProfile.Classic,
        Trust = Trust.Private,
    };

    public static AuthorityTemplate SubordinateTemplate(KeyPair key) => RootTemplate(key) with
    {
        NotAfter = Now.AddYears(5).AddSeconds(-1),
        Subject = new("Test Issuing", "Example", "SE"),
        PathLength = 0,
        CrlUrl = "http://pki.example/crl/root.crl",
        IssuerUrl = "http://pki.example/ca/root.cer",
    };

    public static LeafTemplate LeafTemplate(KeyPair key) => new()
    {
        Serial = NextSerial(),
        NotBefore = Now.AddHours(-1),
        NotAfter = Now.AddHours(-1).AddDays(30).AddSeconds(-1),
        Names = Names("www.corp.example", "corp.example", "*.corp.example"),
        PublicKey = key.PublicKey,
        Usages = [KeyUsagePurpose.ServerAuth],
        Profile = IssuingProfile.Classic,
        Trust = Trust.Private,
        CrlUrl = "http://pki.example/crl/issuing.crl",
        IssuerUrl = "http://pki.example/ca/issuing.cer",
    };

    public static TestAuthority Root(KeyAlgorithm algorithm = KeyAlgorithm.EC_prime256v1, Func<AuthorityTemplate, AuthorityTemplate>? change = null)
    {
        var key = Key(algorithm, "root");
        var template = RootTemplate(key);
        return TestAuthority.Open(Sign(Signer.Prepare(null, change?.Invoke(template) ?? template, key.PrivateKey)), key);
    }

    public static TestAuthority Subordinate(
        TestAuthority parent, KeyAlgorithm algorithm = KeyAlgorithm.EC_prime256v1, Func<AuthorityTemplate, AuthorityTemplate>? change = null)
    {
        var key = Key(algorithm, "subordinate");
        var template = SubordinateTemplate(key);
        return TestAuthority.Open(Sign(Signer.Prepare(parent.Signing, change?.Invoke(template) ?? template, null)), key);
    }

    public static byte[] Leaf(TestAuthority issuer, KeyAlgorithm algorithm = KeyAlgorithm.EC_prime256v1, Func<LeafTemplate, LeafTemplate>? change = null) =>
        Sign(PrepareLeaf(issuer, algorithm, change));

    public static Core.Diagnostics.Result<IssuanceToken, LintFailure> PrepareLeaf(
        TestAuthority issuer, KeyAlgorithm algorithm = KeyAlgorithm.EC_prime256v1, Func<LeafTemplate, LeafTemplate>? change = null)
    {
        var template = LeafTemplate(Key(algorithm, "leaf"));
        return Signer.Prepare(issuer.Signing, change?.Invoke(template) ?? template);
    }

    public static byte[] Sign(Core.Diagnostics.Result<IssuanceToken, LintFailure> prepared) => Signer.Sign(Token(prepared));

    public static IssuanceToken Token(Core.Diagnostics.Result<IssuanceToken, LintFailure> prepared)
    {
        Assert.True(prepared.IsOk(out var token, out var failure), failure?.ToString());
        return token;
    }

    /// <summary>What the lints found; fails the test when they found nothing.</summary>
    public static ImmutableArray<string> Findings(Core.Diagnostics.Result<IssuanceToken, LintFailure> prepared)
    {
        Assert.False(prepared.IsOk(out _, out var failure), "the lints found nothing");
        return failure!.Findings;
    }

    public static CertificateContents Read(byte[] certificate)
    {
        Assert.True(CertificateReader.Read(certificate).IsOk(out var contents, out var problem), problem);
        return contents;
    }
}

/// <summary>An authority with its certificate, for tests that hand both to other programs.</summary>
internal sealed record TestAuthority(byte[] Certificate, ISigningAuthority Signing, KeyPair Key) : IDisposable
{
    public static TestAuthority Open(byte[] certificate, KeyPair key) => new(certificate, TestPki.Signer.Open(certificate, key.PrivateKey), key);

    public void Dispose() => Signing.Dispose();
}
