namespace Reconciler.Cli;

/// <summary>Exit codes; part of the contract with scripts.</summary>
internal static class ExitCode
{
    public const int Success = 0;
    public const int Error = 1;
    public const int ChangesPresent = 2;
    public const int Invalid = 3;
    public const int PlanRefused = 4;
    public const int SafetyLimit = 5;
    public const int Locked = 6;
    public const int PartlyApplied = 7;
    public const int TimedOut = 8;
    public const int Interrupted = 130;
}
