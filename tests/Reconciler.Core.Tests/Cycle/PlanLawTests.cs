using System.Text;
using CsCheck;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying;
using Reconciler.Core.Planning;
using Reconciler.Core.Reporting;
using Reconciler.Testing;
using Reconciler.Testing.Cycle;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Cycle;

/// <summary>What holds for every repository, every state before it and every time.</summary>
public class PlanLawTests
{
    [Fact(DisplayName = "GIT-03 The same input gives the same bytes, in whatever order objects were read")]
    public void SameBytes() => Gen.Select(AnyRepository.Any, AnyRepository.Any, AnyRepository.Order, Gen.Int[0, 400]).Sample(
        (before, after, order, days) =>
        {
            var plan = Plan(before.Build(), after.Build(), days);
            var again = Plan(before.Build(), after.Build(), days);
            var moved = Plan(before.Build(order), after.Build(order), days);
            Assert.Equal(Rendered(plan), Rendered(again));
            Assert.Equal(Rendered(plan), Rendered(moved));
            Assert.Equal(plan.Digest, moved.Digest);
        },
        iter: 300);

    [Fact(DisplayName = "GIT-03 Every change comes after what it requires, and every requirement is in the plan")]
    public void RequirementsFirst() => Gen.Select(AnyRepository.Any, AnyRepository.Any, Gen.Int[0, 400]).Sample(
        (before, after, days) =>
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var change in Plan(before.Build(), after.Build(), days).Changes)
            {
                Assert.All(change.Facts.Requires, required => Assert.Contains(required, seen));
                Assert.True(seen.Add(change.Key), change.Key);
            }
        },
        iter: 300);

    [Fact(DisplayName = "GIT-04 The digest follows what is decided: clock, serial and waiting do not move it")]
    public void Digest() => Gen.Select(AnyRepository.Any, AnyRepository.Any).Sample(
        (before, after) =>
        {
            var plan = Plan(before.Build(), after.Build(), 0);
            var later = Plan(before.Build(), after.Build(), 1);
            Assert.Equal(plan.Digest, later.Digest);
            Assert.Equal(plan.Changes.Select(change => change.Key), later.Changes.Select(change => change.Key));
        },
        iter: 100);

    [Fact(DisplayName = "GEN-07 What was applied is not planned again: the second plan is empty, at every later time")]
    public async Task ApplyThenPlan() => await Gen.Select(AnyRepository.Any, AnyRepository.Any, Gen.Int[0, 400]).SampleAsync(
        async (before, after, days) =>
        {
            var bench = new CycleBench();
            await ConvergeAsync(bench, before);
            await ConvergeAsync(bench, after);
            bench.Time.Advance(TimeSpan.FromDays(days));
            await ConvergeAsync(bench, after);
            await ServedAsync(bench, after);
        },
        iter: 150);

    [Fact(DisplayName = "GEN-07 A run cut off anywhere is finished by the next: one serial and one key for one intent, no version lost")]
    public async Task CutOffAnywhere() => await Gen.Select(AnyRepository.Any, AnyRepository.Any, Gen.Int[1, 25]).SampleAsync(
        async (before, after, commits) =>
        {
            var bench = new CycleBench();
            await ConvergeAsync(bench, before);
            var left = commits;
            bench.Store.CutOffAfter = _ => --left == 0;
            try
            {
                await ApplyAsync(bench, after);
            }
            catch (CutOffException)
            {
                bench.Time.Advance(TimeSpan.FromSeconds(5));
            }

            bench.Store.CutOffAfter = null;
            // A process that starts again serves what the state holds.
            bench.Zones.Load([], await bench.Store.ReadZoneRecordsAsync(CancellationToken.None), 1);
            await ConvergeAsync(bench, after);
            await ServedAsync(bench, after);
            var begun = bench.Store.Changes.OfType<StateChange.BeginIssue>().Select(change => change.Intent.Serial).ToList();
            var issued = bench.Store.Changes.OfType<StateChange.PutVersion>().Select(change => change.Version.Serial).ToList();
            Assert.Equal(begun.Select(serial => serial.Hex).Order(), issued.Select(serial => serial.Hex).Order());
            Assert.Equal(issued.Count, issued.Distinct().Count());
        },
        iter: 150);

    private static Plan Plan(DesiredBuilder before, DesiredBuilder after, int days) => Planner.Plan(
        after.BuildWithRecords(),
        AppliedState.Of(before.BuildWithRecords(), ManualTime.Start).Build(),
        Evidence.None,
        PlanScope.All,
        ManualTime.Start.AddDays(days));

    private static string Rendered(Plan plan) => PlanText.Render(plan, Ink.Off) + Encoding.UTF8.GetString(PlanJson.Render(plan));

    /// <summary>Applies as a person does who writes every record asked for, and asserts that nothing is left to do.</summary>
    private static async Task ConvergeAsync(CycleBench bench, AnyRepository repository)
    {
        Assert.All(await ApplyAsync(bench, repository), outcome => Assert.True(outcome.Kind == OutcomeKind.Done, $"{outcome.Action.Key}: {outcome.Kind} {outcome.Detail}"));
        var planned = await bench.PlanAsync(repository.Build());
        Assert.Equal("", string.Join('\n', planned.Plan.Changes.Select(change => $"{change.Key} {change.Facts.Sentence}")));
        Assert.False(planned.HasWork, string.Join('\n', planned.Plan.Waiting.Select(entry => entry.ToString())
            .Concat(planned.Actual.Certificates.Values.Where(certificate => certificate.Condition is not null).Select(certificate => $"{certificate.Id} {certificate.Status} {certificate.Condition}"))));
    }

    private static Task<IReadOnlyList<ActionOutcome>> ApplyAsync(CycleBench bench, AnyRepository repository)
    {
        var desired = repository.Build();
        if (repository.Provider == 0)
        {
            foreach (var record in desired.BuildWithRecords().Records) bench.Dns.Aliases[record.Owner] = record.Target;
        }

        return bench.ApplyAsync(desired);
    }

    /// <summary>Every declared certificate is issued, lies on its targets in its newest version, and nothing else lies there; no record is published but those that are needed.</summary>
    private static async Task ServedAsync(CycleBench bench, AnyRepository repository)
    {
        var state = await bench.StateAsync();
        var desired = repository.Build().BuildWithRecords();
        Assert.All(desired.Certificates, certificate => Assert.Equal(CertificateStatus.Issued, state.Certificates[certificate.Id].Status));
        var served = desired.Certificates.Where(certificate => !certificate.Spec.Targets.IsEmpty).Select(certificate => (certificate.Id.Text, state.Certificates[certificate.Id].Current!.Number));
        Assert.Equal(served.Order(), bench.Target.Placed.Select(entry => (entry.Key.Certificate.Text, entry.Value)).Order());
        var wanted = desired.Records.Select(record => record.Id).ToHashSet();
        Assert.Subset(wanted, state.Records.Keys.ToHashSet());
        if (repository.Provider != 0) Assert.Superset(wanted, state.Records.Keys.ToHashSet());
    }
}
