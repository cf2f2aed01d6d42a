using Reconciler.Adapters.Notify;
using Reconciler.Adapters.Processes;
using Reconciler.Adapters.Secrets;
using Reconciler.Cli.Commands;
using Reconciler.Core.Desired;
using Reconciler.Core.Events;

namespace Reconciler.Cli.Composition;

/// <summary>Every way in which events are told.</summary>
internal sealed class Notifiers(IReadOnlyList<INotifier> all) : IDisposable
{
    public static Notifiers Of(Workspace workspace, Invocation invocation)
    {
        var folder = workspace.Tree.WorkingFolder;
        var secrets = new SecretReader(folder, invocation.Environment);
        var runner = new ProgramRunner(folder ?? StatePlace.Of(workspace.Repository, isBare: true, invocation).RequireFolder());
        return new([new WebhookNotifier(secrets), new MailNotifier(secrets), new SlackNotifier(secrets), new ExecNotifier(runner)]);
    }

    public INotifier For(NotificationSpec spec) => all.First(notifier => notifier.Handles(spec));

    public void Dispose()
    {
        foreach (var notifier in all.OfType<IDisposable>()) notifier.Dispose();
    }
}
