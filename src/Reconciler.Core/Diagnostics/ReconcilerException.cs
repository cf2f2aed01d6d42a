namespace Reconciler.Core.Diagnostics;

/// <summary>
/// A named failure that ends the run: the state cannot be read, the lock is taken, the key-encryption key is wrong. The message is for people
/// and says what to do; it never holds a secret. Everything else that is thrown is a bug.
/// </summary>
public sealed class ReconcilerException : Exception
{
    public ReconcilerException(FailureKind kind, string message, string? remedy = null, Exception? inner = null)
        : base(message, inner) => (Kind, Remedy) = (kind, remedy);

    public FailureKind Kind { get; }

    public string? Remedy { get; }
}

/// <summary>What kind of failure it is; decides the exit code.</summary>
public enum FailureKind
{
    /// <summary>The outside world or the state: exit code 1.</summary>
    Environment,

    /// <summary>Arguments, options, missing approval, a repository that cannot be read as asked: exit code 3.</summary>
    Usage,

    /// <summary>Somebody else holds the state: exit code 6.</summary>
    Locked,
}
