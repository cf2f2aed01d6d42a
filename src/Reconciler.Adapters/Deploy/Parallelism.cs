namespace Reconciler.Adapters.Deploy;

/// <summary>How many files are worked on at once: system calls block, and more than a few gain nothing on one disk.</summary>
internal static class Parallelism
{
    private const int Most = 8;

    public static ParallelOptions For(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = Math.Min(Most, Environment.ProcessorCount), CancellationToken = cancellationToken };
}
