using Reconciler.Cli.Composition;
using Reconciler.Core.Applying.Ports;

namespace Reconciler.Cli.Tests.Crash;

public sealed class CrashMatrixTests
{
    [Fact(DisplayName = "Every step of the journal is in the crash matrix")]
    public void Every_step_is_covered()
    {
        IEnumerable<string> matrix = [.. CrashMatrix.Creating, .. CrashMatrix.Changing, .. CrashMatrix.Waiting, .. CrashMatrix.Moving, .. CrashMatrix.Exporting];
        var covered = matrix.Select(point => point.Split('#')[0]).ToHashSet();

        Assert.Empty(FaultPoints.All.Except(covered));
        Assert.Equal(FaultPoints.All.Length, FaultPoints.All.Distinct().Count());
    }

    [Fact(DisplayName = "A step is honoured only together with RECONCILER_FAULTS=1, and one that is not listed is refused")]
    public void Faults_need_their_switch()
    {
        var alone = new Dictionary<string, string> { ["RECONCILER_FAULT_AT"] = "settle.stored" };
        var misspelt = new Dictionary<string, string> { ["RECONCILER_FAULT_AT"] = "settle.storred", ["RECONCILER_FAULTS"] = "1" };

        Assert.Same(NoFaults.Instance, KillAtPoint.Of(alone));
        Assert.Throws<Core.Diagnostics.ReconcilerException>(() => KillAtPoint.Of(misspelt));
    }
}

public sealed class CreatingCrashTests
{
    public static TheoryData<string> Points => [.. CrashMatrix.Creating];

    [Theory(DisplayName = "A run killed while everything is made is finished by the next")]
    [MemberData(nameof(Points))]
    public async Task Creating_goes_on(string point)
    {
        using var repository = new Repository();
        repository.Write(Manifests.Created);

        repository.ApplyKilledAt(point);
        var left = repository.Stored.Intents();
        await Crashes.AssertPlanTellsAsync(repository, left);
        await repository.ConvergeAsync();

        repository.Stored.AssertSound();
        Assert.All(left, repository.Stored.AssertFinished);
        Assert.Equal(9, repository.Stored.Number("SELECT count(*) FROM certificate_versions"));
        Assert.Equal(12, repository.Stored.Number("SELECT count(*) FROM serials"));
    }
}

public sealed class ChangingCrashTests
{
    public static TheoryData<string> Points => [.. CrashMatrix.Changing];

    [Theory(DisplayName = "A run killed while things renew, move, are revoked and removed is finished by the next")]
    [MemberData(nameof(Points))]
    public async Task Changing_goes_on(string point)
    {
        using var repository = new Repository();
        repository.Write(Manifests.Created);
        var created = await repository.RunAsync("apply", TimeSpan.FromDays(-360));
        Assert.True(created.ExitCode == 0, created.Output);
        repository.Write(Manifests.Changed);
        var numbers = repository.Stored.CrlNumbers();

        repository.ApplyKilledAt(point);
        var left = repository.Stored.Intents();
        await Crashes.AssertPlanTellsAsync(repository, left);
        await repository.ConvergeAsync();

        repository.Stored.AssertSound();
        Assert.All(left, repository.Stored.AssertFinished);
        Assert.All(repository.Stored.CrlNumbers(), after => Assert.True(after.Value > numbers[after.Key]));
        Assert.Equal(9 + 5, repository.Stored.Number("SELECT count(*) FROM certificate_versions"));
        Assert.Equal(3 + 3, repository.Stored.Number("SELECT count(*) FROM authority_versions"));
        Assert.Equal(14 + 6, repository.Stored.Number("SELECT count(*) FROM serials"));
        Assert.Equal(2, repository.Stored.Number("SELECT count(*) FROM certificate_versions WHERE status = 'revoked'"));
        Assert.False(Directory.Exists(Path.Combine(repository.Path, "certs-edge", "api")));
    }
}

public sealed class WaitingCrashTests
{
    public static TheoryData<string> Points => [.. CrashMatrix.Waiting];

    [Theory(DisplayName = "A run killed while a record goes into a zone file, or a certificate waits for it, is finished by the next")]
    [MemberData(nameof(Points))]
    public async Task Waiting_goes_on(string point)
    {
        using var repository = new Repository();
        repository.Write(Manifests.Waiting);
        repository.WriteFile("zones/partner.example.db", Manifests.ZoneFile);

        repository.ApplyKilledAt(point);
        await repository.ConvergeAsync();

        repository.Stored.AssertSound();
        Assert.Equal(1, repository.Stored.Number("SELECT count(*) FROM records"));
        Assert.Single(File.ReadLines(Path.Combine(repository.Path, "zones", "partner.example.db")), line => line.Contains("CNAME", StringComparison.Ordinal));
        Assert.Equal("PENDING_VALIDATION", Assert.Single(repository.Stored.Texts("SELECT status FROM certificates")));
    }
}

public sealed class MovingCrashTests
{
    public static TheoryData<string> Points => [.. CrashMatrix.Moving];

    [Theory(DisplayName = "A run killed while a record moves to another zone file leaves none behind in the end")]
    [MemberData(nameof(Points))]
    public async Task Moving_goes_on(string point)
    {
        using var repository = new Repository();
        repository.Write(Manifests.Waiting);
        repository.WriteFile("zones/partner.example.db", Manifests.ZoneFile);
        repository.WriteFile("zones/moved.example.db", Manifests.ZoneFile);
        await repository.ConvergeAsync();
        repository.Write(Manifests.WaitingElsewhere);

        repository.ApplyKilledAt(point);
        await repository.ConvergeAsync();

        Assert.DoesNotContain("CNAME", File.ReadAllText(Path.Combine(repository.Path, "zones", "partner.example.db")), StringComparison.Ordinal);
        Assert.Contains("CNAME", File.ReadAllText(Path.Combine(repository.Path, "zones", "moved.example.db")), StringComparison.Ordinal);
    }
}

internal static class Crashes
{
    /// <summary>The plan after a crash says which issuings it goes on with.</summary>
    public static async Task AssertPlanTellsAsync(Repository repository, IReadOnlyList<LeftIntent> left)
    {
        if (left.Count == 0) return;
        var plan = await repository.RunAsync("plan");
        Assert.All(left, intent => Assert.Contains(
            $"goes on with generation {intent.Generation}, serial {intent.Serial} taken, not yet signed", plan.Output, StringComparison.Ordinal));
    }
}
