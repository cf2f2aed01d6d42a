using Reconciler.Cli.Tests.Crash;

namespace Reconciler.Cli.Tests.Cycle;

public sealed class TouchedTargetTests
{
    [Fact(DisplayName = "TGT-03 Files that were only touched and get a new version in the same run are recorded as that version")]
    public async Task Touched_and_placed_anew()
    {
        using var repository = new Repository();
        repository.Write(Manifests.One("one.internal.example", ", targets: [web]"));
        await repository.ConvergeAsync();
        File.SetLastWriteTimeUtc(Path.Combine(repository.Path, "certs", "one", "cert.pem"), DateTime.UnixEpoch);
        repository.Write(Manifests.One("one.internal.example, two.internal.example", ", targets: [web]"));

        await repository.ConvergeAsync();

        repository.Stored.AssertSound();
    }
}
