using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Reconciler.Core.Applying;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Testing.Desired;

namespace Reconciler.Cli.Tests.Years;

public sealed class TenYearsTests
{
    /// <summary>Half of them for 90 days, half for 395; <c>RECONCILER_YEARS_CERTIFICATES=1000</c> makes it a long run.</summary>
    private static readonly int Certificates = int.Parse(Environment.GetEnvironmentVariable("RECONCILER_YEARS_CERTIFICATES") ?? "200", CultureInfo.InvariantCulture);

    private static readonly TimeSpan Step = TimeSpan.FromDays(1);

    [Fact(DisplayName = "RNW-01 RNW-03 In ten years every certificate is served without a gap, renewals are spread, and authorities renew themselves in time")]
    public async Task Ten_years()
    {
        await using var fleet = new SimulatedFleet(Desired());
        var end = ManualTime.Start.AddYears(10);
        var byDay = new Dictionary<(string Validity, DateTime Day), int>();
        var authorityRenewals = 0;
        var lastVerified = 0;

        while (fleet.Time.GetUtcNow() < end)
        {
            AssertServed(fleet);
            var outcomes = await fleet.RunAsync();
            AssertServed(fleet);
            foreach (var outcome in outcomes) Count(outcome, fleet.Time.GetUtcNow(), byDay, ref authorityRenewals);
            if (fleet.Time.GetUtcNow().Year != lastVerified) await VerifyAsync(fleet);
            lastVerified = fleet.Time.GetUtcNow().Year;
            fleet.Time.Set(await fleet.NextDueAsync(fleet.Time.GetUtcNow() + Step));
        }

        Assert.Equal(Certificates, fleet.Target.Served.Count);
        Assert.All(await fleet.RunAsync(), outcome => Assert.Equal(OutcomeKind.Done, outcome.Kind));
        AssertSpread(byDay);
        Assert.InRange(authorityRenewals, 3, 4);
        await AssertCountsAsync(fleet);
    }

    private static DesiredState Desired()
    {
        var builder = new DesiredBuilder()
            .Root("root", spec => spec with { KeyAlgorithm = KeyAlgorithm.EC_prime256v1 })
            .Subordinate("issuing", "root", spec => spec with { KeyAlgorithm = KeyAlgorithm.EC_prime256v1 })
            .Files("web", "certs");
        for (var i = 0; i < Certificates; i++)
        {
            var validity = Validity.For(Period.Parse(i % 2 == 0 ? "90d" : "395d"));
            var name = string.Create(CultureInfo.InvariantCulture, $"c{i:d4}");
            builder.Certificate(name, "issuing", $"{name}.internal.example", spec => spec with
            {
                Validity = validity,
                KeyAlgorithm = KeyAlgorithm.EC_prime256v1,
                Targets = [builder.TargetId("web")],
            });
        }

        return builder.Build();
    }

    /// <summary>What targets serve is valid now, and so is everything behind it for as long.</summary>
    private static void AssertServed(SimulatedFleet fleet)
    {
        var now = fleet.Time.GetUtcNow().UtcDateTime;
        foreach (var (id, served) in fleet.Target.Served)
        {
            Assert.True(served.Leaf.NotBefore.ToUniversalTime() <= now && now < served.Leaf.NotAfter.ToUniversalTime(), $"{id} is not valid at {now:O}");
            Assert.All(served.Chain, issuer => Assert.True(served.Leaf.NotAfter <= issuer.NotAfter, $"{id} outlives its issuer"));
        }
    }

    private static void Count(ActionOutcome outcome, DateTimeOffset now, Dictionary<(string Validity, DateTime Day), int> byDay, ref int authorityRenewals)
    {
        if (outcome.Action is PlanAction.RenewAuthority) authorityRenewals++;
        if (outcome.Action is not PlanAction.IssueCertificate { Verb: PlanVerb.Rekey } issued) return;
        var key = (issued.Facts.After.Find("validity")!.Text!, now.UtcDateTime.Date);
        byDay[key] = byDay.GetValueOrDefault(key) + 1;
    }

    /// <summary>A fleet that was issued at one instant renews over a quarter of its window: no day gets more than twice its share, and chance.</summary>
    private static void AssertSpread(Dictionary<(string Validity, DateTime Day), int> byDay)
    {
        foreach (var (validity, window) in ((string, double)[])[("90d", 30), ("395d", 60)])
        {
            var most = byDay.Where(entry => entry.Key.Validity == validity).Max(entry => entry.Value);
            var share = Certificates / 2 / (window / 4);
            Assert.True(most <= (2 * share) + 5, $"{most} certificates of {validity} were renewed in one day; the share is {share:f1}");
        }
    }

    /// <summary>Every chain, by the platform's own verifier.</summary>
    private static async Task VerifyAsync(SimulatedFleet fleet)
    {
        var state = await fleet.ReadAsync();
        var root = state.Authorities.Values.Single(authority => authority.Applied.Parent is null);
        var der = (await fleet.Store.ReadAuthorityCertificatesAsync(CancellationToken.None))[(root.Id, root.Current!.Number)];
        using var anchor = X509CertificateLoader.LoadCertificate(der);
        foreach (var (id, served) in fleet.Target.Served)
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(anchor);
            chain.ChainPolicy.ExtraStore.AddRange(served.Chain.ToArray());
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.DisableCertificateDownloads = true;
            chain.ChainPolicy.VerificationTime = fleet.Time.GetUtcNow().UtcDateTime;
            chain.ChainPolicy.VerificationTimeIgnored = false;
            Assert.True(chain.Build(served.Leaf), $"{id}: {string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation))}");
        }
    }

    /// <summary>Nothing is issued more often than its lifetime asks for, and never twice for one generation.</summary>
    private static async Task AssertCountsAsync(SimulatedFleet fleet)
    {
        var state = await fleet.ReadAsync();
        Assert.All(state.Certificates.Values, certificate =>
        {
            Assert.Equal(certificate.Generation, certificate.Current!.Number);
            if (certificate.Applied.Validity.Text == "90d") Assert.InRange(certificate.Generation, 54, 62);
            else Assert.InRange(certificate.Generation, 10, 12);
        });
    }
}
