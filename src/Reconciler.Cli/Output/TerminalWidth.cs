using System.Runtime.InteropServices;

namespace Reconciler.Cli.Output;

/// <summary>
/// Columns of the terminal behind stdout, asked of the kernel: <see cref="Console.WindowWidth"/> would first set the terminal up and write escapes to it.
/// </summary>
internal static partial class TerminalWidth
{
    private const int StandardOutput = 1;
    private static readonly nuint GetWindowSize = OperatingSystem.IsMacOS() ? 0x40087468u : 0x5413u; // TIOCGWINSZ

    /// <summary>Null where stdout is no terminal or does not say.</summary>
    public static int? Ask()
    {
        if (Console.IsOutputRedirected) return null;
        if (OperatingSystem.IsWindows()) return Console.WindowWidth;
        return WindowSize(StandardOutput, GetWindowSize, out var size) == 0 && size.Columns > 0 ? size.Columns : null;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int WindowSize(int descriptor, nuint request, out Winsize size);

    /// <summary><c>struct winsize</c> of ioctl_tty(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Winsize
    {
        public readonly ushort Rows;
        public readonly ushort Columns;
        public readonly ushort PixelsWide;
        public readonly ushort PixelsHigh;
    }
}
