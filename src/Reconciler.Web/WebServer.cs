using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Cycle.Loop;
using Reconciler.Core.Events;
using Reconciler.Core.Reporting;

namespace Reconciler.Web;

/// <summary>
/// What the daemon answers (rows OBS-02, OBS-04): health, metrics, status, published files, push notices. Everything is read only but the nudge of a push.
/// </summary>
public sealed partial class WebServer(WebAccess access, ILoopView loop, INudge nudge, IActualStore store, IOutbox outbox, IPublishedFiles files, TimeProvider time) : IHostedService, IAsyncDisposable
{
    private const int LargestPush = 1 << 20;

    private WebApplication? _application;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestPush;
            kestrel.Limits.MaxConcurrentConnections = 256;
            kestrel.Listen(access.Listen);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Logging.ClearProviders();
        _application = builder.Build();
        _application.UseRouting();
        Map(_application);
        await _application.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_application is not null) await _application.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null) await _application.DisposeAsync().ConfigureAwait(false);
    }

    private void Map(WebApplication application)
    {
        application.MapGet("/healthz", context => TextAsync(context, StatusCodes.Status200OK, "ok\n"));
        application.MapGet("/readyz", ReadyAsync);
        application.MapGet("/metrics", MetricsAsync);
        application.MapGet("/api/v1/status", StatusAsync);
        application.MapGet("/crl/{account}/{region}/{file}", context => PublishedAsync(context, "crl", ".crl", "application/pkix-crl"));
        application.MapGet("/ca/{account}/{region}/{file}", context => PublishedAsync(context, "ca", ".cer", "application/pkix-cert"));
        application.MapPost("/hooks/git", PushedAsync);
    }

    private Task ReadyAsync(HttpContext context)
    {
        var state = loop.Current;
        if (state.IsReady) return TextAsync(context, StatusCodes.Status200OK, "ready\n");
        return TextAsync(context, StatusCodes.Status503ServiceUnavailable, (state.CycleFailure ?? "the first cycle is not over yet") + "\n");
    }

    private async Task MetricsAsync(HttpContext context)
    {
        if (!await AllowsAsync(context).ConfigureAwait(false)) return;
        var actual = await store.ReadAsync(context.RequestAborted).ConfigureAwait(false);
        var subscribers = await outbox.ReadSubscribersAsync(context.RequestAborted).ConfigureAwait(false);
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        await context.Response.WriteAsync(MetricsText.Render(loop.Current, actual, time.GetUtcNow(), subscribers), context.RequestAborted).ConfigureAwait(false);
    }

    private async Task StatusAsync(HttpContext context)
    {
        if (!await AllowsAsync(context).ConfigureAwait(false)) return;
        var actual = await store.ReadAsync(context.RequestAborted).ConfigureAwait(false);
        var subscribers = await outbox.ReadSubscribersAsync(context.RequestAborted).ConfigureAwait(false);
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.Body.WriteAsync(LoopJson.Render(loop.Current, StatusBoard.Of(actual, time.GetUtcNow()).With(subscribers)), context.RequestAborted).ConfigureAwait(false);
    }

    private async Task PublishedAsync(HttpContext context, string kind, string extension, string contentType)
    {
        string Part(string name) => (string)context.Request.RouteValues[name]!;
        var file = Part("file");
        var name = file.EndsWith(extension, StringComparison.Ordinal) ? file[..^extension.Length] : "";
        // The grammar of names, so that no path can lead elsewhere.
        if (!Name().IsMatch(name) || !Name().IsMatch(Part("account")) || !Name().IsMatch(Part("region"))
            || await files.TryReadAsync(kind, Part("account"), Part("region"), file, context.RequestAborted).ConfigureAwait(false) is not { } content)
        {
            await TextAsync(context, StatusCodes.Status404NotFound, "not found\n").ConfigureAwait(false);
            return;
        }

        context.Response.ContentType = contentType;
        context.Response.Headers.CacheControl = "public, max-age=300";
        await context.Response.Body.WriteAsync(content, context.RequestAborted).ConfigureAwait(false);
    }

    private async Task PushedAsync(HttpContext context)
    {
        if (access.WebhookSecret is not { } secret)
        {
            await TextAsync(context, StatusCodes.Status404NotFound, "push notices are not listened to\n").ConfigureAwait(false);
            return;
        }

        byte[] body;
        try
        {
            using var buffer = new MemoryStream();
            await context.Request.Body.CopyToAsync(buffer, context.RequestAborted).ConfigureAwait(false);
            body = buffer.ToArray();
        }
        catch (BadHttpRequestException refused)
        {
            await TextAsync(context, refused.StatusCode, $"the body has more than {LargestPush >> 20} MiB, which is the most that is read\n").ConfigureAwait(false);
            return;
        }

        if (!PushSignature.IsGenuine(name => context.Request.Headers[name] is [{ } value] ? value : null, body, secret))
        {
            await TextAsync(context, StatusCodes.Status401Unauthorized, "the signature is missing or not ours\n").ConfigureAwait(false);
            return;
        }

        nudge.Nudge("push webhook");
        await TextAsync(context, StatusCodes.Status202Accepted, "looking\n").ConfigureAwait(false);
    }

    private async Task<bool> AllowsAsync(HttpContext context)
    {
        if (access.Allows(context.Request.Headers.Authorization)) return true;
        context.Response.Headers.WWWAuthenticate = "Bearer";
        await TextAsync(context, StatusCodes.Status401Unauthorized, "a token is needed\n").ConfigureAwait(false);
        return false;
    }

    private static Task TextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
    private static partial Regex Name();

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
