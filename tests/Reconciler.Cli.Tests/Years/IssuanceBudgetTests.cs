using Reconciler.Cli.Tests.Crash;

namespace Reconciler.Cli.Tests.Years;

public sealed class IssuanceBudgetTests
{
    private const string Budget = """
        ---
        apiVersion: reconciler/v1
        kind: Account
        metadata: { name: default }
        spec: { regions: [local], limits: { issue: { count: 3, within: 2h } } }

        """;

    [Fact(DisplayName = "Five certificates with three allowed in two hours: run after run the others wait and say until when; then they are issued, each once")]
    public async Task Three_in_two_hours()
    {
        using var repository = new Repository();
        repository.Write(Manifests.Many(5) + Budget);
        var first = await repository.RunAsync("apply");
        var again = await repository.RunAsync("apply", TimeSpan.FromMinutes(30));
        var planned = await repository.RunAsync("plan", TimeSpan.FromMinutes(45));
        var status = await repository.RunAsync("status", TimeSpan.FromMinutes(45));
        var explained = await repository.RunAsync(["explain", "certificate/c0003", "--repository", repository.Path], TimeSpan.FromMinutes(45));

        Assert.True(first.ExitCode == 0, first.Output);
        Assert.Contains("2 waiting", first.Output, StringComparison.Ordinal);
        Assert.True(again.ExitCode == 0, again.Output);
        Assert.Equal(3, Versions(repository));
        Assert.Contains("(limits.issue); it goes on at", planned.Output, StringComparison.Ordinal);
        Assert.Contains("ISSUANCE_BUDGET", status.Output, StringComparison.Ordinal);
        Assert.Contains("ISSUANCE_BUDGET", explained.Output, StringComparison.Ordinal);
        Assert.Contains("next try", explained.Output, StringComparison.Ordinal);

        var later = await repository.RunAsync("apply", TimeSpan.FromMinutes(121));
        Assert.True(later.ExitCode == 0, later.Output);
        Assert.Equal(5, Versions(repository));
        Assert.Contains("No changes.", (await repository.RunAsync("apply", TimeSpan.FromMinutes(122))).Output, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A budget that is spent delays no revocation and no CRL")]
    public async Task Revokes_at_once()
    {
        using var repository = new Repository();
        repository.Write(Manifests.Many(3) + Budget);
        await repository.RunAsync("apply");
        repository.Write(Manifests.Many(4).Replace("domains: [c0000.internal.example]", "revoked: { reason: keyCompromise }, domains: [c0000.internal.example]", StringComparison.Ordinal) + Budget);
        var revoked = await repository.RunAsync("apply", TimeSpan.FromMinutes(5));

        Assert.True(revoked.ExitCode == 0, revoked.Output);
        Assert.Contains("1 revoked", revoked.Output, StringComparison.Ordinal);
        Assert.Contains("1 waiting", revoked.Output, StringComparison.Ordinal);
        Assert.Equal(1, repository.Stored.Number("SELECT count(*) FROM certificate_versions WHERE revoked_at IS NOT NULL"));
    }

    private static long Versions(Repository repository) => repository.Stored.Number("SELECT count(*) FROM certificate_versions");
}
