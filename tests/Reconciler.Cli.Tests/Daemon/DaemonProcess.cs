using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Reconciler.Cli.Tests.EndToEnd;
using Reconciler.Testing.Git;

namespace Reconciler.Cli.Tests.Daemon;

/// <summary><c>serve</c> as a process of its own, asked over HTTP as others ask it.</summary>
internal sealed class DaemonProcess : IDisposable
{
    public const string Secret = "shared with the forge";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };

    public DaemonProcess(string repository, params string[] options)
        : this(repository, new Dictionary<string, string>(), options)
    {
    }

    /// <param name="environment">Beside what this process has.</param>
    public DaemonProcess(string repository, IReadOnlyDictionary<string, string> environment, params string[] options)
    {
        var start = new ProcessStartInfo(
            ExternalPrograms.Require("dotnet"),
            [CommandLine.ProgramFile, "serve", repository, "--listen", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}"), .. options])
        { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["RECONCILER_WEBHOOK_SECRET"] = Secret;
        foreach (var (name, value) in environment) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += Keep;
        _process.OutputDataReceived += Keep;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    public int Port { get; } = LoopbackPort.Free();

    /// <summary>Shown whenever it is asked.</summary>
    public string Token
    {
        init => _client.DefaultRequestHeaders.Authorization = new("Bearer", value);
    }

    /// <summary>It answers over TLS.</summary>
    public bool IsTls { get; init; }

    public bool HasExited => _process.HasExited;

    public int Id => _process.Id;

    public async Task<HttpResponseMessage> GetAsync(string path) => await _client.GetAsync(Url(path));

    public async Task<HttpResponseMessage> PushAsync(string body, string? signature)
    {
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        if (signature is not null) content.Headers.Add("X-Hub-Signature-256", signature);
        return await _client.PostAsync(Url("hooks/git"), content);
    }

    /// <summary>A push notice as the forge signs it.</summary>
    public Task<HttpResponseMessage> PushAsync(string body = """{ "ref": "refs/heads/main" }""") =>
        PushAsync(body, "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(body))));

    /// <summary>What it says of itself.</summary>
    public Task<JsonElement> LoopAsync() => LoopAsync(_client);

    private async Task<JsonElement> LoopAsync(HttpClient client)
    {
        using var document = JsonDocument.Parse(await client.GetStringAsync(Url("api/v1/status")));
        return document.RootElement.GetProperty("loop").Clone();
    }

    public async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                if (await isSo()) return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            Assert.True(!_process.HasExited && TimeProvider.System.GetElapsedTime(start) < Limit, Log);
            await Task.Delay(30);
        }
    }

    public Task UntilInForceAsync(string commit) => UntilInForceAsync(commit, _client);

    /// <param name="asking">Who may ask, and trusts what it shows.</param>
    public Task UntilInForceAsync(string commit, HttpClient asking) => UntilAsync(async () =>
    {
        var loop = await LoopAsync(asking);
        return loop.GetProperty("revision").GetString() == commit && loop.GetProperty("ready").GetBoolean() && loop.GetProperty("cycles").GetInt64() > 0 && Log.Contains($"commit {commit} is in force", StringComparison.Ordinal);
    });

    public Task UntilLoggedAsync(string text) => UntilAsync(() => Task.FromResult(Log.Contains(text, StringComparison.Ordinal)));

    /// <summary>Until reconcile can ask it.</summary>
    public Task UntilAskedAsync(string stateFolder) => UntilAsync(() => Task.FromResult(Path.Exists(Path.Combine(stateFolder, "daemon.sock"))));

    public void Signal(string signal) => ExternalPrograms.Run("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>SIGTERM; returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        Signal("-TERM");
        return await EndAsync();
    }

    public Task<int> EndAsync() => EndAsync(Limit);

    /// <summary>Throws when it has not ended after <paramref name="patience"/>.</summary>
    public async Task<int> EndAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _client.Dispose();
    }

    public Uri Url(string path) => new(string.Create(CultureInfo.InvariantCulture, $"{(IsTls ? "https" : "http")}://127.0.0.1:{Port}/{path}"));

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_log) _log.AppendLine(line.Data);
    }
}
