using System.CommandLine;
using System.Globalization;
using System.Net;
using Reconciler.Adapters.Dns.Embedded;
using Reconciler.Cli.Commands;
using Reconciler.Cli.Loop;
using Reconciler.Cli.Options;
using Reconciler.Cli.Output;
using Reconciler.Core.Actual;
using Reconciler.Core.Cycle.Loop;
using Reconciler.Core.Validation;
using Reconciler.Pki.Keys;
using Reconciler.Testing.Git;

namespace Reconciler.Cli.Tests.Daemon;

/// <summary>
/// The daemon's own loop over a real repository, a real state and real files, on a clock that leaps from one thing to the next. The zone of the domain owner
/// is served by a DNS server of its own; what happens in the world is written as events of the clock.
/// </summary>
internal sealed class SimulatedDaemon : IAsyncDisposable
{
    private readonly EmbeddedDnsServer _owner = new();
    private readonly StringWriter _log = new(CultureInfo.InvariantCulture);
    private readonly TempFolder _home = new();
    private CancellationTokenSource _stop = new();

    public LeapingTime Time { get; } = new(ManualTime.Start);

    public TempGitRepository Repository { get; } = new();

    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(10);

    public TimeSpan Sweep { get; init; } = TimeSpan.FromHours(6);

    public string Log => _log.ToString();

    public long Cycles { get; private set; }

    /// <summary>Where its key-encryption key lies.</summary>
    public string Home => _home.Path;

    public string StateFolder => Path.Combine(Repository.Path, ".reconciler");

    /// <summary>Where the owner's zone is asked for.</summary>
    public async Task<IPEndPoint> ServeOwnersZoneAsync()
    {
        _owner.Load(["example"], [], 1);
        return (await _owner.StartAsync([new(IPAddress.Loopback, 0)], CancellationToken.None))[0];
    }

    /// <summary>The domain owner writes the record that proves a domain, or takes it away.</summary>
    public void Write(string domain, bool isThere = true)
    {
        var tokens = ValidationTokens.Derive("default", "default", "validations.example.net", domain);
        if (isThere) _owner.Update([new(tokens.Owner, "CNAME", tokens.Target, 300)], [], 1);
        else _owner.Update([], [(tokens.Owner, "CNAME")], 1);
    }

    public void At(TimeSpan since, Action happens) => Time.At(since, happens);

    /// <summary>Lives until an instant; what was begun before goes on, as after a restart.</summary>
    public async Task LiveUntilAsync(TimeSpan since)
    {
        using var stop = _stop = new();
        At(since, stop.Cancel);
        var environment = new Dictionary<string, string> { ["HOME"] = _home.Path };
        var common = new CommonOptions(environment);
        var command = new Command("serve");
        foreach (var option in common.All) command.Options.Add(option);
        var parsed = command.Parse([]);
        var terminal = new Terminal { Out = TextWriter.Null, Error = _log, In = TextReader.Null };
        var invocation = new Invocation(parsed, common.Read(parsed), terminal, environment, Time);
        var options = new ServeOptions
        {
            Repository = Repository.Path,
            Listen = new(IPAddress.Loopback, 0),
            Interval = Interval,
            Sweep = Sweep,
            Writable = [Repository.Path],
            Runnable = ["test"],
        };
        var (looks, pulse) = (new Looks(), new Pulse(Time));
        var log = new LoopLog(terminal, Time, isJson: false, pulse);
        using var loop = new ReconcileLoop(options, invocation, new(options, invocation, log), new Wakeups(Time, looks, pulse), looks, log, new SystemEntropy());
        await loop.StartAsync(stop.Token);
        await loop.ExecuteTask!;
        Cycles += ((ILoopView)loop).Current.Cycles;
    }

    public async Task<ActualState> StateAsync() => await new Adapters.Store.Sqlite.SqliteStore(StateFolder, Time, new SystemEntropy()).ReadAsync(CancellationToken.None);

    /// <summary>Instants of the log's lines that hold all of these words.</summary>
    public List<DateTimeOffset> Said(params string[] words) =>
    [
        .. Log.Split('\n').Where(line => words.All(word => line.Contains(word, StringComparison.Ordinal)))
            .Select(line => DateTimeOffset.Parse(line[..20], CultureInfo.InvariantCulture)),
    ];

    public async ValueTask DisposeAsync()
    {
        _stop.Dispose();
        await _owner.DisposeAsync();
        await _log.DisposeAsync();
        Repository.Dispose();
        _home.Dispose();
    }
}
