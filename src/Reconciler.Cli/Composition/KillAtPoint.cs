using System.Globalization;
using Reconciler.Adapters.Processes;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Cli.Composition;

/// <summary>
/// Ends this process by SIGKILL when a step of the journal is reached the n-th time, so that tests show what a crash leaves. Only with both
/// <c>RECONCILER_FAULTS=1</c> and <c>RECONCILER_FAULT_AT=point[#n]</c>.
/// </summary>
internal sealed class KillAtPoint : IFaultInjector
{
    private readonly string _point;
    private int _left;

    private KillAtPoint(string point, int count) => (_point, _left) = (point, count);

    public static IFaultInjector Of(IReadOnlyDictionary<string, string> environment)
    {
        if (environment.GetValueOrDefault("RECONCILER_FAULTS") != "1" || environment.GetValueOrDefault("RECONCILER_FAULT_AT") is not { Length: > 0 } wanted)
            return NoFaults.Instance;
        var hash = wanted.IndexOf('#', StringComparison.Ordinal);
        var point = hash < 0 ? wanted : wanted[..hash];
        var count = 1;
        if (!FaultPoints.All.Contains(point) || (hash >= 0 && !(int.TryParse(wanted.AsSpan(hash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out count) && count > 0)))
            throw new ReconcilerException(FailureKind.Usage, $"RECONCILER_FAULT_AT={wanted} names no step", "write a step of FaultPoints, and #n for its n-th time");
        return new KillAtPoint(point, count);
    }

    public void Reach(string point)
    {
        if (!FaultPoints.All.Contains(point)) throw new InvalidOperationException($"the step {point} is not listed in {nameof(FaultPoints)}");
        if (point != _point || --_left > 0) return;
        OwnProcess.Kill();
    }
}
