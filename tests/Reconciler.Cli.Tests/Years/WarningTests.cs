using System.Globalization;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;
using Reconciler.Testing.Desired;

namespace Reconciler.Cli.Tests.Years;

public sealed class WarningTests
{
    private const int Renewed = 20;
    private const int Fixed = 10;

    [Fact(DisplayName = "RNW-05 OBS-01 In ten years nothing ends without a warning on each of the days before, and nobody is warned of what is renewed")]
    public async Task Ten_years()
    {
        await using var fleet = new SimulatedFleet(Desired()) { IsQuiet = false };
        var end = ManualTime.Start.AddYears(10);
        var warned = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var ended = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);

        while (fleet.Time.GetUtcNow() < end)
        {
            await fleet.RunAsync();
            Look(fleet.Desired, await fleet.ReadAsync(), fleet.Time.GetUtcNow(), warned, ended);
            fleet.Time.Set(fleet.Time.GetUtcNow() + TimeSpan.FromDays(1));
        }

        Assert.Equal(Fixed, ended.Count);
        Assert.Equal(ended.Keys.Order(), warned.Keys.Order());
        Assert.All(warned.Values, told => Assert.Superset(
            (HashSet<string>)["expired-0", .. Enumerable.Range(1, 45).Select(day => Word(EventKind.Expiring, day)), .. (string[])["action-45", "action-30", "action-15", "action-7", "action-3", "action-1"]], told));
    }

    /// <summary>What is told on this day, and what has ended with nothing in its place.</summary>
    private static void Look(DesiredState desired, Core.Actual.ActualState actual, DateTimeOffset now, Dictionary<string, HashSet<string>> warned, Dictionary<string, DateTimeOffset> ended)
    {
        foreach (var notice in DueNotices.Of(desired, actual, now))
        {
            var id = notice.Event.Subject.Text;
            if (!warned.TryGetValue(id, out var told)) warned.Add(id, told = new(StringComparer.Ordinal));
            told.Add(Word(notice.Event.Kind, notice.Step));
        }

        foreach (var certificate in actual.Certificates.Values)
        {
            if (certificate.Current is not { } current || current.NotAfter <= now) ended.TryAdd(certificate.Id.Text, now);
        }
    }

    private static string Word(EventKind kind, int step) => string.Create(
        CultureInfo.InvariantCulture, $"{(kind == EventKind.ActionRequired ? "action" : kind == EventKind.Expired ? "expired" : "expiring")}-{step}");

    private static DesiredState Desired()
    {
        var builder = new DesiredBuilder()
            .Root("root", spec => spec with { KeyAlgorithm = KeyAlgorithm.EC_prime256v1 })
            .Subordinate("issuing", "root", spec => spec with { KeyAlgorithm = KeyAlgorithm.EC_prime256v1 })
            .Files("web", "certs");
        for (var i = 0; i < Renewed + Fixed; i++)
        {
            var validity = i < Renewed ? Validity.For(Period.Parse(i % 2 == 0 ? "90d" : "395d")) : Validity.Until(ManualTime.Start.AddDays(100 * (i - Renewed + 1)).AddHours(i));
            var name = string.Create(CultureInfo.InvariantCulture, $"c{i:d4}");
            builder.Certificate(name, "issuing", $"{name}.internal.example", spec => spec with { Validity = validity, KeyAlgorithm = KeyAlgorithm.EC_prime256v1, Targets = [builder.TargetId("web")] });
        }

        return builder.Build();
    }
}
