using System.Runtime.InteropServices;

namespace Reconciler.Benchmarks.Scenarios;

/// <summary>Processor time of children that have ended and were waited for (getrusage(2)).</summary>
internal static partial class ChildUsage
{
    private const int Children = -1;

    /// <summary>User and system time together; differences are exact while children run one after the other.</summary>
    public static TimeSpan Cpu()
    {
        var usage = default(Usage);
        if (GetUsage(Children, ref usage) != 0) throw new InvalidOperationException($"getrusage failed: {Marshal.GetLastPInvokeError()}");
        return TimeSpan.FromSeconds(usage.UserSeconds + usage.SystemSeconds) + TimeSpan.FromMicroseconds(usage.UserMicroseconds + usage.SystemMicroseconds);
    }

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetUsage(int who, ref Usage usage);

    /// <summary>struct rusage of 64-bit Linux: two timevals, then fourteen counters that are not looked at.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    private struct Usage
    {
        public long UserSeconds;
        public long UserMicroseconds;
        public long SystemSeconds;
        public long SystemMicroseconds;
    }
}
