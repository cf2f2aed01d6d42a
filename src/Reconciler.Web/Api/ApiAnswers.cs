using Microsoft.AspNetCore.Http;
using Reconciler.Web.Answering;

namespace Reconciler.Web.Api;

/// <summary>What any question to the API can be answered with besides its answer.</summary>
internal static class ApiAnswers
{
    public static readonly Answer[] Refusals =
    [
        Answer.Problem(StatusCodes.Status401Unauthorized, "Neither the token nor a client certificate was shown, and one is needed."),
        Answer.Problem(StatusCodes.Status503ServiceUnavailable, "The state cannot be read."),
    ];

    public static readonly Answer Invalid = Answer.Problem(StatusCodes.Status400BadRequest, "A parameter is not known, or its value is not possible.");
}
