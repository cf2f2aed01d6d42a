namespace Reconciler.Cli.Composition;

/// <summary>How many threads of the pool may run without delay.</summary>
internal static class WorkerThreads
{
    /// <summary>Beside one for each core, which keys are made on, those that commit and that wait for the world.</summary>
    private const int Beside = 2;

    /// <summary>Without it, who commits a part waits for a thread until the keys of the next are made.</summary>
    public static void Reserve()
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, Environment.ProcessorCount + Beside), completions);
    }
}
