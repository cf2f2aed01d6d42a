using System.Security.Cryptography.X509Certificates;
using Reconciler.Cli.Tests.Crash;
using Reconciler.Cli.Tests.EndToEnd;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Cli.Tests.Daemon;

public sealed class MonthTests
{
    private const string FailingDeploy = "default/local/certificate/failing@second#deploy";

    [SkippableFact(DisplayName = "DNS-09 DNS-11 RNW-01 GIT-05 a month of the daemon's time: commits, records that come and go, a target that fails, restarts; it converges, in the intervals that are promised")]
    public async Task Month()
    {
        await using var daemon = new SimulatedDaemon();
        await DeclareAsync(daemon);
        daemon.Write("www.shop.example");
        daemon.At(TimeSpan.FromHours(2.02), () => daemon.Write("late.shop.example"));
        daemon.At(TimeSpan.FromDays(5), () => Add(daemon, "failing", "second"));
        daemon.At(TimeSpan.FromDays(6), () => daemon.Repository.Write("works", ""));
        daemon.At(TimeSpan.FromDays(20), () =>
        {
            daemon.Repository.Write("certs-third", "in the way");
            Add(daemon, "blocked", "third");
        });
        daemon.At(TimeSpan.FromDays(21), () => File.Delete(Path.Combine(daemon.Repository.Path, "certs-third")));
        daemon.At(TimeSpan.FromDays(10), () => daemon.Write("www.shop.example", isThere: false));
        daemon.At(TimeSpan.FromDays(12.5), () => daemon.Write("www.shop.example"));
        daemon.At(TimeSpan.FromDays(15.5), () => daemon.Write("www.shop.example", isThere: false));
        daemon.At(TimeSpan.FromDays(19), () => daemon.Write("www.shop.example"));
        List<string> gaps = [];
        for (var hour = 1; hour < 720; hour++) daemon.At(TimeSpan.FromHours(hour), () => LookAtServed(daemon, gaps));

        await daemon.LiveUntilAsync(TimeSpan.FromDays(4));
        var never = (await daemon.StateAsync()).Certificates[Id("never")];
        var due = (await daemon.StateAsync()).Certificates[Id("api")].NextDue!.Value;
        await daemon.LiveUntilAsync(TimeSpan.FromDays(5.5));
        var next = (await daemon.StateAsync()).Retries[FailingDeploy].NextTry!.Value;
        await daemon.LiveUntilAsync(TimeSpan.FromDays(16.6));
        await daemon.LiveUntilAsync(TimeSpan.FromDays(30));
        var state = await daemon.StateAsync();

        Assert.Empty(gaps);
        Assert.DoesNotContain("error   cycle", daemon.Log, StringComparison.Ordinal);
        AssertSoonAfter(TimeSpan.FromHours(2.02), daemon.Said("certificate/late issue: done")[0]);
        Assert.Equal((CertificateStatus.ValidationTimedOut, ManualTime.Start.AddHours(72)), (never.Status, never.Condition!.Deadline!.Value));
        Assert.InRange(never.Condition.Attempts, 290, 900);

        var failed = daemon.Said("certificate/failing@second deploy: failed");
        Assert.InRange(failed.Count, 90, 220);
        Assert.All(failed.Zip(failed.Skip(1)), pair => Assert.InRange((pair.Second - pair.First).TotalSeconds, 4, 901));
        Assert.InRange(failed.First(at => at > ManualTime.Start.AddDays(5.5)), next.AddSeconds(-1), next.AddSeconds(2));
        AssertSoonAfter(TimeSpan.FromDays(6), Assert.Single(daemon.Said("certificate/failing@second deploy: done")));
        var stalled = daemon.Said("certificate/blocked@third deploy: stalled");
        Assert.InRange(stalled.Count, 4, 6);
        Assert.InRange(Assert.Single(daemon.Said("certificate/blocked@third deploy: done")) - ManualTime.Start, TimeSpan.FromDays(21), TimeSpan.FromDays(21.25));

        Assert.InRange(daemon.Said("certificate/api rekey: done")[0], due.AddSeconds(-1), due.AddSeconds(2));
        Assert.Equal(2, daemon.Said("certificate/api rekey: done").Count);
        Assert.Equal(3, daemon.Said("certificate/www rekey: done").Count);
        AssertSoonAfter(TimeSpan.FromDays(19), daemon.Said("certificate/www rekey: done")[1]);
        var lost = daemon.Said("the validation record of www.shop.example is missing");
        Assert.Equal(2, lost.Count);
        Assert.InRange(lost[0] - ManualTime.Start, TimeSpan.FromDays(10), TimeSpan.FromDays(11.25));
        Assert.InRange(daemon.Said("www.shop.example stands again")[0] - ManualTime.Start, TimeSpan.FromDays(12.5), TimeSpan.FromDays(12.75));
        Assert.All(state.Sightings.Values, sighting => Assert.Null(sighting.LostSince));

        Assert.Equal(["default/local/certificate/never#issue"], state.Retries.Keys);
        Assert.All(state.Certificates.Values.Where(certificate => certificate.Id != Id("never")), certificate => Assert.Equal(CertificateStatus.Issued, certificate.Status));
        Assert.InRange(daemon.Cycles, 1000, 4000);
        new StoredFacts(daemon.Repository.Path).AssertSound();
    }

    [SkippableTheory(DisplayName = "RNW-01 GIT-05 a clock that jumps by a day or a year and back: nothing is issued twice, nothing is removed, what is served stays valid")]
    [InlineData(1, 2)]
    [InlineData(365, 2)]
    [InlineData(1, 120)]
    [InlineData(365, 120)]
    public async Task Clock_jumps(int days, int minutes)
    {
        await using var daemon = new SimulatedDaemon { Interval = TimeSpan.FromMinutes(1) };
        await DeclareAsync(daemon);
        foreach (var name in new[] { "www", "late", "never" }) daemon.Write($"{name}.shop.example");
        for (var i = 1; i <= 3; i++)
        {
            daemon.At(TimeSpan.FromHours(4 * i), () => daemon.Time.Jump(TimeSpan.FromDays(days)));
            daemon.At(TimeSpan.FromHours(4 * i) + TimeSpan.FromMinutes(minutes), () => daemon.Time.Jump(TimeSpan.FromDays(-days)));
        }

        await daemon.LiveUntilAsync(TimeSpan.FromHours(1));
        var first = await daemon.StateAsync();
        await daemon.LiveUntilAsync(TimeSpan.FromHours(20));
        var state = await daemon.StateAsync();

        // Put back before it was believed, it did nothing; else each was renewed once under it, and once more when that was not valid yet.
        var most = minutes < 5 ? 1 : 1 + (2 * 3);
        Assert.All(state.Certificates.Values, certificate => Assert.InRange(certificate.Generation, 1, most));
        Assert.Equal(6, daemon.Said("it jumped by").Count);
        Assert.Empty(daemon.Said("retire:").Concat(daemon.Said("revoke:")).Concat(daemon.Said("undeploy:")));
        Assert.Equal(first.Deployments.Keys.Order(), state.Deployments.Keys.Order());
        Assert.All(state.Certificates.Values, certificate => Assert.InRange(daemon.Time.GetUtcNow(), certificate.Current!.NotBefore, certificate.Current.NotAfter));
        List<string> gaps = [];
        LookAtServed(daemon, gaps);
        Assert.Empty(gaps);
        // CRLs signed under a clock that was ahead are followed by such that are older and have the higher number.
        if (minutes < 5) new StoredFacts(daemon.Repository.Path).AssertSound();
    }

    private static ResourceId Id(string name) => ResourceId.Certificate("default", "local", name);

    /// <summary>Within the longest interval between two looks.</summary>
    private static void AssertSoonAfter(TimeSpan since, DateTimeOffset at) =>
        Assert.InRange(at - ManualTime.Start, since, since + TimeSpan.FromMinutes(15.1));

    private static async Task DeclareAsync(SimulatedDaemon daemon)
    {
        var owners = await daemon.ServeOwnersZoneAsync();
        daemon.Repository.Write("authorities.yaml", $$"""
            {{SampleManifests.Authorities}}
            ---
            {{SampleManifests.PublicTrust(owners)}}
            ---
            apiVersion: reconciler/v1
            kind: Target
            metadata: { name: first }
            spec: { type: files, files: { directory: certs-first } }
            ---
            apiVersion: reconciler/v1
            kind: Target
            metadata: { name: second }
            spec: { type: files, files: { directory: certs-second, reload: [test, -f, works] } }
            ---
            apiVersion: reconciler/v1
            kind: Target
            metadata: { name: third }
            spec: { type: files, files: { directory: certs-third } }
            """);
        Declare(daemon, "api", "domains: [api.corp.example], authority: corp, validity: 18d, targets: [first]");
        foreach (var name in new[] { "www", "late", "never" })
            Declare(daemon, name, $"domains: [{name}.shop.example], authority: web, validation: dns, validity: 12d, targets: [first]");
        daemon.Repository.Commit();
    }

    private static void Declare(SimulatedDaemon daemon, string name, string spec) => daemon.Repository.Write($"{name}.yaml", $$"""
        apiVersion: reconciler/v1
        kind: Certificate
        metadata: { name: {{name}} }
        spec: { {{spec}}, key: { algorithm: EC_prime256v1 } }
        """);

    private static void Add(SimulatedDaemon daemon, string name, string target)
    {
        Declare(daemon, name, $"domains: [{name}.corp.example], authority: corp, targets: [{target}]");
        daemon.Repository.Commit();
    }

    private static void LookAtServed(SimulatedDaemon daemon, List<string> gaps)
    {
        foreach (var name in new[] { "api", "www" })
        {
            using var served = X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(daemon.Repository.Path, "certs-first", name, "cert.pem")));
            var now = daemon.Time.GetUtcNow().UtcDateTime;
            if (now < served.NotBefore.ToUniversalTime() || now > served.NotAfter.ToUniversalTime()) gaps.Add($"{name} at {now:O}");
        }
    }
}
