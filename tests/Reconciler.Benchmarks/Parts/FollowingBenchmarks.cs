using BenchmarkDotNet.Attributes;
using Reconciler.Adapters.Git;
using Reconciler.Adapters.Git.Remotes;
using Reconciler.Adapters.Records;
using Reconciler.Adapters.Yaml;
using Reconciler.Benchmarks.Scenarios;
using Reconciler.Core.Desired;
using Reconciler.Testing.Git;

namespace Reconciler.Benchmarks.Parts;

/// <summary>From a commit that touches ten files to the desired state, from nothing and after the load before.</summary>
public class FollowingBenchmarks
{
    private const int Touched = 10;

    private readonly TempGitRepository _repository = new();
    private ISourceTree _tree = null!;
    private DesiredLoad _load = null!;
    private SourceLook _look = null!;

    [Params(1000, 100_000)]
    public int Certificates { get; set; }

    /// <summary>Documents in each file.</summary>
    [Params(1, 100)]
    public int PerFile { get; set; }

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        CertificateRepository.Write(_repository.Path, Certificates, deployed: false, perFile: PerFile);
        _repository.Commit();
        _tree = (await LookAsync().ConfigureAwait(false)).Open(null, CancellationToken.None);
        _load = Loader().Load(_tree);
        for (var i = 0; i < Touched; i++)
        {
            var number = i * (Certificates / PerFile / Touched) * PerFile;
            _repository.Write(CertificateRepository.FileOf("", number / PerFile), CertificateRepository.Certificates(number, PerFile, deployed: false).Replace("validity: 90d", "validity: 80d", StringComparison.Ordinal));
        }

        _repository.Commit();
        _look = await LookAsync().ConfigureAwait(false);
    }

    [GlobalCleanup]
    public void CleanUp() => _repository.Dispose();

    [Benchmark(Baseline = true, Description = "10 files changed, from nothing")]
    public DesiredState FromNothing() => Loader().Load(_look.Open(null, CancellationToken.None)).State!;

    [Benchmark(Description = "10 files changed, after the load before")]
    public DesiredState AfterTheOneBefore() => Loader().Load(_look.Open(_tree, CancellationToken.None), _load).State!;

    private static DesiredLoader Loader() => new(new YamlManifestReader(), new ScribanRecordTemplates());

    private Task<SourceLook> LookAsync() => SourceLook.BeginAsync(new(_repository.Path, "HEAD", null), new RemoteSettings(), TimeProvider.System, CancellationToken.None);
}
