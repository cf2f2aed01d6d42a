using Reconciler.Core.Actual;

namespace Reconciler.Core.Planning;

/// <summary>Sentences of changes for objects that a cut-off run began an issuing for.</summary>
internal static class IntentText
{
    /// <param name="why">Why something is issued.</param>
    /// <param name="intent">What was begun.</param>
    /// <param name="wanted">Hash of what is asked for now.</param>
    public static string Of(string why, OpenIntent intent, string wanted) => intent.SpecHash == wanted
        ? $"{why}; goes on with generation {intent.Generation}, serial {intent.Serial} taken, not yet signed"
        : $"{why}; generation {intent.Generation} asked for something else and is closed, serial {intent.Serial} counts as revoked";

    public static string OfUnwanted(OpenIntent intent) =>
        $"generation {intent.Generation} was begun and is no longer wanted; it is closed, serial {intent.Serial} counts as revoked";
}
