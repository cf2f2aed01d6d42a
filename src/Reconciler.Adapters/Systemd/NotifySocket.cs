using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Reconciler.Adapters.Systemd;

/// <summary>
/// Tells the init system how the daemon is (sd_notify(3)): one datagram a message to the socket that <c>NOTIFY_SOCKET</c> names, by a path or, behind
/// <c>@</c>, by an abstract name.
/// </summary>
public sealed class NotifySocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
    private readonly UnixDomainSocketEndPoint _address;

    private NotifySocket(string address, TimeSpan? watchdog) => (_address, Watchdog) = (new(address), watchdog);

    /// <summary>Longest time between two signs of life before the process is taken for dead; null: nobody watches.</summary>
    public TimeSpan? Watchdog { get; }

    /// <summary>Null when nobody asked to be told, or by a kind of socket that this is not.</summary>
    public static NotifySocket? Of(IReadOnlyDictionary<string, string> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment.GetValueOrDefault("NOTIFY_SOCKET") switch
        {
            ['/', ..] path => new(path, WatchdogOf(environment)),
            ['@', .. var name] => new('\0' + name, WatchdogOf(environment)),
            _ => null,
        };
    }

    /// <summary>Lines of <c>NAME=value</c>. False when it could not be told now: nobody reads, or there is no room. Never waits.</summary>
    public bool TrySend(string state)
    {
        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(state), _address);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Meant for this process only where <c>WATCHDOG_PID</c> says so or is absent.</summary>
    private static TimeSpan? WatchdogOf(IReadOnlyDictionary<string, string> environment)
    {
        if (environment.GetValueOrDefault("WATCHDOG_PID") is { } process && process != Environment.ProcessId.ToString(CultureInfo.InvariantCulture)) return null;
        return long.TryParse(environment.GetValueOrDefault("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;
    }
}
