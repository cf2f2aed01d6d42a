using System.Net;

namespace Reconciler.Cli.Loop;

/// <summary>How a daemon runs, checked.</summary>
internal sealed record ServeOptions
{
    public required string Repository { get; init; }

    /// <summary>Where it answers.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>How often the repository is asked.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>The time in which everything is compared with the world once.</summary>
    public required TimeSpan Sweep { get; init; }

    /// <summary>One full cycle, then the end.</summary>
    public bool Once { get; init; }

    /// <summary>A branch whose history was rewritten is followed.</summary>
    public bool AllowsRewrites { get; init; }

    /// <summary>Absolute folders that manifests may make the daemon write to, beside its state folder.</summary>
    public required IReadOnlyList<string> Writable { get; init; }

    /// <summary>Programs that manifests may make it run.</summary>
    public required IReadOnlyList<string> Runnable { get; init; }
}
