using Microsoft.AspNetCore.Http;
using Reconciler.Core.Reporting;
using Reconciler.Web.Answering;

namespace Reconciler.Web;

/// <summary>Metrics (row OBS-02). What the state tells is rendered once for a serial, so that a scrape costs the copying of its bytes.</summary>
internal sealed class MetricsEndpoint : IDisposable
{
    private const string TextFormat = "text/plain; version=0.0.4; charset=utf-8";

    private readonly WebSources _sources;
    private readonly StateView<StateMetrics> _state;

    public MetricsEndpoint(WebSources sources)
    {
        _sources = sources;
        _state = new(sources.Store, state => StateMetrics.Of(state, sources.Time.GetUtcNow()), (made, mark) => made.Holds(mark, sources.Time.GetUtcNow()));
    }

    public IEnumerable<Operation> All =>
    [
        new()
        {
            Path = "/metrics",
            Name = "getMetrics",
            Summary = "Metrics in the Prometheus text format 0.0.4.",
            Answers = [new(StatusCodes.Status200OK, "The metrics.", TextFormat)],
            Handle = AnswerAsync,
        },
    ];

    public void Dispose() => _state.Dispose();

    private async Task AnswerAsync(HttpContext context)
    {
        var state = await _state.ReadAsync(context.RequestAborted).ConfigureAwait(false);
        var loop = LoopMetrics.Render(_sources.Loop.Current, _sources.Meter.Figures, _sources.Time.GetUtcNow());
        var told = NotificationMetrics.Render(await _sources.Subscribers.ReadSubscribersAsync(context.RequestAborted).ConfigureAwait(false));
        context.Response.ContentType = TextFormat;
        context.Response.ContentLength = loop.Length + told.Length + state.Text.Length;
        await context.Response.Body.WriteAsync(loop, context.RequestAborted).ConfigureAwait(false);
        await context.Response.Body.WriteAsync(told, context.RequestAborted).ConfigureAwait(false);
        await context.Response.Body.WriteAsync(state.Text, context.RequestAborted).ConfigureAwait(false);
    }
}
