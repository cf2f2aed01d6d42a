using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Reconciler.Adapters.Control;

/// <summary>
/// The socket on which a daemon is asked by its own user and by root, and by nobody else: in the state folder, mode 0600. A request is one line; the answer is
/// lines until the connection ends.
/// </summary>
internal static partial class ControlSocket
{
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Octets of the longest path that a socket can have: sun_path of unix(7) without its end.</summary>
    private const int LongestPath = 107;

    private const uint Root = 0;

    public static string In(string folder) => Path.Combine(folder, "daemon.sock");

    /// <summary>Held by the daemon that owns the socket, for as long as it lives.</summary>
    public static string LockIn(string folder) => Path.Combine(folder, "daemon.lock");

    /// <summary>Why a folder can hold no socket; null when it can.</summary>
    public static string? Refusal(string folder)
    {
        if (Encoding.UTF8.GetByteCount(In(folder)) > LongestPath) return $"the path {In(folder)} is longer than the {LongestPath} octets that a socket's may have";
        const UnixFileMode others = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        return (File.GetUnixFileMode(folder) & others) == 0 ? null : $"others may write to {folder}";
    }

    /// <summary>Whether who is connected is the user of this process, or root. Where the system does not tell, the folder's mode has to do.</summary>
    public static bool IsOurs(Socket connection)
    {
        if (!OperatingSystem.IsLinux()) return true;
        // struct ucred of SO_PEERCRED, unix(7): process, user, group.
        const int socketLevel = 1, peerCredentials = 17, userOffset = 4;
        Span<byte> credentials = stackalloc byte[12];
        connection.GetRawSocketOption(socketLevel, peerCredentials, credentials);
        var user = MemoryMarshal.Read<uint>(credentials[userOffset..]);
        return user == Root || user == EffectiveUser();
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
