using BenchmarkDotNet.Attributes;
using Reconciler.Adapters.Keys;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Pki.Issuance;
using Reconciler.Pki.Keys;
using Reconciler.Testing;
using Reconciler.Testing.Desired;

namespace Reconciler.Benchmarks.Parts;

/// <summary>What issuing one certificate costs, part by part, on one core.</summary>
public class IssuingBenchmarks
{
    private readonly BareCryptography _bare = new();
    private readonly SystemKeyMaker _keyMaker = new();
    private readonly CertificateSigner _signer = new();
    private readonly TempFolder _state = new();
    private KeyVault _vault = null!;
    private KeyPair _leafKey = null!;
    private KeyContext _context = null!;
    private SealedKey _sealed = null!;
    private ISigningAuthority _authority = null!;
    private LeafTemplate _template = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var serial = SerialNumber.FromRandom(new byte[SerialNumber.Length - 1]);
        using var rootKey = _keyMaker.Create(KeyAlgorithm.EC_prime256v1);
        var root = new AuthorityTemplate
        {
            Serial = serial,
            NotBefore = now,
            NotAfter = now.AddYears(10),
            Subject = new("Benchmark Root"),
            PublicKey = rootKey.PublicKey,
            Profile = IssuingProfile.Classic,
            Trust = Trust.Private,
        };
        _authority = _signer.Open(Sign(_signer.Prepare(null, root, rootKey.PrivateKey)), rootKey.PrivateKey);
        _leafKey = _keyMaker.Create(KeyAlgorithm.EC_prime256v1);
        _template = new()
        {
            Serial = serial,
            NotBefore = now,
            NotAfter = now.AddDays(90),
            Names = [DesiredBuilder.Name("host.internal.example"), DesiredBuilder.Name("www.host.internal.example")],
            PublicKey = _leafKey.PublicKey,
            Usages = [KeyUsagePurpose.ServerAuth],
            Profile = IssuingProfile.Classic,
            Trust = Trust.Private,
        };
        _vault = new(_state.Path, new Dictionary<string, string>(), new SystemEntropy());
        _vault.Prepare("default", "local", stateHoldsKeys: false, null);
        _context = new(Crn.Of(ResourceId.Certificate("default", "local", "host"), Guid.Empty), 1, _leafKey.PublicKeyHash);
        _sealed = _vault.Seal(_context, _leafKey.PrivateKey.Bytes);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _authority.Dispose();
        _leafKey.Dispose();
        _vault.Dispose();
        _state.Dispose();
        _bare.Dispose();
    }

    [Benchmark(Baseline = true, Description = "bare key and signature")]
    public int Bare() => _bare.MakeKey().Length + _bare.Sign().Length;

    [Benchmark(Description = "bare signature")]
    public byte[] BareSignature() => _bare.Sign();

    [Benchmark(Description = "make key")]
    public string MakeKey()
    {
        using var key = _keyMaker.Create(KeyAlgorithm.EC_prime256v1);
        return key.PublicKeyHash;
    }

    [Benchmark(Description = "prepare, lint, sign")]
    public byte[] Issue() => Sign(_signer.Prepare(_authority, _template));

    [Benchmark(Description = "make key, prepare, lint, sign")]
    public byte[] MakeKeyAndIssue()
    {
        using var key = _keyMaker.Create(KeyAlgorithm.EC_prime256v1);
        return Sign(_signer.Prepare(_authority, _template with { PublicKey = key.PublicKey }));
    }

    [Benchmark(Description = "seal key")]
    public SealedKey Seal() => _vault.Seal(_context, _leafKey.PrivateKey.Bytes);

    [Benchmark(Description = "open key")]
    public int Open()
    {
        using var key = _vault.Open(_context, _sealed);
        return key.Bytes.Length;
    }

    private byte[] Sign(Core.Diagnostics.Result<IssuanceToken, LintFailure> prepared) =>
        prepared.IsOk(out var token, out var failure) ? _signer.Sign(token) : throw new InvalidOperationException(failure.ToString());
}
