using Reconciler.Core.Desired;

namespace Reconciler.Adapters.Store.Shapes;

/// <param name="Within">Seconds.</param>
internal sealed record ProbeShape(string Host, int Port, string? ServerName, int Within)
{
    public static ProbeShape? Of(ProbeSpec? probe) => probe is null ? null : new(probe.Host, probe.Port, probe.ServerName, (int)probe.Within.TotalSeconds);

    public ProbeSpec ToSpec() => new() { Host = Host, Port = Port, ServerName = ServerName, Within = TimeSpan.FromSeconds(Within) };
}
