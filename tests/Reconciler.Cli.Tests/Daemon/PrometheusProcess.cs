using System.Globalization;
using System.Text.Json;
using Reconciler.Testing.Git;

namespace Reconciler.Cli.Tests.Daemon;

/// <summary>A real Prometheus on loopback, asked over its HTTP API.</summary>
internal sealed class PrometheusProcess : IDisposable
{
    private readonly ServerProcess _process;
    private readonly HttpClient _client;

    public PrometheusProcess(string configuration, string data, int port)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        _client = new() { BaseAddress = new($"http://{address}/"), Timeout = TimeSpan.FromSeconds(10) };
        _process = new("prometheus", [$"--config.file={configuration}", $"--storage.tsdb.path={data}", $"--web.listen-address={address}", "--log.level=warn"]);
    }

    /// <summary>The value of the only series of a query, once there is one.</summary>
    public async Task<double> ValueAsync(string query, DaemonProcess scraped)
    {
        var value = double.NaN;
        await scraped.UntilAsync(async () =>
        {
            using var answer = JsonDocument.Parse(await _client.GetStringAsync(new Uri($"api/v1/query?query={Uri.EscapeDataString(query)}", UriKind.Relative)));
            var result = answer.RootElement.GetProperty("data").GetProperty("result");
            if (result.GetArrayLength() != 1) return false;
            value = double.Parse(result[0].GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture);
            return true;
        });
        return value;
    }

    public void Dispose()
    {
        _client.Dispose();
        _process.Dispose();
    }
}
