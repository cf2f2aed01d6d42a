namespace Reconciler.Core.Planning;

/// <summary>What a plan does about changes that were tried before and are not done.</summary>
public enum Tries
{
    /// <summary>A person asks: all are tried, however far their next try is. What timed out stays so.</summary>
    All,

    /// <summary>The daemon: only those whose next try has come; the others are held.</summary>
    Due,

    /// <summary>A person asks with <c>--retry</c>: as if nothing had been tried before; intervals and deadlines begin anew.</summary>
    Afresh,
}
