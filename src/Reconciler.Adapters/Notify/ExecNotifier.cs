using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Events;

namespace Reconciler.Adapters.Notify;

/// <summary>Events on the standard input of a program, each a line, by a run of its own.</summary>
public sealed class ExecNotifier(IProgramRunner runner) : INotifier
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public int MostAtOnce => 1;

    public bool Handles(NotificationSpec spec) => spec is NotificationSpec.Exec;

    public async Task<string?> SendAsync(NotificationSpec spec, EventMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        byte[] input = [.. CloudEventJson.Write(message.Events[0], message.Source), (byte)'\n'];
        return (await runner.RunAsync(((NotificationSpec.Exec)spec).Command, input, Limit, cancellationToken).ConfigureAwait(false)).Failure;
    }
}
