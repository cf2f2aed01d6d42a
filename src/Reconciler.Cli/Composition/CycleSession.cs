using System.Net;
using Reconciler.Adapters.Deploy;
using Reconciler.Adapters.Dns.Embedded;
using Reconciler.Adapters.Dns.Observing;
using Reconciler.Adapters.Keys;
using Reconciler.Adapters.Probing;
using Reconciler.Adapters.Processes;
using Reconciler.Adapters.Publishing;
using Reconciler.Adapters.Secrets;
using Reconciler.Cli.Commands;
using Reconciler.Cli.Loop;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying;
using Reconciler.Core.Cycle;
using Reconciler.Core.Desired;
using Reconciler.Pki.Bundles;
using Reconciler.Pki.Issuance;
using Reconciler.Pki.Keys;

namespace Reconciler.Cli.Composition;

/// <summary>
/// Everything that a cycle needs, put together once for one invocation. Until <see cref="ListenAsync"/> the program's own DNS server opens no port and
/// answers in process.
/// </summary>
internal sealed class CycleSession : IAsyncDisposable
{
    private readonly EmbeddedDnsServer _server = new();
    private readonly DesiredState _desired;
    private readonly Invocation _invocation;
    private readonly DeployRoots _roots;
    private readonly string _stateFolder;
    private readonly KeyVault _vault;
    private EmbeddedResolver _resolver;

    private CycleSession(Workspace workspace, DesiredState desired, StatePlace place, IActualStore store, Invocation invocation)
    {
        (_desired, _invocation, Place, Store) = (desired, invocation, place, store);
        _stateFolder = place.Folder ?? Path.Combine(workspace.Tree.WorkingFolder ?? Environment.CurrentDirectory, ".reconciler");
        _roots = new(workspace.Tree.WorkingFolder, _stateFolder);
        _vault = new(_stateFolder, invocation.Environment, new SystemEntropy(), invocation.Passphrases);
        _resolver = EmbeddedResolver.InProcess(_server.Answers);
    }

    public StatePlace Place { get; }

    public IActualStore Store { get; }

    public static async Task<CycleSession> OpenAsync(Workspace workspace, DesiredState desired, Invocation invocation, CancellationToken cancellationToken)
    {
        WorkerThreads.Reserve();
        var place = StatePlace.Of(workspace.Repository, workspace.Tree.WorkingFolder is null, invocation);
        await place.TellAsync(invocation).ConfigureAwait(false);
        var session = new CycleSession(workspace, desired, place, place.OpenStore(invocation.Time), invocation);
        await session.LoadZonesAsync(cancellationToken).ConfigureAwait(false);
        return session;
    }

    /// <summary>Whether another configuration of the repository needs nothing that this session has not: the same zones are answered at the same addresses, and paths start from the same folder.</summary>
    public bool Serves(Workspace workspace, DesiredState desired) =>
        workspace.Tree.WorkingFolder == _roots.WorkingFolder && Zones(desired).SetEquals(Zones(_desired)) && Addresses(desired).SetEquals(Addresses(_desired));

    /// <summary>Answers from what the state holds now.</summary>
    public async Task LoadZonesAsync(CancellationToken cancellationToken)
    {
        var zones = Zones(_desired);
        if (zones.Count > 0) _server.Load(zones, await Store.ReadZoneRecordsAsync(cancellationToken).ConfigureAwait(false), 1);
    }

    public ReconcileCycle Cycle(IReportSink sink)
    {
        var runner = new ProgramRunner(_roots.WorkingFolder ?? _stateFolder);
        var entropy = new SystemEntropy();
        var probe = new TlsProbe(_invocation.Time);
        return new(
            new()
            {
                Store = Store,
                Dns = new TracedDns(new DnsObserver(_resolver, _invocation.Time)),
                EmbeddedDns = _server,
                Publishers = [new EmbeddedPublisher(Store), new ZoneFilePublisher(_roots.WorkingFolder ?? _stateFolder, runner)],
                Targets = [new FilesTarget(_roots, runner, new BundleEncoder(), new SecretReader(_roots.WorkingFolder, _invocation.Environment), probe, _invocation.Time)],
                Served = probe,
                AuthorityPublisher = new AuthorityFiles(_roots),
                KeyMaker = new SystemKeyMaker(),
                Signer = new CertificateSigner(),
                Vault = _vault,
                Entropy = entropy,
                Time = _invocation.Time,
                Faults = KillAtPoint.Of(_invocation.Environment),
            },
            sink);
    }

    /// <summary>Opens the server's ports, so that what follows asks it by real queries. Does nothing where no zone is ours.</summary>
    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        if (Zones(_desired).Count == 0) return;
        var listen = Addresses(_desired);
        if (listen.Count == 0) listen.Add(new(IPAddress.Loopback, 0));
        var endpoints = await _server.StartAsync(listen, cancellationToken).ConfigureAwait(false);
        _resolver = EmbeddedResolver.Over(endpoints[0]);
        if (_invocation.Options.Verbose)
            await _invocation.Terminal.Error.WriteLineAsync($"The embedded DNS server answers at {string.Join(", ", endpoints)}").ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        _vault.Dispose();
        return _server.DisposeAsync();
    }

    /// <summary>Zones of embedded providers, and validation zones that no provider writes.</summary>
    private static HashSet<string> Zones(DesiredState desired)
    {
        var declared = desired.Providers.Select(provider => provider.Spec).OfType<DnsProviderSpec.Embedded>().SelectMany(spec => spec.Zones);
        var validation = desired.ValidationMethods.Where(method => method.Spec.ZoneProvider is null).Select(method => method.Spec.Zone);
        return [.. declared.Concat(validation)];
    }

    private static HashSet<IPEndPoint> Addresses(DesiredState desired) =>
        [.. desired.Providers.Select(provider => provider.Spec).OfType<DnsProviderSpec.Embedded>().Select(spec => spec.Listen)];
}
