using Microsoft.AspNetCore.Http;
using Reconciler.Core.Reporting;
using Reconciler.Web.Answering;

namespace Reconciler.Web.Api;

/// <summary>What the daemon says of itself and of every object at once.</summary>
internal sealed class StatusEndpoint(WebSources sources)
{
    public IEnumerable<Operation> All =>
    [
        new()
        {
            Path = "/api/v1/status",
            Name = "getStatus",
            Summary = "What the loop is doing, and the status of every object of the state.",
            Answers = [Answer.Json("Status", "The loop and the objects."), .. ApiAnswers.Refusals],
            Handle = AnswerAsync,
        },
    ];

    private async Task AnswerAsync(HttpContext context)
    {
        var actual = await sources.Store.ReadAsync(context.RequestAborted).ConfigureAwait(false);
        var board = StatusBoard.Of(actual, sources.Time.GetUtcNow(), RetryFailures.Of(actual)).With(await sources.Subscribers.ReadSubscribersAsync(context.RequestAborted).ConfigureAwait(false));
        await context.BytesAsync(MediaTypes.Json, LoopJson.Render(sources.Loop.Current, board)).ConfigureAwait(false);
    }
}
