using System.CommandLine;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reconciler.Adapters.Systemd;
using Reconciler.Adapters.Telemetry;
using Reconciler.Cli.Composition;
using Reconciler.Cli.Loop;
using Reconciler.Cli.Options;
using Reconciler.Core.Cycle.Loop;
using Reconciler.Core.Diagnostics;
using Reconciler.Pki.Keys;
using Reconciler.Web;

namespace Reconciler.Cli.Commands;

/// <summary>The daemon.</summary>
internal sealed class ServeVerb : IVerb
{
    /// <summary>Within it the step in hand is finished, or what is begun is in the journal.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly Argument<string> _repository = RepositoryArgument.Positional();
    private readonly ListenOptions _listen = new();
    private readonly Option<string> _interval = new("--interval") { Description = "how often the repository is asked", DefaultValueFactory = _ => "60s" };
    private readonly Option<string> _sweep = new("--sweep") { Description = "how often everything is compared with the world", DefaultValueFactory = _ => "1h" };
    private readonly Option<bool> _once = new("--once") { Description = "one full cycle, then ends with apply's codes" };
    private readonly Option<bool> _rewrite = new("--allow-rewrite") { Description = "follows a branch whose history was rewritten" };
    private readonly Option<string[]> _write = new("--allow-write") { Description = "a folder that manifests may make it write to, beside its state folder; repeatable" };
    private readonly Option<string[]> _run = new("--allow-run") { Description = "a program that manifests may make it run; repeatable" };
    private readonly Option<string> _log = new("--log-format") { Description = "of the lines on stderr: text, json", DefaultValueFactory = _ => "text" };

    public string Name => "serve";

    public string Description => "Keeps a repository and the world equal: polls, renews by the clock, answers questions over HTTP";

    public void Describe(Command command)
    {
        command.Arguments.Add(_repository);
        _listen.AddTo(command);
        foreach (var option in (Option[])[_interval, _sweep, _once, _rewrite, _write, _run, _log]) command.Options.Add(option);
    }

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            return await ServeAsync(Options(invocation), invocation, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped before it ran.
            return ExitCode.Success;
        }
    }

    private async Task<int> ServeAsync(ServeOptions options, Invocation invocation, CancellationToken cancellationToken)
    {
        var (looks, pulse) = (new Looks(), new Pulse(invocation.Time));
        var wakeups = new Wakeups(invocation.Time, looks, pulse);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            wakeups.Nudge("SIGHUP");
        });
        var place = await StatePlace.FindAsync(options.Repository, invocation, cancellationToken).ConfigureAwait(false);
        var folder = place.RequireFolder();
        var entropy = new SystemEntropy();
        var log = new LoopLog(invocation.Terminal, invocation.Time, invocation.Parsed.GetRequiredValue(_log) == "json", pulse);
        var access = _listen.Read(invocation.Parsed, invocation.Environment, invocation.Time, sentence => log.Write("info", "tls", sentence));
        if (access.SendsTokenInClear) log.Write("warning", "serve", "the token is sent in clear: answer over TLS with --tls-cert and --tls-key, or behind something that does");
        var configuration = new ConfigurationInForce(options, invocation, log);
        var integrity = new IntegrityWatch(new(folder), invocation.Time, log);
        var loop = new ReconcileLoop(options, invocation, configuration, wakeups, looks, log, entropy) { Damage = () => integrity.Damage };
        var outbox = place.OpenOutbox(invocation.Time);
        using var pump = new NotificationPump(outbox, place.OpenStore(invocation.Time), configuration, options, invocation, entropy, log);
        log.Changed = pump.Wake;
        using var export = OtlpExport.Start(invocation.Environment, new(Traces.Source, LoopMeter.Source, MetricsMirror.Gauges));
        using var init = NotifySocket.Of(invocation.Environment);

        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = StopLimit;
            // Nobody's slow connection takes the loop's time to finish.
            host.ServicesStopConcurrently = true;
        });
        if (init is not null) builder.Services.AddHostedService(_ => new InitNotices(init, looks, pulse, invocation.Time, log));
        builder.Services.AddHostedService(_ => loop);
        if (export is { SendsMetrics: true })
            builder.Services.AddHostedService(_ => new MetricsMirror(loop, log.Meter, place.OpenStore(invocation.Time), outbox, invocation.Time, MetricsMirror.IntervalOf(invocation.Environment), log));
        if (!options.Once)
        {
            builder.Services.AddHostedService(_ => pump);
            builder.Services.AddHostedService(_ => integrity);
            builder.Services.AddHostedService(_ => new WebServer(access, new()
            {
                Loop = loop,
                Meter = log.Meter,
                Nudge = wakeups,
                Store = place.OpenStore(invocation.Time),
                Audit = place.OpenAuditLog(),
                Subscribers = outbox,
                Files = new PublishedFolder(folder),
                Time = invocation.Time,
            }));
            builder.Services.AddHostedService(_ => new ControlEndpoint(folder, looks, wakeups, invocation.Time, log));
        }

        // Signals are the program's; the framework's own lifetime would end the process on its own terms.
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        using var host = builder.Build();
        return await RunAsync(host, loop, options, access.Tls is null ? "http" : "https", log, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int> RunAsync(IHost host, ReconcileLoop loop, ServeOptions options, string scheme, LoopLog log, CancellationToken cancellationToken)
    {
        try
        {
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What did start is stopped below.
        }
        catch (IOException failure)
        {
            throw new ReconcilerException(FailureKind.Environment, $"{options.Listen} cannot be listened on: {failure.Message}", "choose another with --listen", failure);
        }

        if (!options.Once && !cancellationToken.IsCancellationRequested) log.Write("info", "serve", $"answers at {scheme}://{options.Listen}");
        var stopped = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stop = cancellationToken.Register(() => stopped.TrySetResult(ExitCode.Success)).ConfigureAwait(false);
        var first = await Task.WhenAny(loop.Ended, stopped.Task).ConfigureAwait(false);
        await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
        return await first.ConfigureAwait(false);
    }

    private ServeOptions Options(Invocation invocation) => new()
    {
        Repository = invocation.Parsed.GetRequiredValue(_repository),
        Listen = _listen.Endpoint(invocation.Parsed),
        Interval = TimeText.Read("--interval", invocation.Parsed.GetRequiredValue(_interval)),
        Sweep = TimeText.Read("--sweep", invocation.Parsed.GetRequiredValue(_sweep)),
        Once = invocation.Parsed.GetValue(_once),
        AllowsRewrites = invocation.Parsed.GetValue(_rewrite),
        Writable = [.. (invocation.Parsed.GetValue(_write) ?? []).Select(Path.GetFullPath)],
        Runnable = invocation.Parsed.GetValue(_run) ?? [],
    };

    /// <summary>Waits for nobody and listens to no signal.</summary>
    private sealed class QuietLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
