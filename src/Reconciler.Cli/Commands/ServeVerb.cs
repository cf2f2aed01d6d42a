using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reconciler.Cli.Composition;
using Reconciler.Cli.Loop;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Pki.Keys;
using Reconciler.Web;

namespace Reconciler.Cli.Commands;

/// <summary>The daemon.</summary>
internal sealed class ServeVerb : IVerb
{
    /// <summary>Within it the step in hand is finished, or what is begun is in the journal.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly Argument<string> _repository = RepositoryArgument.Positional();
    private readonly Option<string> _listen = new("--listen") { Description = "where it answers; other addresses than loopback need RECONCILER_API_TOKEN", DefaultValueFactory = _ => "127.0.0.1:8440" };
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
        foreach (var option in (Option[])[_listen, _interval, _sweep, _once, _rewrite, _write, _run, _log]) command.Options.Add(option);
    }

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var options = Options(invocation);
        var access = new WebAccess(options.Listen, Value(invocation, "RECONCILER_API_TOKEN"), Value(invocation, "RECONCILER_WEBHOOK_SECRET"));
        access.RequireTokenBeyondLoopback();
        var place = await StatePlace.FindAsync(options.Repository, invocation, cancellationToken).ConfigureAwait(false);
        var folder = place.RequireFolder();
        var entropy = new SystemEntropy();
        var wakeups = new Wakeups(invocation.Time);
        var log = new LoopLog(invocation.Terminal, invocation.Time, invocation.Parsed.GetRequiredValue(_log) == "json");
        var configuration = new ConfigurationInForce(options, invocation, log);
        var loop = new ReconcileLoop(options, invocation, configuration, wakeups, log, entropy);
        var outbox = place.OpenOutbox(invocation.Time);
        using var pump = new NotificationPump(outbox, place.OpenStore(invocation.Time), configuration, options, invocation, entropy, log);
        log.Changed = pump.Wake;

        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopLimit);
        builder.Services.AddHostedService(_ => loop);
        if (!options.Once) builder.Services.AddHostedService(_ => pump);
        if (!options.Once) builder.Services.AddHostedService(_ => new WebServer(access, loop, wakeups, place.OpenStore(invocation.Time), outbox, new PublishedFolder(folder), invocation.Time));
        // Signals are the program's; the framework's own lifetime would end the process on its own terms.
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        using var host = builder.Build();
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            wakeups.Nudge("SIGHUP");
        });
        return await RunAsync(host, loop, options, log, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int> RunAsync(IHost host, ReconcileLoop loop, ServeOptions options, LoopLog log, CancellationToken cancellationToken)
    {
        try
        {
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException failure)
        {
            throw new ReconcilerException(FailureKind.Environment, $"{options.Listen} cannot be listened on: {failure.Message}", "choose another with --listen", failure);
        }

        if (!options.Once) log.Write("info", "serve", $"answers at http://{options.Listen}");
        var stopped = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stop = cancellationToken.Register(() => stopped.TrySetResult(ExitCode.Success)).ConfigureAwait(false);
        var first = await Task.WhenAny(loop.Ended, stopped.Task).ConfigureAwait(false);
        await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
        return await first.ConfigureAwait(false);
    }

    private ServeOptions Options(Invocation invocation) => new()
    {
        Repository = invocation.Parsed.GetRequiredValue(_repository),
        Listen = Endpoint(invocation.Parsed.GetRequiredValue(_listen)),
        Interval = Time("--interval", invocation.Parsed.GetRequiredValue(_interval)),
        Sweep = Time("--sweep", invocation.Parsed.GetRequiredValue(_sweep)),
        Once = invocation.Parsed.GetValue(_once),
        AllowsRewrites = invocation.Parsed.GetValue(_rewrite),
        Writable = [.. (invocation.Parsed.GetValue(_write) ?? []).Select(Path.GetFullPath)],
        Runnable = invocation.Parsed.GetValue(_run) ?? [],
    };

    private static IPEndPoint Endpoint(string text) => IPEndPoint.TryParse(text, out var endpoint) && text.Contains(':', StringComparison.Ordinal)
        ? endpoint
        : throw new ReconcilerException(FailureKind.Usage, $"\"{text}\" is no address and port for --listen", "for example 127.0.0.1:8440");

    private static TimeSpan Time(string option, string text)
    {
        if (text.EndsWith('s') && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0) return TimeSpan.FromSeconds(seconds);
        return Period.TryParse(text, out var period) ? period.Nominal : throw new ReconcilerException(FailureKind.Usage, $"\"{text}\" is no time for {option}", "for example 60s or 1h");
    }

    private static string? Value(Invocation invocation, string name) => invocation.Environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>Waits for nobody and listens to no signal.</summary>
    private sealed class QuietLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
