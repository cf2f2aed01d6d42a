using System.Text;
using CsCheck;
using Reconciler.Core.Actual;
using Reconciler.Core.Cycle;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Testing.Applying;
using Reconciler.Testing.Cycle;

namespace Reconciler.Core.Tests.Cycle;

/// <summary>Whatever happens in whatever order: commits, clocks that jump, broken targets, zones and issuers, full disks, killed runs.</summary>
public sealed class HistoryTests
{
    [Fact(DisplayName = "GEN-07 In any history no serial, key or text is signed twice, nothing is signed that is not stored, no CRL goes back, and in the end all is as declared")]
    public async Task AnyHistory() => await Gen.Select(AnyRepository.Any, AnyStep.Any.Array[1, 12]).SampleAsync(
        async (first, steps) => await new World(first).LiveAsync(steps),
        iter: 500);

    private sealed class World
    {
        private readonly BreakableWorld _world = new();
        private AnyRepository _repository;

        public World(AnyRepository first) => _repository = first;

        private CycleBench Bench => _world.Bench;

        public async Task LiveAsync(AnyStep[] steps)
        {
            await ApplyAsync();
            foreach (var step in steps)
            {
                await HappenAsync(step);
                await CheckAsync();
            }

            _world.Mend();
            // Past every backoff and every cap of a day.
            Bench.Time.Set(_world.Latest.AddDays(2));
            await ApplyAsync();
            await ApplyAsync();
            await CheckAsync();
            var planned = await Bench.PlanAsync(_repository.Build());
            Assert.Equal("", string.Join('\n', planned.Plan.Changes.Select(change => $"{change.Key} {change.Facts.Sentence}")));
            await ServedAsync(planned);
        }

        private async Task HappenAsync(AnyStep step)
        {
            switch (step.Kind)
            {
                case StepKind.Commit:
                    _repository = step.Repository;
                    break;
                case StepKind.ClockForward:
                    Bench.Time.Advance(TimeSpan.FromHours(step.Number));
                    break;
                case StepKind.ClockBack:
                    Bench.Time.Advance(-TimeSpan.FromHours(step.Number));
                    break;
                case StepKind.TargetBreaks:
                    _world.BreakTarget();
                    break;
                case StepKind.ZoneBreaks:
                    _world.BreakZone();
                    break;
                case StepKind.IssuerBreaks:
                    _world.BreakIssuer();
                    break;
                case StepKind.CutOff:
                    _world.CutOffAfter(step.Number % 20);
                    break;
                case StepKind.DiskFull:
                    var room = step.Number % 20;
                    Bench.Store.FullAt = _ => room-- <= 0;
                    break;
                case StepKind.AllMends:
                    _world.Mend();
                    break;
            }

            _world.NoteTime();
            await ApplyAsync();
            (Bench.Store.CutOffAfter, Bench.Store.FullAt) = (null, null);
        }

        private async Task ApplyAsync()
        {
            Bench.Time.Advance(TimeSpan.FromSeconds(2));
            var desired = _repository.Build();
            if (_repository.Provider == 0) _world.WriteRecords(desired.BuildWithRecords());
            try
            {
                await Bench.ApplyAsync(desired);
            }
            catch (Exception end) when (end is CutOffException or ReconcilerException { Kind: FailureKind.Environment })
            {
                await _world.StartAgainAsync();
            }
        }

        private async Task CheckAsync()
        {
            var begun = Bench.Store.Changes.OfType<StateChange.BeginIssue>().Select(change => (change.Intent.Serial.Hex, Text: Encoding.UTF8.GetString(change.ToBeSigned)))
                .Concat(Bench.Store.Changes.OfType<StateChange.BeginAuthority>().Select(change => (change.Intent.Serial.Hex, Text: Encoding.UTF8.GetString(change.ToBeSigned)))).ToList();
            Assert.Equal(begun.Count, begun.DistinctBy(each => each.Hex).Count());
            Assert.Equal(begun.Count, begun.DistinctBy(each => PlainSigner.Field(each.Text, "notBefore") + each.Hex).Count());

            var stored = begun.Select(each => each.Text.Split('\n')[0]).ToHashSet(StringComparer.Ordinal);
            Assert.All(
                Bench.Journal.Lines.Where(line => line.StartsWith("sign ", StringComparison.Ordinal) && !line.StartsWith("sign crl", StringComparison.Ordinal)),
                line => Assert.Contains(line["sign ".Length..], stored));

            foreach (var crls in Bench.Store.Changes.OfType<StateChange.PutCrl>().GroupBy(change => change.Authority))
                Assert.All(crls.Zip(crls.Skip(1)), pair => Assert.True(pair.First.Crl.Number < pair.Second.Crl.Number, $"{crls.Key}: {pair.Second.Crl.Number} after {pair.First.Crl.Number}"));

            var keys = Bench.Store.Changes.OfType<StateChange.BeginIssue>().Where(change => change.Key is not null).Select(change => change.KeyHash).ToList();
            Assert.Equal(keys.Count, keys.Distinct().Count());
            await CheckRevokedAsync();
        }

        /// <summary>A revoked serial is on the newest CRL of its authority until it expires, or the authority is marked for the next run to sign one.</summary>
        private async Task CheckRevokedAsync()
        {
            var state = await Bench.StateAsync();
            var newest = Bench.Store.Changes.OfType<StateChange.PutCrl>().GroupBy(change => change.Authority).ToDictionary(group => group.Key, group => group.Last());
            foreach (var version in state.Certificates.Values.SelectMany(certificate => certificate.Versions).Where(version => version.Revocation is not null))
            {
                var crl = newest[version.Authority];
                if (crl.Crl.ThisUpdate > version.NotAfter || state.Authorities[version.Authority].Condition is { Code: AuthorityPlanner.CrlBehind }) continue;
                Assert.Contains(version.Serial.Hex, Encoding.UTF8.GetString(crl.Der), StringComparison.Ordinal);
            }
        }

        private static string Notices(PlannedCycle planned) => string.Join('\n', planned.Plan.Notices.Select(notice => notice.Sentence).Concat(planned.Plan.Blocked.Select(notice => notice.Sentence)));

        private async Task ServedAsync(PlannedCycle planned)
        {
            var state = await Bench.StateAsync();
            var desired = _repository.Build().BuildWithRecords();
            foreach (var certificate in desired.Certificates)
            {
                var actual = state.Certificates[certificate.Id];
                Assert.True(actual.Status == CertificateStatus.Issued, $"{certificate.Id} {actual.Status} {actual.Condition}");
                // Row RNW-02: of public trust and not in use, it is left to end.
                if (certificate.Spec.Validation is not null && certificate.Spec.Targets.IsEmpty) continue;
                Assert.True(
                    actual.Current!.NotAfter > Bench.Time.GetUtcNow() && actual.Current.NotBefore <= Bench.Time.GetUtcNow(),
                    $"{certificate.Id} {Instants.Format(actual.Current.NotBefore)} to {Instants.Format(actual.Current.NotAfter)} at {Instants.Format(Bench.Time.GetUtcNow())}\n{Notices(planned)}");
                if (!certificate.Spec.Targets.IsEmpty) Assert.Equal(actual.Current.Number, Bench.Target.Placed[("/srv/edge", certificate.Id)]);
            }
        }
    }
}
