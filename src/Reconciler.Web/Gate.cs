using Microsoft.AspNetCore.Http;
using Reconciler.Core.Diagnostics;
using Reconciler.Web.Answering;

namespace Reconciler.Web;

/// <summary>Stands before every endpoint: who asks, and what is told when nothing answers or the answer fails.</summary>
internal sealed class Gate(WebAccess access)
{
    /// <summary>Outermost: whatever goes wrong becomes a problem document, without a stack.</summary>
    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed, ContentType: null })
                await context.ProblemAsync(context.Response.StatusCode, "there is nothing here; /api/v1/openapi.json says what there is").ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Who asked is gone.
        }
        catch (ReconcilerException failure) when (!context.Response.HasStarted)
        {
            await context.ProblemAsync(StatusCodes.Status503ServiceUnavailable, failure.Message).ConfigureAwait(false);
        }
        catch (Exception bug) when (!context.Response.HasStarted && bug is not BadHttpRequestException)
        {
            await context.ProblemAsync(StatusCodes.Status500InternalServerError, $"internal error: {bug.GetType().Name}").ConfigureAwait(false);
        }
    }

    /// <summary>After routing: an endpoint that is not open is given only to who shows the token or a certificate.</summary>
    public async Task AskAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Operation>() is { IsOpen: false } && !access.Allows(context.Request.Headers.Authorization, context.Connection.ClientCertificate is not null))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await context.ProblemAsync(StatusCodes.Status401Unauthorized, access.Tls is { AsksForClients: true } ? "a token or a client certificate is needed" : "a token is needed: Authorization: Bearer …").ConfigureAwait(false);
            return;
        }

        await next(context).ConfigureAwait(false);
    }
}
