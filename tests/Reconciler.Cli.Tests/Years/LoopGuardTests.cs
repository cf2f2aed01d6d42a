using System.Globalization;
using Reconciler.Cli.Tests.Crash;

namespace Reconciler.Cli.Tests.Years;

public sealed class LoopGuardTests
{
    [Fact(DisplayName = "A certificate that is asked for anew again and again stops after ten in a day, says so, and goes on the day after")]
    public async Task Ten_a_day()
    {
        using var repository = new Repository();
        for (var i = 0; i < 10; i++)
        {
            repository.Write(Manifests.One(Domains(i)));
            var issued = await repository.RunAsync("apply");
            Assert.True(issued.ExitCode == 0, issued.Output);
        }

        repository.Write(Manifests.One(Domains(10)));
        var stopped = await repository.RunAsync("apply");
        Assert.Equal(10, repository.Stored.Number("SELECT count(*) FROM certificate_versions"));
        var later = await repository.RunAsync("apply", TimeSpan.FromHours(25));

        Assert.Contains("it got as many certificates within a day as one object may", stopped.Output, StringComparison.Ordinal);
        Assert.Contains("ISSUANCE_CAP", Assert.Single(repository.Stored.Texts("SELECT coalesce(condition, 'ISSUANCE_CAP was cleared') FROM certificates")), StringComparison.Ordinal);
        Assert.True(later.ExitCode == 0, later.Output);
        Assert.Equal(11, repository.Stored.Number("SELECT count(*) FROM certificate_versions"));
    }

    private static string Domains(int i) => string.Create(CultureInfo.InvariantCulture, $"one.internal.example, n{i}.internal.example");
}
