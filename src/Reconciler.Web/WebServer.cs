using System.Net.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Reconciler.Web.Tls;

namespace Reconciler.Web;

/// <summary>What the daemon answers (rows OBS-02, OBS-04, GEN-02), over HTTP. Everything is read only but the nudge of a push.</summary>
public sealed class WebServer(WebAccess access, WebSources sources) : IHostedService, IAsyncDisposable
{
    /// <summary>A client that takes longer to say what it wants takes a connection from others.</summary>
    private static readonly TimeSpan SlowestRequest = TimeSpan.FromSeconds(10);

    /// <summary>How long answers in hand may take once the daemon stops.</summary>
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(3);

    private readonly OperationTable _table = new(access, sources);
    private WebApplication? _application;

    /// <summary>Method and path of everything that the started server routes; HEAD goes with GET.</summary>
    internal IEnumerable<string> Routes => ((IEndpointRouteBuilder)_application!).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .Select(route => $"{route.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods[0]} {route.RoutePattern.RawText}");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = PushEndpoint.Largest;
            kestrel.Limits.MaxConcurrentConnections = 256;
            kestrel.Limits.MaxRequestLineSize = 4096;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.RequestHeadersTimeout = SlowestRequest;
            kestrel.Listen(access.Listen, Secure);
        });
        if (access.Tls is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Logging.ClearProviders();
        _application = builder.Build();
        _application.Use(new Gate(access).PassAsync);
        _application.UseRouting();
        foreach (var operation in _table.All)
        {
            string[] methods = operation.Method == HttpMethods.Get ? [HttpMethods.Get, HttpMethods.Head] : [operation.Method];
            _application.MapMethods(operation.Path, methods, operation.Handle).WithMetadata(operation);
        }

        _application.Use(new Gate(access).AskAsync);
        await _application.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Secure(ListenOptions listen)
    {
        if (access.Tls is not { } tls) return;
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = SlowestRequest,
            OnConnection = _ =>
            {
                var current = tls.Current;
                return ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = current.Certificate,
                    ClientCertificateRequired = current.ClientAuthorities is not null,
                    RemoteCertificateValidationCallback = current.ClientAuthorities is { } authorities ? ClientCertificates.Check(authorities, sources.Time) : null,
                });
            },
        });
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_application is null) return;
        using var grace = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        grace.CancelAfter(StopGrace);
        await _application.StopAsync(grace.Token).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null) await _application.DisposeAsync().ConfigureAwait(false);
        _table.Dispose();
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
