using System.Diagnostics;
using Reconciler.Testing;

namespace Reconciler.Benchmarks.Scenarios;

/// <summary>RSA keys by the openssl program, a process for each, as many at once as there are cores. To start one takes 2 or 3 ms, a key 50 to 250 ms.</summary>
internal static class BareKeys
{
    public static async Task<double> RsaPerSecondAsync(int count, TimeProvider time)
    {
        var openssl = ExternalPrograms.Require("openssl");
        var start = time.GetTimestamp();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (_, cancellationToken) =>
        {
            using var maker = Process.Start(new ProcessStartInfo(openssl, ["genrsa", "-out", "/dev/null", "2048"]) { RedirectStandardError = true })!;
            await maker.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await maker.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            if (maker.ExitCode != 0) throw new InvalidOperationException($"openssl genrsa ended with {maker.ExitCode}");
        }).ConfigureAwait(false);
        return count / time.GetElapsedTime(start).TotalSeconds;
    }
}
