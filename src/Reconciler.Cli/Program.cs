using System.Runtime.InteropServices;
using Reconciler.Cli;
using Reconciler.Cli.Output;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await ReconcilerProgram.RunAsync(args, Terminal.OfProcess(stop.Token), ProcessEnvironment.Read(), TimeProvider.System, stop.Token).ConfigureAwait(false);

// Once: the step in hand is finished and the rest is left. Twice: the process ends at once.
void Stop(PosixSignalContext context)
{
    if (stop.IsCancellationRequested) return;
    context.Cancel = true;
    stop.Cancel();
}
