using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Testing;
using Reconciler.Testing.Git;

namespace Reconciler.Benchmarks.Scenarios;

/// <summary>
/// A daemon over a real Git server: from the forge's push notice to the certificates stored, start and end seen from outside. The figures are of the
/// fetch, the reading, the plan and the issuing together.
/// </summary>
internal sealed class PushScenario(TempFolder folder, string program, TimeProvider time) : IDisposable
{
    private const int Pushes = 9;
    private const int FilesInPush = 10;
    private const string Secret = "benchmark";

    /// <summary>Pushes closer together are gathered into one look; these are to be looked for one by one.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1.2);

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TempGitRepository _repository = new();
    private readonly HttpClient _client = new();
    private readonly int _port = LoopbackPort.Free();

    /// <summary>The median time of several pushes to a repository of <paramref name="size"/> certificates.</summary>
    /// <param name="serve">Starts the Git server of a folder; returns the address of a repository in it, the environment to read it with, and what ends it.</param>
    public async Task<TimeSpan> MeasureAsync(int size, Func<string, Task<(string Url, Dictionary<string, string> Environment, IDisposable Server)>> serve)
    {
        CertificateRepository.Write(_repository.Path, size, deployed: false);
        _repository.Commit();
        var bare = _repository.CloneBare();
        var (url, environment, server) = await serve(bare).ConfigureAwait(false);
        using var owner = server;
        using var daemon = Start(url, environment);
        try
        {
            await UntilIssuedAsync(size).ConfigureAwait(false);
            List<TimeSpan> times = [];
            for (var push = 0; push < Pushes; push++)
            {
                for (var file = 0; file < FilesInPush; file++)
                {
                    var number = size + (push * FilesInPush) + file;
                    _repository.Write(string.Create(CultureInfo.InvariantCulture, $"pushed/{number}.yaml"), CertificateRepository.Certificate(number, deployed: false));
                }

                _repository.Commit();
                _repository.Git("push", "-q", bare, "main");
                await Task.Delay(Quiet, time).ConfigureAwait(false);
                var start = time.GetTimestamp();
                await NotifyAsync().ConfigureAwait(false);
                await UntilIssuedAsync(size + ((push + 1) * FilesInPush)).ConfigureAwait(false);
                times.Add(time.GetElapsedTime(start));
            }

            return times.Order().ElementAt(Pushes / 2);
        }
        finally
        {
            daemon.Kill();
            await daemon.WaitForExitAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _repository.Dispose();
    }

    private Process Start(string url, Dictionary<string, string> environment)
    {
        var state = folder.Combine(string.Create(CultureInfo.InvariantCulture, $"state-{_port}"));
        var start = new ProcessStartInfo(program, ["serve", url, "--state", state, "--interval", "1h", "--listen", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}")])
        {
            RedirectStandardError = true,
        };
        start.Environment["XDG_CACHE_HOME"] = folder.Combine("cache");
        start.Environment["RECONCILER_WEBHOOK_SECRET"] = Secret;
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.BeginErrorReadLine();
        return process;
    }

    private async Task NotifyAsync()
    {
        using var body = new StringContent("{}");
        body.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), "{}"u8)));
        using var answer = await _client.PostAsync(Url("hooks/git"), body).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
    }

    private async Task UntilIssuedAsync(int certificates)
    {
        var wanted = string.Create(CultureInfo.InvariantCulture, $"reconciler_objects{{kind=\"certificate\",status=\"ISSUED\"}} {certificates}\n");
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < Limit)
        {
            try
            {
                if ((await _client.GetStringAsync(Url("metrics")).ConfigureAwait(false)).Contains(wanted, StringComparison.Ordinal)) return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), time).ConfigureAwait(false);
        }

        throw new InvalidOperationException($"{wanted.TrimEnd()} was not reached");
    }

    private Uri Url(string path) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}/{path}"));
}
