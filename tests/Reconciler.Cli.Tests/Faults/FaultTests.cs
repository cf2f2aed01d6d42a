using System.Globalization;

namespace Reconciler.Cli.Tests.Faults;

/// <summary>The whole program over a file system in which one call after another fails: state, keys, targets, zone files, published CRLs.</summary>
public sealed class FaultTests
{
    private const int NoRoom = 28;
    private const int InputOutput = 5;
    private const int NoAccess = 13;

    public static TheoryData<string> Scenarios => [.. FaultScenario.All.Select(scenario => scenario.Name)];

    [SkippableTheory(DisplayName = "Whatever call of the file system fails for want of room, by a broken disk or for lack of rights: it is named, nothing half-written shows, the next run converges")]
    [MemberData(nameof(Scenarios))]
    public void Every_call_fails_once(string scenario)
    {
        using var folder = new TempFolder();
        var library = FaultyFiles.Build(folder.Path);
        int[] errors = [NoRoom, InputOutput, NoAccess];

        // All three at every call take three times as long as the three in turn.
        int[][] rounds = Environment.GetEnvironmentVariable("RECONCILER_FAULT_CALLS") == "all" ? [.. errors.Select(error => new[] { error })] : [errors];
        foreach (var round in rounds)
        {
            var told = FaultyFiles.Run(library, folder.Combine($"from-{round[0]}"), scenario, round);

            Assert.DoesNotContain(told, line => line.StartsWith("WRONG", StringComparison.Ordinal));
            Assert.True(int.Parse(told[^1].Split(' ')[1], CultureInfo.InvariantCulture) > 300, told[^1]);
        }
    }

    [SkippableTheory(DisplayName = "What a rename or a link publishes is durable before, with the folder it lies in, and the publishing itself is made durable after")]
    [MemberData(nameof(Scenarios))]
    public void Durable_before_published(string scenario)
    {
        using var folder = new TempFolder();
        var calls = FaultyFiles.Run(FaultyFiles.Build(folder.Path), folder.Combine("sound"), scenario, []);

        var order = new DurabilityOrder();
        foreach (var call in calls) order.Follow(call);

        Assert.Empty(order.Wrong);
        Assert.Empty(order.UnsyncedPublications);
        Assert.True(order.Publications >= 8, $"{order.Publications} publications");
    }
}
