namespace Reconciler.Benchmarks.Scenarios;

/// <summary>A first apply, and the same work without us.</summary>
/// <param name="BareAsync">Objects a second, for a folder on the disk that is used and a number of objects.</param>
internal sealed record ApplyScenario(string Title, string Algorithm, bool IsDeployed, string Goal, Func<string, int, Task<double>> BareAsync)
{
    /// <summary>Beside it, key pairs and signatures by the framework alone.</summary>
    public static ApplyScenario Curve { get; } = new(
        "apply", "EC_prime256v1", IsDeployed: false, "≥ 5 000/s and ≥ 0.25", (_, _) => Task.FromResult(BareCryptography.KeysAndSignaturesPerSecond(TimeProvider.System)));

    /// <summary>Beside it, as many runs of <c>openssl genrsa 2048</c>, one on each core.</summary>
    public static ApplyScenario Rsa { get; } = new("apply, RSA-2048", "RSA_2048", IsDeployed: false, "≥ 0.9", (_, count) => BareKeys.RsaPerSecondAsync(count, TimeProvider.System));

    /// <summary>Beside it, the same files written, made durable and switched to on the same disk, with nothing else done.</summary>
    public static ApplyScenario Deployed { get; } = new(
        "apply, files target", "EC_prime256v1", IsDeployed: true, "≥ 1 000/s or ≥ 1.0", (folder, count) => Task.FromResult(BareDisk.PlacementsPerSecond(folder, count, TimeProvider.System)));
}
