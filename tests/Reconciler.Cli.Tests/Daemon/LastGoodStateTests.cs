using System.Security.Cryptography.X509Certificates;
using Reconciler.Cli.Tests.Crash;
using Reconciler.Cli.Tests.EndToEnd;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Cli.Tests.Daemon;

/// <summary>A daemon whose newest commit may not be done, over weeks of its own time in which all certificates fall due.</summary>
public sealed class LastGoodStateTests
{
    private static readonly string[] Names = ["a", "b", "c", "d", "e"];

    [SkippableTheory(DisplayName = "GIT-06 GIT-05 while the newest commit is blocked or broken the last good one stays in force, over a restart too: renewals, switches and CRLs go on, nothing is removed; mended, it converges")]
    [InlineData("more than the limit", "would remove 4 certificates")]
    [InlineData("protected", "certificate/a is gone and the object is protected")]
    [InlineData("authority", "authority/idle")]
    [InlineData("empty", "it is no valid configuration")]
    [InlineData("broken", "it is no valid configuration")]
    public async Task Withheld(string wrong, string said)
    {
        await using var daemon = new SimulatedDaemon { Interval = TimeSpan.FromHours(1) };
        Declare(daemon);
        daemon.Repository.Commit();
        daemon.At(TimeSpan.FromDays(3), () => Break(daemon, wrong));
        daemon.At(TimeSpan.FromDays(20), () => Mend(daemon));
        List<string> gaps = [];
        for (var hour = 6; hour < 21 * 24; hour += 6) daemon.At(TimeSpan.FromHours(hour), () => LookAtServed(daemon, gaps));

        await daemon.LiveUntilAsync(TimeSpan.FromDays(2.9));
        var before = new StoredFacts(daemon.Repository.Path).CrlNumbers();
        await daemon.LiveUntilAsync(TimeSpan.FromDays(8));
        await daemon.LiveUntilAsync(TimeSpan.FromDays(19.9));
        var withheld = await daemon.StateAsync();
        var during = new StoredFacts(daemon.Repository.Path).CrlNumbers();
        Assert.NotEmpty(daemon.Said("is not put in force", said));
        Assert.Empty(daemon.Said("new issue: done"));
        await daemon.LiveUntilAsync(TimeSpan.FromDays(21));
        var state = await daemon.StateAsync();

        Assert.Empty(gaps);
        Assert.DoesNotContain("error   cycle", daemon.Log, StringComparison.Ordinal);
        foreach (var name in Names) Assert.Equal((CertificateStatus.Issued, 2), (withheld.Certificates[Id(name)].Status, withheld.Certificates[Id(name)].Generation));
        Assert.All(before, authority => Assert.True(during[authority.Key] > authority.Value, authority.Key));
        Assert.All(daemon.Said("retire: done").Concat(daemon.Said("undeploy: done")), at => Assert.True(at >= ManualTime.Start.AddDays(20)));

        Assert.InRange(Assert.Single(daemon.Said("certificate/new issue: done")) - ManualTime.Start, TimeSpan.FromDays(20), TimeSpan.FromDays(20.1));
        Assert.Equal(CertificateStatus.Inactive, state.Certificates[Id("e")].Status);
        Assert.Equal(5, state.Certificates.Values.Count(certificate => certificate.Status == CertificateStatus.Issued));
        new StoredFacts(daemon.Repository.Path).AssertSound();
    }

    [SkippableFact(DisplayName = "GIT-06 what a person allows beside the daemon is done once and stays done: the daemon takes up the commit that it had refused")]
    public async Task Allowed_beside()
    {
        await using var daemon = new SimulatedDaemon { Interval = TimeSpan.FromHours(1) };
        Declare(daemon);
        daemon.Repository.Commit();
        daemon.At(TimeSpan.FromDays(3), () => Break(daemon, "more than the limit"));
        CommandRun? allowed = null;
        daemon.At(TimeSpan.FromDays(4), () => allowed = Apply(daemon, "--override", "remove=4", "--reason", "they moved"));

        await daemon.LiveUntilAsync(TimeSpan.FromDays(21));
        var state = await daemon.StateAsync();

        allowed!.Ends(0).Says("8 removed");
        Assert.Equal(["a"], state.Certificates.Values.Where(certificate => certificate.Status == CertificateStatus.Issued).Select(certificate => certificate.Id.Name));
        Assert.Equal(2, state.Certificates[Id("a")].Generation);
        Assert.All(Names[1..], name => Assert.Equal(1, state.Certificates[Id(name)].Generation));
    }

    [SkippableFact(DisplayName = "GIT-06 GIT-05 where others changed the state so that the commit in force would remove too much, renewals, repairs and CRLs go on, over a restart too, the block is shown, and nothing is removed until a person allows it")]
    public async Task Blocked_in_force()
    {
        await using var daemon = new SimulatedDaemon { Interval = TimeSpan.FromHours(1) };
        Declare(daemon);
        daemon.Repository.Commit();
        string[] others = [.. Enumerable.Range(0, 10).Select(number => $"other-{number}")];
        daemon.At(TimeSpan.FromDays(3), () =>
        {
            foreach (var name in others) Declare(daemon, name);
            Apply(daemon).Ends(0);
            Delete(daemon, others);
        });
        daemon.At(TimeSpan.FromDays(5), () => File.Delete(Path.Combine(daemon.Repository.Path, "certs-first", "b", "cert.pem")));
        CommandRun? once = null;
        daemon.At(TimeSpan.FromDays(10), () => once = Run(daemon, "serve", daemon.Repository.Path, "--once", "--allow-write", daemon.Repository.Path));
        daemon.At(TimeSpan.FromDays(16), () => Apply(daemon, "--override", "remove=10", "--reason", "a mistake of ours").Ends(0));
        List<string> gaps = [];
        for (var hour = 6; hour < 20 * 24; hour += 6) daemon.At(TimeSpan.FromHours(hour), () => { if (daemon.Time.GetUtcNow() - ManualTime.Start is var age && (age < TimeSpan.FromDays(5) || age > TimeSpan.FromDays(5.5))) LookAtServed(daemon, gaps); });

        await daemon.LiveUntilAsync(TimeSpan.FromDays(2.9));
        var before = new StoredFacts(daemon.Repository.Path).CrlNumbers();
        await daemon.LiveUntilAsync(TimeSpan.FromDays(8));
        await daemon.LiveUntilAsync(TimeSpan.FromDays(15.9));
        var withheld = await daemon.StateAsync();
        var during = new StoredFacts(daemon.Repository.Path).CrlNumbers();
        await daemon.LiveUntilAsync(TimeSpan.FromDays(19.9));
        var state = await daemon.StateAsync();

        Assert.Empty(gaps);
        once!.Refuses(5, "part of the plan is withheld");
        Assert.NotEmpty(daemon.Said("part of the plan is withheld", "would remove 10 certificates"));
        foreach (var name in Names) Assert.Equal((CertificateStatus.Issued, 2), (withheld.Certificates[Id(name)].Status, withheld.Certificates[Id(name)].Generation));
        foreach (var name in others) Assert.Equal((CertificateStatus.Issued, 1), (withheld.Certificates[Id(name)].Status, withheld.Certificates[Id(name)].Generation));
        Assert.Contains(daemon.Said("certificate/b@first deploy: done"), at => at > ManualTime.Start.AddDays(5) && at < ManualTime.Start.AddDays(5.5));
        Assert.All(before, authority => Assert.True(during[authority.Key] > authority.Value, authority.Key));
        Assert.Equal(5, state.Certificates.Values.Count(certificate => certificate.Status == CertificateStatus.Issued));
        new StoredFacts(daemon.Repository.Path).AssertSound();
    }

    private static ResourceId Id(string name) => ResourceId.Certificate("default", "local", name);

    private static void Declare(SimulatedDaemon daemon)
    {
        daemon.Repository.Write("authorities.yaml", SampleManifests.Authorities);
        daemon.Repository.Write("idle.yaml", """
            apiVersion: reconciler/v1
            kind: CertificateAuthority
            metadata: { name: idle }
            spec: { type: subordinate, parent: root, subject: { commonName: Idle }, key: { algorithm: EC_prime256v1 }, validity: 5y }
            """);
        daemon.Repository.Write("first.yaml", """
            apiVersion: reconciler/v1
            kind: Target
            metadata: { name: first }
            spec: { type: files, files: { directory: certs-first } }
            """);
        foreach (var name in Names) Declare(daemon, name);
    }

    /// <summary>Of 18 days, renewed in the first days of the last third.</summary>
    private static void Declare(SimulatedDaemon daemon, string name) => daemon.Repository.Write($"{name}.yaml", $$"""
        apiVersion: reconciler/v1
        kind: Certificate
        metadata: { name: {{name}}, protect: {{(name == "a" ? "true" : "false")}} }
        spec: { domains: [{{name}}.corp.example], authority: corp, validity: 18d, key: { algorithm: EC_prime256v1 }, targets: [first] }
        """);

    private static void Break(SimulatedDaemon daemon, string wrong)
    {
        Declare(daemon, "new");
        switch (wrong)
        {
            case "more than the limit": Delete(daemon, "b", "c", "d", "e", "new"); break;
            case "protected": Delete(daemon, "a"); break;
            case "authority": Delete(daemon, "idle"); break;
            case "empty": Delete(daemon, [.. Names, "new", "authorities", "idle", "first"]); break;
            default: daemon.Repository.Write("b.yaml", "kind: ["); break;
        }

        daemon.Repository.Commit();
    }

    /// <summary>All as before, but for one that is gone, as may be, and one that is new.</summary>
    private static void Mend(SimulatedDaemon daemon)
    {
        Declare(daemon);
        Declare(daemon, "new");
        Delete(daemon, "e");
        daemon.Repository.Commit();
    }

    private static void Delete(SimulatedDaemon daemon, params string[] names)
    {
        foreach (var name in names) File.Delete(Path.Combine(daemon.Repository.Path, $"{name}.yaml"));
    }

    private static CommandRun Apply(SimulatedDaemon daemon, params string[] more) => Run(daemon, ["apply", daemon.Repository.Path, "--auto-approve", .. more]);

    private static CommandRun Run(SimulatedDaemon daemon, params string[] arguments)
    {
        using var shell = new CommandLine { Time = new ManualTime(daemon.Time.GetUtcNow()) };
        shell.Environment["HOME"] = daemon.Home;
        // The daemon's clock stands still meanwhile.
        return shell.RunAsync(arguments).GetAwaiter().GetResult();
    }

    private static void LookAtServed(SimulatedDaemon daemon, List<string> gaps)
    {
        foreach (var name in Names)
        {
            if (name == "e" && daemon.Time.GetUtcNow() > ManualTime.Start.AddDays(20)) continue;
            using var served = X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(daemon.Repository.Path, "certs-first", name, "cert.pem")));
            var now = daemon.Time.GetUtcNow().UtcDateTime;
            if (now < served.NotBefore.ToUniversalTime() || now > served.NotAfter.ToUniversalTime()) gaps.Add($"{name} at {now:O}");
        }
    }
}
