using System.Collections.Concurrent;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;
using Reconciler.Core.Planning;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Applying;

/// <summary>
/// One run of a plan: what is wanted, the single writer, and the actual state as it becomes. Handlers change the state only through
/// <see cref="CommitAsync"/> and note here what they committed, so that the handlers after them see it.
/// </summary>
internal sealed class ApplyRun(
    Plan plan,
    DesiredState desired,
    ActualState actual,
    IReadOnlyDictionary<(ResourceId Id, int Version), byte[]> authorityCertificates,
    IStateWriter writer,
    Retries retries,
    TimeProvider time,
    IFaultInjector faults,
    PlanSubjects subjects)
{
    private readonly Announcements _announcements = new(desired.Notifications);

    public Plan Plan => plan;

    /// <summary>What was planned, and what is asked of the rest, as the run found it.</summary>
    public PlanSubjects Subjects => subjects;

    public DesiredState Desired => desired;

    /// <summary>The state as the run found it.</summary>
    public ActualState Found => actual;

    public IStateWriter Writer => writer;

    /// <summary>What was tried and is not done.</summary>
    public Retries Retries => retries;

    public Overlay<ResourceId, ActualCertificate> Certificates { get; } = new(actual.Certificates);

    public Overlay<ResourceId, ActualAuthority> Authorities { get; } = new(actual.Authorities);

    /// <summary>DER of every certificate of every authority.</summary>
    public Dictionary<(ResourceId Id, int Version), byte[]> AuthorityCertificates { get; } = new(authorityCertificates);

    public Overlay<string, ActualDeployment> Deployments { get; } = new(actual.Deployments);

    public Overlay<string, ActualRecord> Records { get; } = new(actual.Records);

    public IReadOnlyDictionary<string, string> FirstRegions { get; } = actual.FirstRegions;

    /// <summary>Records that this run wrote through a provider: a look at them may come before the provider's server has loaded them.</summary>
    public HashSet<string> JustPublished { get; } = new(StringComparer.Ordinal);

    /// <summary>CAA as this run saw it, by domain and validation method: asked once for each, also where the look-up failed.</summary>
    public ConcurrentDictionary<(string Domain, ResourceId Method), CaaObservation> Caa { get; } = new();

    /// <summary>Commit, or tree hash, that is being applied.</summary>
    public string Revision { get; } = desired.Revision.Commit ?? desired.Revision.TreeHash ?? "";

    public long Serial { get; private set; } = actual.Serial;

    /// <summary>What the run has changed so far.</summary>
    public StateSubjects Changed { get; } = new();

    /// <summary>Events that the run has left in the outbox.</summary>
    public int Announced { get; private set; }

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The clock in whole seconds, as certificates carry it.</summary>
    public DateTimeOffset NowInSeconds
    {
        get
        {
            var now = time.GetUtcNow();
            return new(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        }
    }

    /// <summary>The deployment, when nothing in this run placed or removed it; null otherwise.</summary>
    public ActualDeployment? LeftAsItWas(string deploymentId) =>
        Deployments.TryGetValue(deploymentId, out var deployment) && ReferenceEquals(deployment, actual.Deployments.GetValueOrDefault(deploymentId)) ? deployment : null;

    /// <summary>A target of the certificate, wanted or not, still has another version than <paramref name="current"/>.</summary>
    public bool HasOlderDeployment(ResourceId certificate, int current) =>
        subjects.DeploymentsOf(certificate).Any(id => Deployments.TryGetValue(id, out var deployment) && deployment.Version != current);

    public async Task CommitAsync(IReadOnlyList<StateChange> changes)
    {
        if (changes.Count == 0) return;
        foreach (var change in changes) change.Accept(Changed);
        var announced = Announce(changes);
        Serial = await writer.CommitAsync(announced.Count == 0 ? changes : [.. changes, .. announced]).ConfigureAwait(false);
        Announced += announced.Count;
    }

    /// <summary>What the commit tells; nothing is even looked for where nobody is to be told.</summary>
    private List<StateChange> Announce(IReadOnlyList<StateChange> changes) => _announcements.IsEmpty
        ? []
        : [.. _announcements.Of(new ChangeEvents(actual, Certificates).Of(changes, Now)).Select(announcement => new StateChange.Announce(announcement))];

    /// <summary>A step of the journal is reached, one of <see cref="FaultPoints"/>.</summary>
    public void Reach(string point) => faults.Reach(point);

    /// <param name="serials">Serial numbers taken or revoked with it, separated by blanks.</param>
    public StateChange Audit(string action, string subject, string detail, string? serials = null) =>
        new StateChange.Audit(new(Now, Principal.Name, action, subject, detail, Revision, serials));
}
