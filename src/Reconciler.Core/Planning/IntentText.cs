using Reconciler.Core.Actual;

namespace Reconciler.Core.Planning;

/// <summary>What becomes of an issuing that a cut-off run began, as part of a change's sentence.</summary>
internal static class IntentText
{
    /// <param name="intent">What was begun.</param>
    /// <param name="wanted">Hash of what is asked for now.</param>
    public static string Of(OpenIntent intent, string wanted) => intent.SpecHash == wanted
        ? $"goes on with generation {intent.Generation}, serial {intent.Serial} taken, not yet signed"
        : $"generation {intent.Generation} asked for something else and is closed, serial {intent.Serial} counts as revoked";

    public static string OfUnwanted(OpenIntent intent) =>
        $"generation {intent.Generation} was begun and is no longer wanted; it is closed, serial {intent.Serial} counts as revoked";
}
