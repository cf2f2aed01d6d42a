using System.Globalization;
using Reconciler.Testing.Git;

namespace Reconciler.Testing.Serving;

/// <summary>A real TLS server on loopback that serves files from a folder and reads them again when told.</summary>
public sealed class TlsServer : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ServerProcess _process;

    private TlsServer(string program, string configurationName, string configuration, Func<string, string[]> arguments, int port)
    {
        ExternalPrograms.Require(program);
        var file = _folder.Write(configurationName, configuration);
        _process = new(program, arguments(file));
        Port = port;
    }

    public int Port { get; }

    /// <summary>Process id as an argument of <c>kill</c>.</summary>
    public string ProcessId => _process.Id.ToString(CultureInfo.InvariantCulture);

    /// <summary>nginx over a certificate in the layout split; SIGHUP makes it read again.</summary>
    /// <param name="folder">Holds fullchain.pem and privkey.pem.</param>
    public static async Task<TlsServer> NginxAsync(string folder, int port) => await ReadyAsync(new(
        "nginx",
        "nginx.conf",
        string.Create(CultureInfo.InvariantCulture, $$"""
            daemon off; worker_processes 1; pid nginx.pid; error_log error.log;
            {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
            events { }
            http {
              access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
              server { listen 127.0.0.1:{{port}} ssl; ssl_certificate {{folder}}/fullchain.pem; ssl_certificate_key {{folder}}/privkey.pem; }
            }
            """),
        file => ["-p", Path.GetDirectoryName(file)!, "-e", Path.Combine(Path.GetDirectoryName(file)!, "error.log"), "-c", file],
        port));

    /// <summary>HAProxy in master and worker mode over a certificate in the layout bundle; SIGUSR2 makes it read again.</summary>
    /// <param name="file">Key, then chain.</param>
    public static async Task<TlsServer> HaproxyAsync(string file, int port) => await ReadyAsync(new(
        "haproxy",
        "haproxy.cfg",
        string.Create(CultureInfo.InvariantCulture, $$"""
            defaults
              mode http
              timeout connect 2s
              timeout client 5s
              timeout server 5s
            frontend f
              bind 127.0.0.1:{{port}} ssl crt {{file}}
              http-request return status 200

            """),
        configuration => ["-W", "-db", "-f", configuration],
        port));

    public void Dispose()
    {
        _process.Dispose();
        _folder.Dispose();
    }

    private static async Task<TlsServer> ReadyAsync(TlsServer server)
    {
        try
        {
            await server._process.UntilListeningAsync(server.Port);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }
}
