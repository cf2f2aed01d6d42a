using System.Globalization;
using Reconciler.Core.Cycle.Loop;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Reporting;

/// <summary>What the daemon says of itself, in one line.</summary>
public static class LoopText
{
    public static string Line(LoopState loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        var revision = loop.Revision is { } commit ? $"commit {commit} is in force" : "nothing is in force";
        var counts = string.Create(CultureInfo.InvariantCulture, $"{loop.Done} done, {loop.Failed} failed, {loop.Waiting} waiting");
        var next = loop.Next is { } wake ? $"; looks again at {Instants.Format(wake.At)} ({wake.Reason})" : "";
        return OneLine.Of($"{revision}; {counts}{Wrong(loop)}{next}");
    }

    private static string Wrong(LoopState loop) => string.Concat(loop.Wrong.Select(sentence => "; " + sentence));
}
