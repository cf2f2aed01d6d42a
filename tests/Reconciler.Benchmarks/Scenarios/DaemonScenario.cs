using System.Globalization;
using Reconciler.Testing;
using Reconciler.Testing.Git;

namespace Reconciler.Benchmarks.Scenarios;

/// <summary>
/// A daemon over a local repository whose certificates are all issued: how soon it serves, what it costs while nothing happens, what it holds in memory, and how
/// soon it does what a commit asks for.
/// </summary>
internal sealed class DaemonScenario(string program, ChildRun child, TimeProvider time)
{
    private const int FilesTouched = 10;
    private const int NewCertificates = 1_000;

    /// <summary>After the start the runtime compiles anew what was used much; that is over then.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan BusyInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BusySpan = TimeSpan.FromSeconds(20);

    /// <summary>The default interval, in which one slot of a sweep of the default length begins too.</summary>
    private static readonly TimeSpan QuietSpan = TimeSpan.FromSeconds(60);

    public async Task<DaemonFigures> MeasureAsync(int size)
    {
        using var repository = new TempGitRepository();
        using var places = new TempFolder();
        var (state, cache) = (places.Combine("state"), places.Combine("cache"));
        CertificateRepository.Write(repository.Path, size, deployed: false);
        repository.Commit();
        await child.MeasureAsync("apply", "--auto-approve", "--quiet", repository.Path, "--state", state).ConfigureAwait(false);

        TimeSpan look;
        // Every object is compared once in this time: nothing but looks for a commit happens while this daemon is watched.
        using (var busy = await MeasuredDaemon.StartAsync(program, repository.Path, state, cache, time, "--interval", "1s", "--sweep", "30d").ConfigureAwait(false))
        {
            await busy.IdleAsync(Settling).ConfigureAwait(false);
            look = await busy.IdleAsync(BusySpan).ConfigureAwait(false) / (BusySpan / BusyInterval);
        }

        using var daemon = await MeasuredDaemon.StartAsync(program, repository.Path, state, cache, time).ConfigureAwait(false);
        var afterStart = daemon.MemoryBytes();
        await daemon.IdleAsync(Settling).ConfigureAwait(false);
        var idle = await daemon.IdleAsync(QuietSpan).ConfigureAwait(false);
        await child.MeasureAsync("reconcile", repository.Path, "--state", state).ConfigureAwait(false);
        var afterCycle = daemon.MemoryBytes();
        Touch(repository, size);
        var touched = await daemon.PushAsync(FilesTouched).ConfigureAwait(false);
        for (var number = size; number < size + NewCertificates; number++) Write(repository, number, CertificateRepository.Certificate(number, deployed: false));
        repository.Commit();
        var issued = await daemon.PushAsync(NewCertificates).ConfigureAwait(false);
        return new(size, daemon.Start, look, look / BusyInterval, idle / QuietSpan, afterStart, afterCycle, touched, issued);
    }

    /// <summary>Another tag on certificates far from each other, which is a change of settings.</summary>
    private static void Touch(TempGitRepository repository, int size)
    {
        for (var i = 0; i < FilesTouched; i++)
        {
            var number = i * (size / FilesTouched);
            Write(repository, number, CertificateRepository.Certificate(number, deployed: false).Replace("team: web", "team: shop", StringComparison.Ordinal));
        }

        repository.Commit();
    }

    private static void Write(TempGitRepository repository, int number, string text) =>
        repository.Write(Path.GetRelativePath(repository.Path, CertificateRepository.FileOf(repository.Path, number)), text);
}

/// <param name="Look">Processor time of one look that finds nothing.</param>
/// <param name="BusyIdle">Part of a core taken while nothing happens, with a look each second.</param>
/// <param name="Idle">The same with the default interval and sweep.</param>
internal sealed record DaemonFigures(
    int Size, TimeSpan Start, TimeSpan Look, double BusyIdle, double Idle, long AfterStart, long AfterCycle, PushTimes Touched, PushTimes Issued)
{
    /// <summary>What one size costs more than another, as a table with the figures as rows and the sizes as columns.</summary>
    public static void WriteTable(TextWriter writer, IReadOnlyList<DaemonFigures> sizes)
    {
        var (first, last) = (sizes[0], sizes[^1]);
        writer.WriteLine($"\n| daemon | {string.Join(" | ", sizes.Select(figures => figures.Size.ToString(CultureInfo.InvariantCulture)))} | growth | goal at 100 000 |");
        writer.WriteLine($"|---|{string.Concat(sizes.Select(_ => "--:|"))}--:|---|");
        Row("start until /readyz, s", "0.00", "< 10 s", figures => figures.Start.TotalSeconds);
        Row("a quiet look, CPU ms", "0.0", "< 5 ms", figures => figures.Look.TotalMilliseconds);
        Row("idle CPU, a look each second, %", "0.00", "< 1 %", figures => figures.BusyIdle * 100);
        Row("idle CPU, default interval and sweep, %", "0.00", "< 1 %", figures => figures.Idle * 100);
        Row("memory after start, MB", "0", "", figures => figures.AfterStart / 1e6);
        Row("memory after start, KB an object", "0.0", "< 20 KB", figures => figures.AfterStart / 1e3 / figures.Size);
        Row("memory after a whole cycle, MB", "0", "", figures => figures.AfterCycle / 1e6);
        Row("memory after a whole cycle, KB an object", "0.0", "< 20 KB", figures => figures.AfterCycle / 1e3 / figures.Size);
        Row("10 files touched: notice until planned, s", "0.00", "< 1 s", figures => figures.Touched.Planned.TotalSeconds);
        Row("10 files touched: notice until the first is done, s", "0.00", "", figures => figures.Touched.FirstDone.TotalSeconds);
        Row("10 files touched: notice until all are done, s", "0.00", "", figures => figures.Touched.AllDone.TotalSeconds);
        Row("1 000 new certificates: notice until planned, s", "0.00", "< 1 s", figures => figures.Issued.Planned.TotalSeconds);
        Row("1 000 new certificates: notice until stored, s", "0.00", "< 5 s", figures => figures.Issued.AllDone.TotalSeconds);

        void Row(string name, string format, string goal, Func<DaemonFigures, double> value)
        {
            var values = sizes.Select(figures => value(figures).ToString(format, CultureInfo.InvariantCulture));
            writer.WriteLine($"| {name} | {string.Join(" | ", values)} | {(value(last) / value(first)).ToString("0.0", CultureInfo.InvariantCulture)} | {goal} |");
        }
    }
}
