using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Testing.Git;

namespace Reconciler.Benchmarks.Scenarios;

/// <summary>The published daemon as a process of its own, seen from outside: what it answers, what it logs and when, and what the kernel counts of it.</summary>
internal sealed class MeasuredDaemon : IDisposable
{
    private const string Secret = "benchmark";

    /// <summary>The kernel counts processor time in hundredths of a second (proc(5), USER_HZ on every Linux that matters).</summary>
    private const double TicksPerSecond = 100;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly HttpClient _client = new();
    private readonly TimeProvider _time;
    private readonly Process _process;
    private readonly int _port = LoopbackPort.Free();
    private readonly List<(long At, string Line)> _log = [];

    private MeasuredDaemon(string program, string repository, string state, string cache, IEnumerable<string> options, TimeProvider time)
    {
        _time = time;
        var start = new ProcessStartInfo(program, ["serve", repository, "--state", state, "--listen", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}"), .. options]) { RedirectStandardError = true };
        start.Environment["XDG_CACHE_HOME"] = cache;
        start.Environment["RECONCILER_WEBHOOK_SECRET"] = Secret;
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null) return;
            lock (_log) _log.Add((_time.GetTimestamp(), line.Data));
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>From its start until it is ready.</summary>
    public TimeSpan Start { get; private set; }

    public static async Task<MeasuredDaemon> StartAsync(string program, string repository, string state, string cache, TimeProvider time, params string[] options)
    {
        var began = time.GetTimestamp();
        var daemon = new MeasuredDaemon(program, repository, state, cache, options, time);
        while (!await daemon.IsReadyAsync().ConfigureAwait(false)) await Task.Delay(TimeSpan.FromMilliseconds(10), time).ConfigureAwait(false);
        daemon.Start = time.GetElapsedTime(began);
        return daemon;
    }

    /// <summary>Resident memory.</summary>
    public long MemoryBytes()
    {
        _process.Refresh();
        return _process.WorkingSet64;
    }

    /// <summary>Processor time that passes in it, and in programs that it runs, while nobody asks it anything.</summary>
    public async Task<TimeSpan> IdleAsync(TimeSpan span)
    {
        var before = Cpu();
        await Task.Delay(span, _time).ConfigureAwait(false);
        return Cpu() - before;
    }

    /// <summary>
    /// From a push notice to the line that says what is planned, to the first change that is done, and to the last of <paramref name="changes"/>; as its log has
    /// them, so nothing that is asked meanwhile takes part.
    /// </summary>
    public async Task<PushTimes> PushAsync(int changes)
    {
        int from;
        lock (_log) from = _log.Count;
        var start = _time.GetTimestamp();
        using var body = new StringContent("{}");
        body.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), "{}"u8)));
        using var answer = await _client.PostAsync(Url("hooks/git"), body).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
        while (_time.GetElapsedTime(start) < Limit)
        {
            List<(long At, string Line)> lines;
            lock (_log) lines = _log[from..];
            var done = lines.Where(line => line.Line.Contains(" change: ", StringComparison.Ordinal) && line.Line.Contains(": done: ", StringComparison.Ordinal)).ToList();
            if (done.Count >= changes)
            {
                var planned = lines.First(line => line.Line.Contains("Plan: ", StringComparison.Ordinal));
                return new(Since(planned), Since(done[0]), Since(done[^1]));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), _time).ConfigureAwait(false);
        }

        throw new InvalidOperationException($"{changes} changes were not done: {Said()}");

        TimeSpan Since((long At, string Line) line) => _time.GetElapsedTime(start, line.At);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _client.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        if (_process.HasExited) throw new InvalidOperationException($"the daemon ended with {_process.ExitCode}: {Said()}");
        try
        {
            using var answer = await _client.GetAsync(Url("readyz")).ConfigureAwait(false);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private TimeSpan Cpu()
    {
        var text = File.ReadAllText($"/proc/{_process.Id}/stat");
        // After the name in parentheses: utime, stime, cutime, cstime are fields 14 to 17 of the whole line.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds(fields[11..15].Sum(field => long.Parse(field, NumberStyles.None, CultureInfo.InvariantCulture)) / TicksPerSecond);
    }

    private string Said()
    {
        lock (_log) return string.Join('\n', _log.TakeLast(20).Select(line => line.Line));
    }

    private Uri Url(string path) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}/{path}"));
}

/// <summary>From a push notice until something is seen.</summary>
internal sealed record PushTimes(TimeSpan Planned, TimeSpan FirstDone, TimeSpan AllDone);
