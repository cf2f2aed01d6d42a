using System.Globalization;
using System.Net;
using System.Text.Json;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Cycle.Loop;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;
using Reconciler.Testing;
using Reconciler.Testing.Cycle;
using Reconciler.Testing.Desired;
using Reconciler.Testing.Git;

namespace Reconciler.Web.Tests;

/// <summary>The server on loopback over a small world that tests may change, asked by a real client.</summary>
internal sealed class AskedServer : IAsyncDisposable, ILoopView, INudge, IActualStore, IAuditLog, IPublishedFiles, ISubscribers
{
    private readonly int _port = LoopbackPort.Free();
    private readonly WebServer _server;

    private AskedServer(string? token, DesiredState desired)
    {
        State = AppliedState.Of(desired, ManualTime.Start).Build();
        Current = new() { Started = ManualTime.Start, Desired = desired, Revision = desired.Revision.Commit, LastCycle = ManualTime.Start };
        var access = new WebAccess(new(IPAddress.Loopback, _port), token, null);
        _server = new(access, new() { Loop = this, Meter = new(Time), Nudge = this, Store = this, Audit = this, Files = this, Subscribers = this, Time = Time });
        Client = new() { BaseAddress = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}/")) };
    }

    public HttpClient Client { get; }

    public ManualTime Time { get; } = new(ManualTime.Start);

    public ActualState State { get; set; }

    public LoopState Current { get; set; }

    /// <summary>Entries of the audit log, as they are read.</summary>
    public List<StoredAuditEntry> Log { get; } = [];

    public Dictionary<string, byte[]> Published { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<Subscriber> Subscribers { get; set; } = [];

    /// <summary>Why the state cannot be read; null: it can.</summary>
    public Exception? Failure { get; set; }

    public int Reads { get; private set; }

    public Task<IReadOnlyList<Subscriber>> ReadSubscribersAsync(CancellationToken cancellationToken) => Task.FromResult(Subscribers);

    /// <summary>Method and path of everything that the running server routes; HEAD goes with GET.</summary>
    public IEnumerable<string> Routes => _server.Routes;

    /// <summary>Two authorities, targets, and the certificates <c>a</c> to <c>e</c>, of which <c>a</c> is deployed and tagged.</summary>
    public static DesiredBuilder World()
    {
        var builder = new DesiredBuilder().Root("root").Subordinate("corp", "root").Files("edge", "/srv/edge");
        foreach (var name in (string[])["a", "b", "c", "d", "e"]) builder.Certificate(name, "corp", $"{name}.corp.example", spec => name == "a" ? spec with { Targets = [builder.TargetId("edge")] } : spec);
        return builder;
    }

    public static async Task<AskedServer> StartAsync(string? token = null, DesiredState? desired = null)
    {
        var server = new AskedServer(token, desired ?? World().Build());
        await server._server.StartAsync(default);
        return server;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => Client.GetAsync(new Uri(path, UriKind.Relative));

    public async Task<JsonElement> JsonAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{answer.StatusCode} {text}");
        Assert.Equal(expected == HttpStatusCode.OK ? "application/json" : "application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    public void Change(string certificate, Func<ActualCertificate, ActualCertificate> change, Dictionary<string, RetryState>? retries = null)
    {
        var id = ResourceId.Certificate("default", "local", certificate);
        var certificates = new Dictionary<ResourceId, ActualCertificate>(State.Certificates);
        certificates[id] = change(certificates[id]);
        State = new()
        {
            Lineage = State.Lineage,
            Serial = State.Serial + 1,
            Authorities = State.Authorities,
            Certificates = certificates,
            Deployments = State.Deployments,
            Records = State.Records,
            FirstRegions = State.FirstRegions,
            Retries = retries ?? State.Retries,
        };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.StopAsync(default);
        await _server.DisposeAsync();
    }

    void INudge.Nudge(string reason) => throw new InvalidOperationException("nothing here is to nudge");

    string IActualStore.Place => "memory";

    bool IActualStore.Exists => true;

    Task<ActualState> IActualStore.ReadAsync(CancellationToken cancellationToken)
    {
        if (Failure is not null) return Task.FromException<ActualState>(Failure);
        Reads++;
        return Task.FromResult(State);
    }

    Task<StateMark> IActualStore.ReadMarkAsync(CancellationToken cancellationToken) => Failure is null ? Task.FromResult(StateMark.Of(State)) : Task.FromException<StateMark>(Failure);

    Task<IReadOnlyList<ResourceId>> IActualStore.DueBeforeAsync(DateTimeOffset instant, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<IReadOnlyList<ProofEvidence>> IActualStore.ReadEvidenceAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ProofEvidence>>([]);

    Task<IReadOnlyList<ZoneRecord>> IActualStore.ReadZoneRecordsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<IReadOnlyDictionary<(ResourceId Id, int Version), byte[]>> IActualStore.ReadAuthorityCertificatesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<IStateWriter> IActualStore.OpenWriterAsync(TimeSpan wait, CancellationToken cancellationToken) => throw new InvalidOperationException("the web never writes");

    Task IAuditLog.ReadAsync(AuditFilter filter, Action<StoredAuditEntry> each, CancellationToken cancellationToken)
    {
        foreach (var entry in Log.Where(entry => filter.Subject is null || entry.Entry.Subject == filter.Subject || (entry.Entry.Serials is { } serial && filter.Serials!.Contains(serial)))) each(entry);
        return Task.CompletedTask;
    }

    Task<AuditVerdict> IAuditLog.VerifyAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<byte[]?> IPublishedFiles.TryReadAsync(string kind, string account, string region, string file, CancellationToken cancellationToken) =>
        Task.FromResult(Published.GetValueOrDefault($"{kind}/{account}/{region}/{file}"));
}
