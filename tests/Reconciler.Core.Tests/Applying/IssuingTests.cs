using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Tests.Planning;
using Reconciler.Testing.Cycle;

namespace Reconciler.Core.Tests.Applying;

public class IssuingTests
{
    private readonly CycleBench _bench = new();

    [Fact(DisplayName = "ISS-07 The intents of a batch are durable before any signature, the outcomes after the last; two commits a batch")]
    public async Task IntentFirst()
    {
        await _bench.ReachAsync(Worlds.Private());
        _bench.Journal.Clear();
        await _bench.ReachAsync(Worlds.Private().Private("a").Private("b").Private("c"));
        var lines = _bench.Journal.Lines;
        Assert.Equal(
            ["commit Audit", "commit Audit", "commit PutCertificate BeginIssue Audit", "sign leaf", "sign leaf", "sign leaf", "commit PutVersion PutCertificate", "commit Audit"],
            lines.Select(line => line.StartsWith("sign leaf ", StringComparison.Ordinal) ? "sign leaf" : line));
        var begun = _bench.Store.Changes.OfType<StateChange.BeginIssue>().ToList();
        Assert.Equal(lines.Where(line => line.StartsWith("sign leaf ", StringComparison.Ordinal)).Order(), begun.Select(intent => $"sign leaf {intent.Intent.Serial}").Order());
        Assert.All(begun, intent => Assert.NotNull(intent.Key));
    }

    [Fact(DisplayName = "KEY-04 Opening and every use of an authority's key are in the audit log before it is used")]
    public async Task AuditedBefore()
    {
        await _bench.ReachAsync(Worlds.Private());
        _bench.Journal.Clear();
        await _bench.ReachAsync(Worlds.Private().Private("a"));
        var serial = (await _bench.CertificateAsync("a")).Current!.Serial;
        var audits = _bench.Store.Changes.OfType<StateChange.Audit>().Select(change => change.Entry).ToList();
        Assert.Contains(audits, entry => entry.Action == "key.sign" && entry.Subject == "default/local/authority/corp" && entry.Detail == $"certificate {serial} of default/local/certificate/a");
        Assert.Contains(audits, entry => entry.Action == "key.open" && entry.Subject == "default/local/authority/corp");
        Assert.True(_bench.Journal.At("commit PutCertificate BeginIssue Audit") < _bench.Journal.At($"sign leaf {serial}"));
    }

    [Fact(DisplayName = "GEN-07 A run cut off after the intents goes on with the same serials and keys")]
    public async Task TakenUpAgain()
    {
        await _bench.ReachAsync(Worlds.Private());
        var desired = Worlds.Private().Private("a").Private("b");
        _bench.Store.CutOffAfter = changes => changes.Any(change => change is StateChange.BeginIssue);
        await Assert.ThrowsAsync<CutOffException>(() => _bench.ApplyAsync(desired));
        var intent = (await _bench.CertificateAsync("a")).Intent!;
        var keys = _bench.Keys.Made;
        var planned = await _bench.PlanAsync(desired);
        Assert.Equal($"no version was issued yet; goes on with generation 1, serial {intent.Serial} taken, not yet signed", planned.Plan.Change("issue certificate/a").Facts.Sentence);

        await _bench.ReachAsync(desired);
        var version = (await _bench.CertificateAsync("a")).Current!;
        Assert.Equal((1, intent.Serial), (version.Number, version.Serial));
        Assert.Equal(keys, _bench.Keys.Made);
        Assert.Equal(2, _bench.Store.Changes.OfType<StateChange.BeginIssue>().Count());
        Assert.Single(_bench.Journal.Lines, line => line == $"sign leaf {intent.Serial}");
        Assert.Null((await _bench.CertificateAsync("a")).Intent);
        Assert.Empty((await _bench.PlanAsync(desired)).Plan.Changes);
    }

    [Fact(DisplayName = "GEN-07 An intent that asks for something else than is wanted now is closed; its serial stays taken")]
    public async Task IntentOfAnotherManifest()
    {
        await _bench.ReachAsync(Worlds.Private());
        _bench.Store.CutOffAfter = changes => changes.Any(change => change is StateChange.BeginIssue);
        await Assert.ThrowsAsync<CutOffException>(() => _bench.ApplyAsync(Worlds.Private().Private("a")));
        var first = (await _bench.CertificateAsync("a")).Intent!;
        await _bench.ReachAsync(Worlds.Private().Private("a", spec => spec with { Validity = Validity.For(Period.Days(30)) }));
        var certificate = await _bench.CertificateAsync("a");
        Assert.Equal((2, "30d"), (certificate.Current!.Number, certificate.Current.Validity));
        Assert.NotEqual(first.Serial, certificate.Current.Serial);
        Assert.DoesNotContain(_bench.Journal.Lines, line => line == $"sign leaf {first.Serial}");
    }

    [Fact(DisplayName = "GEN-07 An authority that was begun is finished with the same key and serial")]
    public async Task AuthorityTakenUpAgain()
    {
        _bench.Store.CutOffAfter = changes => changes.Any(change => change is StateChange.BeginAuthority);
        await Assert.ThrowsAsync<CutOffException>(() => _bench.ApplyAsync(Worlds.Private()));
        var begun = Assert.Single(_bench.Store.Changes.OfType<StateChange.BeginAuthority>());
        var root = (await _bench.ReachAsync(Worlds.Private())).Authorities[Worlds.Authority("root")];
        Assert.Equal((begun.Intent.Serial, begun.KeyHash), (root.Current!.Serial, root.Current.KeyHash));
        Assert.Equal((2, AuthorityStatus.Active), (_bench.Keys.Made, root.Status));
    }

    [Fact(DisplayName = "GEN-07 An authority that was begun with another subject is begun anew")]
    public async Task AuthorityOfAnotherManifest()
    {
        _bench.Store.CutOffAfter = changes => changes.Any(change => change is StateChange.BeginAuthority);
        await Assert.ThrowsAsync<CutOffException>(() => _bench.ApplyAsync(new Testing.Desired.DesiredBuilder().Root("root", spec => spec with { Subject = new("Old") })));
        var desired = new Testing.Desired.DesiredBuilder().Root("root", spec => spec with { Subject = new("New") });
        var root = (await _bench.ReachAsync(desired)).Authorities[Worlds.Authority("root")];
        Assert.Equal((2, "New"), (root.Current!.Number, root.Applied.Subject.CommonName));
        Assert.Empty((await _bench.PlanAsync(desired)).Plan.Refusals);
    }

    [Theory(DisplayName = "KEY-06 Renewal makes a new key, or keeps it where the manifest says never; replacement always makes one")]
    [InlineData(KeyRotation.Always, "rekey", false)]
    [InlineData(KeyRotation.Never, "renew", true)]
    public async Task Rotation(KeyRotation rotation, string verb, bool isKept)
    {
        var desired = Worlds.Private().Deployed("a", spec => spec with { Rotation = rotation });
        var before = (await _bench.ReachAsync(desired)).Certificates[Worlds.Id("a")].Current!;
        _bench.Time.Set(before.NotAfter.AddDays(-30));
        Assert.Contains($"{verb} certificate/a (renew_due)", (await _bench.PlanAsync(desired)).Plan.Told());
        var renewed = (await _bench.ReachAsync(desired)).Certificates[Worlds.Id("a")].Current!;
        Assert.Equal(isKept, before.KeyHash == renewed.KeyHash);
        Assert.NotEqual(before.Serial, renewed.Serial);
        Assert.Equal(isKept ? 1 : 2, Assert.Single(_bench.Store.Changes.OfType<StateChange.PutVersion>(), change => change.Version.Number == 2).KeyVersion);
        var replaced = (await _bench.ReachAsync(Worlds.Private().Deployed("a", spec => spec with { Rotation = rotation, Validity = Validity.For(Period.Days(90)) })))
            .Certificates[Worlds.Id("a")].Current!;
        Assert.NotEqual(renewed.KeyHash, replaced.KeyHash);
    }

    [Fact(DisplayName = "ISS-07 What the lints refuse is not signed, is told, and does not stop others")]
    public async Task Unlintable()
    {
        var desired = Worlds.Private().Private("a").Private("unlintable").Private("z");
        await _bench.ReachAsync(Worlds.Private());
        var outcomes = await _bench.ApplyAsync(desired);
        Assert.Equal(["issue certificate/a: Done", "issue certificate/unlintable: Stalled", "issue certificate/z: Done"], outcomes.Told().Order());
        Assert.Equal("it was not signed: a name that no lint lets pass", outcomes.DetailOf("issue certificate/unlintable"));
        var refused = await _bench.CertificateAsync("unlintable");
        Assert.Equal((CertificateStatus.Failed, "LINT_ERROR", 1), (refused.Status, refused.Condition!.Code, refused.Condition.Attempts));
        Assert.Empty(refused.Versions);
    }

    [Fact(DisplayName = "KEY-05 A certificate ends with its authority at the latest")]
    public async Task CutToTheAuthority()
    {
        var desired = new Testing.Desired.DesiredBuilder().Root("root").Subordinate("corp", "root", spec => spec with { Validity = Validity.Until(_bench.Time.GetUtcNow().AddDays(100)) })
            .Private("a");
        var state = await _bench.ReachAsync(desired);
        Assert.Equal(state.Authorities[Worlds.Authority("corp")].Current!.NotAfter, state.Certificates[Worlds.Id("a")].Current!.NotAfter);
    }

    [Fact(DisplayName = "Certificates begin a minute back and last what their manifest says, in whole seconds")]
    public async Task Instants()
    {
        _bench.Time.Advance(TimeSpan.FromMilliseconds(1234));
        var version = (await _bench.ReachAsync(Worlds.Private().Private("a"))).Certificates[Worlds.Id("a")].Current!;
        Assert.Equal(Testing.ManualTime.Start.AddSeconds(1).AddMinutes(-1), version.NotBefore);
        Assert.Equal(version.NotBefore.AddDays(395).AddSeconds(-1), version.NotAfter);
    }

    [Fact(DisplayName = "A cancelled run ends with what it has, and says so; the next one does the rest")]
    public async Task Cancelled()
    {
        var desired = Worlds.Private().Private("a");
        using var source = new CancellationTokenSource();
        _bench.Store.CutOffAfter = _ =>
        {
            source.Cancel();
            return false;
        };
        var result = await _bench.ApplyAsync(await _bench.PlanAsync(desired), source.Token);
        Assert.True(result.Report!.Interrupted);
        Assert.DoesNotContain("issue certificate/a: Done", result.Report.Outcomes.Told());
        _bench.Store.CutOffAfter = null;
        await _bench.ReachAsync(desired);
        Assert.Empty((await _bench.PlanAsync(desired)).Plan.Changes);
    }
}
