using System.Globalization;
using Microsoft.AspNetCore.Http;
using Reconciler.Core.Domain;
using Reconciler.Core.Reporting;
using Reconciler.Web.Answering;

namespace Reconciler.Web.Api;

/// <summary>What the daemon says of itself, and of objects as many as a page has; the others are pages of the list of objects.</summary>
internal sealed class StatusEndpoint(WebSources sources)
{
    public IEnumerable<Operation> All =>
    [
        new()
        {
            Path = "/api/v1/status",
            Name = "getStatus",
            Summary = "What the loop is doing, how many objects of the state have which status, and the first of them.",
            Answers = [Answer.Json("Status", "The loop and the objects."), .. ApiAnswers.Refusals],
            Handle = AnswerAsync,
        },
    ];

    private async Task AnswerAsync(HttpContext context)
    {
        var actual = await sources.Store.ReadAsync(context.RequestAborted).ConfigureAwait(false);
        var board = StatusBoard.Of(actual, sources.Time.GetUtcNow(), RetryFailures.Of(actual)).With(await sources.Subscribers.ReadSubscribersAsync(context.RequestAborted).ConfigureAwait(false));
        var part = board.Head(ObjectQuery.LargestPage, static last => string.Create(CultureInfo.InvariantCulture, $"/api/v1/objects?limit={ObjectQuery.LargestPage}&cursor={ObjectParameters.CursorAfter(ResourceId.TryParse(last)!)}"));
        await context.BytesAsync(MediaTypes.Json, LoopJson.Render(sources.Loop.Current, part)).ConfigureAwait(false);
    }
}
