using System.Globalization;

namespace Reconciler.Testing.Git;

/// <summary>
/// <c>git http-backend</c> behind a real nginx: https with a private authority of its own and basic authentication below <c>/git/</c>, the same without https
/// on a second port, and a redirect from <c>/moved/</c> there to the https port.
/// </summary>
public sealed class GitHttpServer : IDisposable
{
    public const string User = "reader";

    public const string Password = "pass: wörd";

    private readonly TempFolder _folder = new();
    private readonly ServerProcess _backend;
    private readonly ServerProcess _nginx;
    private readonly int _port = LoopbackPort.Free();
    private readonly int _plainPort = LoopbackPort.Free();

    private GitHttpServer(string repositories)
    {
        ExternalPrograms.Require("nginx");
        MakeCertificates();
        var hash = ExternalPrograms.Run("openssl", ["passwd", "-6", "-stdin"], input: Password + "\n").Output.Trim();
        _folder.Write("htpasswd", $"{User}:{hash}\n");
        var configuration = _folder.Write("nginx.conf", Configuration(repositories));
        _backend = new("fcgiwrap", ["-s", $"unix:{_folder.Combine("fcgi.sock")}"], ("GIT_CONFIG_GLOBAL", "/dev/null"));
        _nginx = new("nginx", ["-p", _folder.Path, "-e", _folder.Combine("error.log"), "-c", configuration]);
    }

    /// <summary>PEM of the authority that signed the server's certificate.</summary>
    public string CaFile => _folder.Combine("ca.pem");

    public static async Task<GitHttpServer> StartAsync(string repositories)
    {
        var server = new GitHttpServer(repositories);
        try
        {
            await server._backend.UntilAsync(() => File.Exists(server._folder.Combine("fcgi.sock")));
            await server._nginx.UntilListeningAsync(server._port);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public string Url(string repository) => string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{_port}/git/{repository}");

    public string PlainUrl(string repository) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_plainPort}/git/{repository}");

    /// <summary>An address that leads to <see cref="Url"/> by a redirect.</summary>
    public string MovedUrl(string repository) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_plainPort}/moved/{repository}");

    public void Dispose()
    {
        _nginx.Dispose();
        _backend.Dispose();
        _folder.Dispose();
    }

    private void MakeCertificates()
    {
        Run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=Test authority", "-keyout", "ca.key", "-out", "ca.pem");
        Run("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=127.0.0.1", "-keyout", "server.key", "-out", "server.csr");
        _folder.Write("server.ext", "subjectAltName=IP:127.0.0.1\n");
        Run("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "server.ext", "-out", "server.pem");
    }

    private void Run(params string[] arguments)
    {
        var run = ExternalPrograms.Run("openssl", arguments, _folder.Path);
        Assert.True(run.ExitCode == 0, run.All);
    }

    private string Configuration(string repositories)
    {
        var git = $$"""
            location ~ ^/git(/.*)$ { auth_basic git; auth_basic_user_file htpasswd; fastcgi_pass unix:{{_folder.Combine("fcgi.sock")}}; include /etc/nginx/fastcgi_params;
              fastcgi_param SCRIPT_FILENAME /usr/lib/git-core/git-http-backend; fastcgi_param GIT_HTTP_EXPORT_ALL ""; fastcgi_param GIT_PROJECT_ROOT {{repositories}};
              fastcgi_param PATH_INFO $1; fastcgi_param REMOTE_USER $remote_user; fastcgi_param HOME {{_folder.Path}}; }
            """;
        return string.Create(CultureInfo.InvariantCulture, $$"""
            daemon off; master_process off; pid nginx.pid; error_log error.log;
            {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
            events { }
            http {
              access_log off; client_max_body_size 0;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
              server { listen 127.0.0.1:{{_port}} ssl; ssl_certificate server.pem; ssl_certificate_key server.key; {{git}} }
              server { listen 127.0.0.1:{{_plainPort}}; {{git}}
                location ~ ^/moved(/.*)$ { return 302 https://127.0.0.1:{{_port}}/git$1$is_args$args; } }
            }
            """);
    }
}
