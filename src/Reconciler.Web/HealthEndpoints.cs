using Microsoft.AspNetCore.Http;
using Reconciler.Core.Cycle.Loop;
using Reconciler.Web.Answering;

namespace Reconciler.Web;

/// <summary>Whether it lives, and whether it works (row OBS-04). Open, so that supervisors need no secret; they tell nothing else.</summary>
internal sealed class HealthEndpoints(ILoopView loop)
{
    public IEnumerable<Operation> All =>
    [
        new()
        {
            Path = "/healthz",
            Name = "getHealth",
            Summary = "The process lives and answers.",
            IsOpen = true,
            Answers = [Answer.Text(StatusCodes.Status200OK, "It does.")],
            Handle = static context => context.TextAsync(StatusCodes.Status200OK, "ok\n"),
        },
        new()
        {
            Path = "/readyz",
            Name = "getReadiness",
            Summary = "The first cycle is over, the last one could read and write the state, and the state is sound.",
            IsOpen = true,
            Answers = [Answer.Text(StatusCodes.Status200OK, "So it is."), Answer.Text(StatusCodes.Status503ServiceUnavailable, "It is not; says why.")],
            Handle = ReadyAsync,
        },
    ];

    private Task ReadyAsync(HttpContext context)
    {
        var state = loop.Current;
        if (state.IsReady) return context.TextAsync(StatusCodes.Status200OK, "ready\n");
        return context.TextAsync(StatusCodes.Status503ServiceUnavailable, (state.CycleFailure ?? state.Damage ?? "the first cycle is not over yet") + "\n");
    }
}
