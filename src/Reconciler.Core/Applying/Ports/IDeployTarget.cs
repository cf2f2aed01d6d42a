using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying.Ports;

/// <summary>Places certificates on one type of target. A new target is a new class behind this port.</summary>
public interface IDeployTarget
{
    bool Handles(TargetSpec target);

    /// <summary>Absolute form of what the spec names relatively; two targets that write to one place give the same text.</summary>
    string Place(TargetSpec target);

    /// <summary>Compares what is there with what was left there: by stat first, as Git's index does it, content only where that differs. Changes nothing.</summary>
    Task<ImmutableArray<DeploymentObservation>> ObserveAsync(IReadOnlyList<ActualDeployment> deployments, CancellationToken cancellationToken);

    /// <summary>
    /// Places a batch on one target: every file of all of them durable first, then each switched by one rename, then one reload. One failing
    /// certificate does not stop the others. Idempotent: placing what is there already succeeds.
    /// </summary>
    Task<ImmutableArray<DeployOutcome>> DeployAsync(TargetSpec target, IReadOnlyList<DeployItem> items, CancellationToken cancellationToken);

    /// <summary>Removes what was left there and nothing else, then reloads. Removing what is gone already succeeds.</summary>
    Task<ImmutableArray<UndeployOutcome>> UndeployAsync(TargetSpec target, IReadOnlyList<ActualDeployment> deployments, CancellationToken cancellationToken);
}

/// <summary>A certificate to place.</summary>
/// <param name="Certificate">Its name gives the published name.</param>
/// <param name="Previous">What is there now by our record; null the first time.</param>
/// <param name="PrivateKey">PKCS#8 DER; owned by the caller.</param>
/// <param name="Chain">DER certificates behind the leaf, its issuer first, without the root.</param>
public sealed record DeployItem(ResourceId Certificate, int Version, DeployedContent? Previous, byte[] Leaf, ImmutableArray<byte[]> Chain, Secret PrivateKey)
{
    /// <summary>Where it must be seen served before the placement counts; null: nowhere.</summary>
    public ServedQuestion? SeenAt { get; init; }

    /// <summary>The server must be told even when nothing that lies there changes: what it serves is something else.</summary>
    public bool Reload { get; init; }
}

/// <param name="Content">What was left there; null when it failed. Beside a failure: it is placed, for the first time, and not seen served.</param>
/// <param name="Failure">One sentence; null when it is in place.</param>
/// <param name="NeedsPerson">The failure will not pass by itself: a foreign file stands in the way.</param>
public sealed record DeployOutcome(ResourceId Certificate, DeployedContent? Content, string? Failure, bool NeedsPerson = false);

public sealed record UndeployOutcome(string DeploymentId, string? Failure);

/// <summary>Runs a program that a manifest names: never through a shell.</summary>
public interface IProgramRunner
{
    /// <summary>Runs <paramref name="command"/> (program and arguments) for at most <paramref name="limit"/>, then kills it. Never throws for what the program does.</summary>
    Task<ProgramOutcome> RunAsync(IReadOnlyList<string> command, TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>The same with <paramref name="input"/> on its standard input; a program that does not read it may still end well.</summary>
    Task<ProgramOutcome> RunAsync(IReadOnlyList<string> command, ReadOnlyMemory<byte> input, TimeSpan limit, CancellationToken cancellationToken);
}

/// <param name="Failure">Null when it ended with 0; otherwise how it ended and the end of what it wrote.</param>
public sealed record ProgramOutcome(string? Failure, string Output);
