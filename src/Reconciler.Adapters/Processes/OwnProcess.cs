using System.Diagnostics;

namespace Reconciler.Adapters.Processes;

/// <summary>The process that the program runs in.</summary>
public static class OwnProcess
{
    /// <summary>Ends it by SIGKILL: nothing is flushed, nothing is cleaned up.</summary>
    public static void Kill()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}
