using Microsoft.AspNetCore.Http;
using Reconciler.Core.Cycle.Loop;
using Reconciler.Web.Answering;

namespace Reconciler.Web;

/// <summary>Push notices of forges: a signed one makes the loop look, and does nothing else.</summary>
/// <param name="secret">Shared with the forge; null: pushes are not listened to.</param>
internal sealed class PushEndpoint(string? secret, INudge nudge)
{
    /// <summary>Octets of a notice.</summary>
    public const int Largest = 1 << 20;

    public IEnumerable<Operation> All =>
    [
        new()
        {
            Method = HttpMethods.Post,
            Path = "/hooks/git",
            Name = "notifyOfPush",
            Summary = "A push notice of GitHub, GitLab or Gitea, signed with the shared secret: the repository is asked now.",
            IsOpen = true,
            Answers =
            [
                Answer.Text(StatusCodes.Status202Accepted, "The repository will be asked."),
                Answer.Text(StatusCodes.Status401Unauthorized, "The signature is missing or not ours."),
                Answer.Text(StatusCodes.Status404NotFound, "Push notices are not listened to."),
                Answer.Text(StatusCodes.Status413PayloadTooLarge, "The body has more than 1 MiB."),
            ],
            Handle = AnswerAsync,
        },
    ];

    private async Task AnswerAsync(HttpContext context)
    {
        if (secret is null)
        {
            await context.TextAsync(StatusCodes.Status404NotFound, "push notices are not listened to\n").ConfigureAwait(false);
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
            await context.TextAsync(refused.StatusCode, $"the body has more than {Largest >> 20} MiB, which is the most that is read\n").ConfigureAwait(false);
            return;
        }

        if (!PushSignature.IsGenuine(name => context.Request.Headers[name] is [{ } value] ? value : null, body, secret))
        {
            await context.TextAsync(StatusCodes.Status401Unauthorized, "the signature is missing or not ours\n").ConfigureAwait(false);
            return;
        }

        nudge.Nudge(INudge.Push);
        await context.TextAsync(StatusCodes.Status202Accepted, "looking\n").ConfigureAwait(false);
    }
}
