using CsCheck;
using Reconciler.Core.Actual;
using Reconciler.Core.Cycle;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Core.Validation;
using Reconciler.Testing.Cycle;
using Reconciler.Testing.State;

namespace Reconciler.Core.Tests.Cycle;

/// <summary>A daemon that keeps its world from cycle to cycle plans what one would plan that reads and looks at everything.</summary>
public sealed class KeptWorldLawTests
{
    [Fact(DisplayName = "In any history the plan of what changed is the plan of everything, what is open is the same, and what is kept is what the state holds")]
    public async Task AnyHistory() => await Gen.Select(AnyWorld.Any, AnyMoment.Any.Array[1, 14]).SampleAsync(
        async (first, moments) => await new Daemon(first).LiveAsync(moments),
        iter: 400);

    [Theory(DisplayName = "What a history once showed wrong stays right")]
    [InlineData("3LXnRvAzsHY1")] // a revoked version that ended long ago is remembered no more
    [InlineData("ci3JethvMMi2")] // a clock is put back to before a state was read from which nothing could be planned
    public async Task CasesOfBefore(string seed) => await Gen.Select(AnyWorld.Any, AnyMoment.Any.Array[1, 14]).SampleAsync(
        async (first, moments) => await new Daemon(first).LiveAsync(moments),
        seed: seed,
        iter: 1,
        threads: 1);

    private sealed class Daemon
    {
        private readonly BreakableWorld _world = new();
        private readonly KeptWorld _kept = new(TimeSpan.FromDays(100_000));
        private readonly Dictionary<string, RecordObservation> _seen = new(StringComparer.Ordinal);
        private readonly Dictionary<string, CaaObservation> _caa = new(StringComparer.Ordinal);
        private readonly List<string> _history = [];
        private AnyWorld _declared;

        /// <summary>What was issued under a clock that was ahead is wanted anew only until that time has come; it is no longer open then, and no instant says so.</summary>
        private bool _wasPutBack;

        public Daemon(AnyWorld first) => _declared = first;

        private CycleBench Bench => _world.Bench;

        public async Task LiveAsync(AnyMoment[] moments)
        {
            WriteRecords();
            await CycleAsync(WorldLook.Whole);
            foreach (var moment in moments)
            {
                await HappenAsync(moment);
                await CycleAsync(moment.Kind == MomentKind.Commit ? WorldLook.Whole : Swept(moment.Swept));
                (Bench.Store.CutOffAfter, Bench.Store.FullAt) = (null, null);
            }

            _world.Mend();
            WriteRecords();
            Bench.Time.Set(_world.Latest.AddDays(2));
            for (var i = 0; i < 4; i++)
            {
                Bench.Time.Advance(TimeSpan.FromMinutes(20));
                await CycleAsync(Swept(63));
            }

            var last = await CycleAsync(Swept(63));
            if (last.IsRefused) return;
            Assert.True(last.Plan.Changes.IsEmpty, Lines(last.Plan.Changes));
        }

        private async Task HappenAsync(AnyMoment moment)
        {
            _history.Add(moment.ToString());
            switch (moment.Kind)
            {
                case MomentKind.Commit:
                    _declared = moment.World;
                    if (moment.Number % 4 != 0) WriteRecords();
                    break;
                case MomentKind.TimePasses:
                    Bench.Time.Advance(TimeSpan.FromHours(moment.Number));
                    break;
                case MomentKind.ClockBack:
                    Bench.Time.Advance(-TimeSpan.FromHours(moment.Number));
                    _wasPutBack = true;
                    break;
                case MomentKind.TargetBreaks:
                    _world.BreakTarget();
                    break;
                case MomentKind.ZoneBreaks:
                    _world.BreakZone();
                    break;
                case MomentKind.IssuerBreaks:
                    _world.BreakIssuer();
                    break;
                case MomentKind.AllMends:
                    _world.Mend();
                    break;
                case MomentKind.FilesAreLost:
                    Bench.Target.Placed.Clear();
                    break;
                case MomentKind.RecordsAreLost:
                    Bench.Dns.Aliases.Clear();
                    break;
                case MomentKind.RecordsAreBack:
                    WriteRecords();
                    break;
                case MomentKind.CutOff:
                    _world.CutOffAfter(moment.Number % 12);
                    break;
                case MomentKind.AnotherWrites:
                    try
                    {
                        await Bench.ApplyAsync(_declared.Build());
                    }
                    catch (ReconcilerException refused) when (refused.Kind == FailureKind.Environment)
                    {
                        // As it may be for whoever runs beside the daemon.
                    }

                    break;
                case MomentKind.Nothing:
                    break;
            }

            Bench.Time.Advance(TimeSpan.FromSeconds(2));
            _world.NoteTime();
        }

        private void WriteRecords() => _world.WriteRecords(_declared.Build().BuildWithRecords());

        private WorldLook Swept(int mask)
        {
            var desired = _declared.Build().Resources.Where(resource => resource.Id.Kind is ResourceKind.Certificate or ResourceKind.CertificateAuthority or ResourceKind.DnsProvider);
            var swept = PlanScope.Of(desired.Where((_, i) => (mask & (1 << (i % 6))) != 0).Select(resource => resource.Id).ToHashSet());
            return new(swept, swept);
        }

        private async Task<PlannedCycle> CycleAsync(WorldLook look)
        {
            var options = new PlanOptions(Tries: Tries.Due, Look: look, Kept: _kept);
            var before = _kept.Open.ToHashSet(StringComparer.Ordinal);
            var cycle = await Bench.PlanAsync(_declared.Build(), options);
            await CheckAsync(cycle, before);
            if (cycle.IsRefused || !cycle.HasWork) return cycle;
            try
            {
                Assert.Null((await Bench.ApplyAsync(cycle, options)).Changed);
            }
            catch (CutOffException)
            {
                await _world.StartAgainAsync();
            }

            return cycle;
        }

        /// <summary>What the cycle planned is compared with a plan of everything, from the state as it is and from all that was ever seen.</summary>
        private async Task CheckAsync(PlannedCycle cycle, HashSet<string> before)
        {
            var state = await Bench.StateAsync();
            Assert.True(TextOf(state) == TextOf(cycle.Actual), $"not kept as it is:\n{TextOf(state)}\n{TextOf(cycle.Actual)}");
            var full = Planner.Plan(cycle.Desired, cycle.Actual, EvidenceOf(cycle), PlanScope.All, cycle.Plan.Head.Clock, null, null, Tries.Due, cycle.Look.Watched);
            Assert.True(
                Lines(full.Changes) == Lines(cycle.Plan.Changes),
                $"{string.Join('\n', _history)}\neverything:\n{Lines(full.Changes)}\nwhat changed:\n{Lines(cycle.Plan.Changes)}\nscope: {TextOf(cycle.Scope)}");
            Assert.Equal(full.Digest, cycle.Plan.Digest);
            Assert.Equal(full.Refusals.Select(refusal => refusal.Message), cycle.Plan.Refusals.Select(refusal => refusal.Message));
            Assert.Equal(full.Blocked.Select(notice => notice.Sentence).Order(StringComparer.Ordinal), Blocked(cycle, full));
            if (cycle.IsRefused || _wasPutBack) return;
            var open = OpenOf(cycle.Plan).Concat(before.Where(key => !IsIn(cycle.Scope, ActualIndex.SubjectOf(key))));
            IEnumerable<string> Sure(IEnumerable<string> keys)
            {
                var all = keys.ToHashSet(StringComparer.Ordinal);
                return all.Where(key => !MayBeDrift(key, state) && !FollowsIssuing(key, all)).Order(StringComparer.Ordinal);
            }

            var (wanted, kept) = (string.Join('\n', Sure(OpenOf(full))), string.Join('\n', Sure(open)));
            Assert.True(wanted == kept, $"{string.Join('\n', _history)}\nopen of everything:\n{wanted}\nkept as open:\n{kept}\nscope: {TextOf(cycle.Scope)} at {cycle.Plan.Head.Clock:O}\n{TextOf(state)}");
        }

        /// <summary>It is there as far as the state knows; that it is not may have been seen when the world was looked at, which the plan of everything does not do here.</summary>
        private static bool MayBeDrift(string key, ActualState state)
        {
            var id = key[..key.LastIndexOf('#')];
            return key == PlanAction.KeyOf(id, PlanVerb.Deploy) ? state.Deployments.ContainsKey(id) : key == PlanAction.KeyOf(id, PlanVerb.Publish) && state.Records.ContainsKey(id);
        }

        /// <summary>A deployment of what is not issued is open where its issuing was tried, and not where that waits: it is not counted either way.</summary>
        private static bool FollowsIssuing(string key, HashSet<string> all) =>
            key.EndsWith("#deploy", StringComparison.Ordinal) && all.Contains(PlanAction.KeyOf(ActualIndex.SubjectOf(key), PlanVerb.Issue));

        /// <summary>That protection keeps an object is said by the plans that look at it.</summary>
        private static IEnumerable<string> Blocked(PlannedCycle cycle, Plan full)
        {
            var said = cycle.Plan.Blocked.Select(notice => notice.Sentence).ToHashSet(StringComparer.Ordinal);
            return full.Blocked.Where(notice => !IsIn(cycle.Scope, notice.Id)).Select(notice => notice.Sentence).Concat(said).Distinct().Order(StringComparer.Ordinal);
        }

        private static bool IsIn(PlanScope scope, string subject) =>
            scope.IsAll || scope.Records.Contains(subject) || (ResourceId.TryParse(subject) is { } id && scope.Contains(id));

        private static IEnumerable<string> OpenOf(Plan plan) =>
            plan.Waiting.Select(entry => PlanAction.KeyOf(entry.Id, entry.Verb)).Concat(plan.Postponed.Select(change => change.Key));

        /// <summary>Without their order: how urgent a record is depends on all that wait for it, though what waits is not done now.</summary>
        private static string Lines(IEnumerable<PlanAction> changes) => string.Join('\n', changes.OrderBy(change => change.Key, StringComparer.Ordinal).Select(change =>
            $"{change.Key} {change.Facts.Reason} {change.Facts.Sentence} {change.Facts.Before} -> {change.Facts.After} requires {string.Join(' ', change.Facts.Requires)}"));

        /// <summary>Evidence of this cycle; of what it did not look at, that of the last one that did, and zones as they were left.</summary>
        private Evidence EvidenceOf(PlannedCycle cycle)
        {
            foreach (var (id, observation) in cycle.Evidence.Records) _seen[id] = observation;
            foreach (var (domain, observation) in cycle.Evidence.Caa) _caa[domain] = observation;
            if (cycle.Scope.IsAll) return cycle.Evidence;
            bool IsOutside(WantedRecord record) => !record.NeededBy.Any(cycle.Scope.Contains) && !cycle.Scope.Records.Contains(record.Id);
            var outside = cycle.Desired.Records.Where(IsOutside).ToList();
            return cycle.Evidence.And(new()
            {
                Records = outside.Where(record => _seen.ContainsKey(record.Id)).ToDictionary(record => record.Id, record => _seen[record.Id]),
                Providers = cycle.Evidence.Providers.ToDictionary(entry => entry.Key, entry => entry.Value with
                {
                    Records = [.. entry.Value.Records.Concat(outside.Select(record => new ZoneRecord(record.Owner, "CNAME", record.Target, record.Ttl))).Distinct()],
                }),
            });
        }

        private static string TextOf(PlanScope scope) => scope.IsAll ? "all" : string.Join(' ', scope.Ids.Select(id => id.Text).Concat(scope.Records));

        /// <summary>Without what ended so long ago that a whole reading leaves it out.</summary>
        private string TextOf(ActualState state)
        {
            var horizon = Bench.Time.GetUtcNow().AddDays(-8);
            bool IsShown(CertificateVersion version) => version.NotAfter >= horizon || version.Status is VersionStatus.Current or VersionStatus.Superseded;
            return string.Join('\n',
            [
                $"{state.Lineage} {state.Serial} {state.NextKeyDestruction:O}",
                Description.Of(state.Authorities.ToDictionary()),
                Description.Of(state.Certificates.ToDictionary(entry => entry.Key, entry => entry.Value with { Versions = [.. entry.Value.Versions.Where(IsShown)] })),
                Description.Of(state.Deployments.ToDictionary()),
                Description.Of(state.Records.ToDictionary()),
                Description.Of(state.FirstRegions.ToDictionary()),
                Description.Of(state.Retries.ToDictionary()),
                Description.Of(state.Sightings.ToDictionary()),
            ]);
        }
    }
}
