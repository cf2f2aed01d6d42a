using System.Text;
using BenchmarkDotNet.Attributes;
using Reconciler.Adapters.Yaml;
using Reconciler.Benchmarks.Scenarios;
using Reconciler.Core.Desired;
using Reconciler.Core.Validation;

namespace Reconciler.Benchmarks.Parts;

/// <summary>What reading one manifest and deriving one validation record cost.</summary>
public class ReadingBenchmarks
{
    private static readonly byte[] Manifest = Encoding.UTF8.GetBytes(CertificateRepository.Certificate(7, deployed: true));

    private readonly BareCryptography _bare = new();
    private readonly YamlManifestReader _reader = new();
    private readonly ReaderContext _context = new(new Dictionary<string, string> { ["default"] = "local" });

    [GlobalCleanup]
    public void CleanUp() => _bare.Dispose();

    [Benchmark(Baseline = true, Description = "bare key and signature")]
    public int Bare() => _bare.MakeKey().Length + _bare.Sign().Length;

    [Benchmark(Description = "parse a manifest")]
    public ParsedManifest Parse() => _reader.Parse("web.yaml", Manifest);

    [Benchmark(Description = "parse and bind a manifest")]
    public ManifestReading ParseAndBind() => _reader.Bind(_reader.Parse("web.yaml", Manifest), _context);

    [Benchmark(Description = "derive the tokens of a domain")]
    public ValidationTokens Tokens() => ValidationTokens.Derive("5f0c2e", "default", "validations.example.net", "www.example.com");
}
