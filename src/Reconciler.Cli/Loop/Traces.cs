using System.Diagnostics;

namespace Reconciler.Cli.Loop;

/// <summary>The daemon's work as spans: one a look, and its parts within it. Without a listener nothing is made.</summary>
internal static class Traces
{
    public const string Source = "Reconciler";

    private static readonly ActivitySource Spans = new(Source);

    /// <summary>Within the span that is open now; disposing ends it. Null when nobody listens.</summary>
    public static Activity? Step(string name) => Spans.StartActivity(name);
}
