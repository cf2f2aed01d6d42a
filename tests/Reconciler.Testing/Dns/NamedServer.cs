using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reconciler.Testing.Dns;

/// <summary>
/// A real BIND <c>named</c> on a free loopback port, in the foreground as our child, with its zones in a folder of its own. Skips the test where it is not
/// installed.
/// </summary>
public sealed class NamedServer : IDisposable
{
    private const int FirstPort = 20_000;

    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(20);
    private static int _ports;

    private readonly TempFolder _folder = new();
    private readonly Process _process;
    private readonly int _controlPort = FreePort();

    private NamedServer(IPEndPoint endpoint, IReadOnlyDictionary<string, string?> zones, string options)
    {
        Endpoint = endpoint;
        Directory.CreateDirectory(_folder.Combine("run"));
        File.WriteAllText(_folder.Combine("rndc.key"), ExternalPrograms.Run("tsig-keygen", ["-a", "hmac-sha256", "rndc-key"]).Output);
        foreach (var (zone, content) in zones)
        {
            if (content is not null) _folder.Write(Path.Combine("zones", FileName(zone)), content);
        }

        var configuration = _folder.Write("named.conf", Configuration(zones.Keys, options));
        _process = Process.Start(new ProcessStartInfo(ExternalPrograms.Require("named"), ["-f", "-c", configuration])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    public IPEndPoint Endpoint { get; }

    /// <summary>Path of a zone's file.</summary>
    public string ZoneFile(string zone) => _folder.Combine("zones", FileName(zone));

    /// <summary>Arguments that make the running server read a zone again.</summary>
    public string[] ReloadCommand(string zone) =>
        [ExternalPrograms.Require("rndc"), "-k", _folder.Combine("rndc.key"), "-s", "127.0.0.1", "-p", Text(_controlPort), "reload", zone];

    /// <summary>Starts and waits until it answers for the first zone that has content.</summary>
    /// <param name="zones">Zone to its file; null: declared without a file, so that it answers SERVFAIL.</param>
    /// <param name="options">Further statements for <c>options</c>.</param>
    public static async Task<NamedServer> StartAsync(IReadOnlyDictionary<string, string?> zones, string options = "")
    {
        var server = new NamedServer(new(IPAddress.Loopback, FreePort()), zones, options);
        try
        {
            await server.UntilReadyAsync(zones.First(zone => zone.Value is not null).Key);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }

    private async Task UntilReadyAsync(string zone)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(deadline) < ReadyLimit && !_process.HasExited)
        {
            var asked = ExternalPrograms.Run("dig", ["+time=1", "+tries=1", "+short", $"@{Endpoint.Address}", "-p", Text(Endpoint.Port), zone, "SOA"]);
            if (asked.ExitCode == 0 && asked.Output.Trim().Length > 0) return;
            await Task.Delay(20);
        }

        var log = _folder.Combine("run", "named.log");
        Assert.Fail($"named does not answer: {(File.Exists(log) ? await File.ReadAllTextAsync(log) : await _process.StandardError.ReadToEndAsync())}");
    }

    private string Configuration(IEnumerable<string> zones, string options)
    {
        var text = new StringBuilder($$"""
            include "{{_folder.Combine("rndc.key")}}";
            options { directory "{{_folder.Combine("run")}}"; managed-keys-directory "{{_folder.Combine("run")}}"; lock-file none;
              pid-file "{{_folder.Combine("run", "named.pid")}}"; session-keyfile "{{_folder.Combine("run", "session.key")}}";
              listen-on port {{Text(Endpoint.Port)}} { {{Endpoint.Address}}; }; listen-on-v6 { none; };
              recursion no; dnssec-validation no; empty-zones-enable no; notify no; minimal-responses no; {{options}} };
            controls { inet 127.0.0.1 port {{Text(_controlPort)}} allow { 127.0.0.1; } keys { "rndc-key"; }; };
            logging { channel f { file "{{_folder.Combine("run", "named.log")}}"; severity info; }; category default { f; }; };

            """);
        foreach (var zone in zones)
            text.AppendLine(CultureInfo.InvariantCulture, $"zone \"{zone}\" {{ type primary; file \"{ZoneFile(zone)}\"; check-names ignore; }};");
        return text.ToString();
    }

    private static string FileName(string zone) => zone == "." ? "root.db" : $"{zone}.db";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Free for UDP and TCP, and below the range that the system draws ports of its own accord from, so that nobody takes it before the server does.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = FirstPort + (Environment.ProcessId % 100 * 100) + (Interlocked.Increment(ref _ports) % 100);
            try
            {
                using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                tcp.Bind(new IPEndPoint(IPAddress.Loopback, port));
                udp.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one.
            }
        }
    }
}
