namespace Reconciler.Core.Applying.Ports;

/// <summary>
/// Is told of every step of the journal as it is reached, so that tests can end the process there. Points are named <c>change.step</c>; every one is
/// listed in <see cref="FaultPoints"/>.
/// </summary>
public interface IFaultInjector
{
    void Reach(string point);
}

/// <summary>Lets every step pass.</summary>
public sealed class NoFaults : IFaultInjector
{
    public static NoFaults Instance { get; } = new();

    public void Reach(string point)
    {
    }
}
