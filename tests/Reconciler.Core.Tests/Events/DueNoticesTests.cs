using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;
using Reconciler.Core.Tests.Applying;
using Reconciler.Testing;
using Reconciler.Testing.Cycle;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Events;

public sealed class DueNoticesTests
{
    private static readonly ResourceId Www = Worlds.Id("www");

    [Fact(DisplayName = "RNW-05 OBS-01 What cannot be renewed is told of daily from 45 days on, with what to do on days 45 30 15 7 3 1, and once when it has ended")]
    public void Over_days()
    {
        var desired = Desired(authority => authority with { State = DesiredAuthorityState.Disabled });
        var actual = Applied(desired);
        var told = Days(60).SelectMany(day => DueNotices.Of(desired, actual, At(actual, day))).GroupBy(notice => notice.Event.Kind).ToDictionary(group => group.Key, group => group.ToList());

        Assert.Equal(Enumerable.Range(1, 45).Reverse(), told[EventKind.Expiring].Select(notice => notice.Event.DaysLeft!.Value));
        Assert.Equal([45, 30, 15, 7, 3, 1], told[EventKind.ActionRequired].Select(notice => notice.Step).Distinct());
        Assert.Equal([0], told[EventKind.Expired].Select(notice => notice.Step).Distinct());
        var first = told[EventKind.ActionRequired][0].Event;
        Assert.EndsWith(": authority/corp is disabled", first.Sentence, StringComparison.Ordinal);
        Assert.Equal("make authority/corp active again, or name another authority", first.Remedy);
        Assert.Equal(45 + 6 + 1, told.Values.SelectMany(notices => notices).Select(notice => notice.Event.Key).Distinct().Count());
    }

    [Fact(DisplayName = "OBS-01 Whose renewal is still to come at its time is not told of, nor who was renewed, is revoked, or is not declared any more")]
    public void Silence()
    {
        var desired = Desired(certificate: spec => spec with { Validity = Validity.For(Period.Parse("90d")) });
        var actual = Applied(desired);
        Assert.Empty(DueNotices.Of(desired, actual, At(actual, 40)));
        Assert.NotEmpty(DueNotices.Of(desired, actual, At(actual, 20)));
        Assert.Empty(DueNotices.Of(Desired(certificate: spec => spec with { Revoked = RevocationReason.Superseded }), actual, At(actual, 20)));
        Assert.Empty(DueNotices.Of(Worlds.Private().Build(), actual, At(actual, 20)));
    }

    [Fact(DisplayName = "RNW-05 A daemon that was down on the day tells what is due when it is back, once")]
    public void Late()
    {
        var desired = Desired(authority => authority with { State = DesiredAuthorityState.Disabled });
        var actual = Applied(desired);
        var notice = Assert.Single(DueNotices.Of(desired, actual, At(actual, 11)), notice => notice.Event.Kind == EventKind.ActionRequired);
        Assert.Equal((15, 11), (notice.Step, notice.Event.DaysLeft));
    }

    public static TheoryData<string, Func<ActualCertificate, ActualCertificate>, string, string> Conditions => new()
    {
        { "CAA_ERROR", Same, "CAA_ERROR: x", "change the CAA records as it says; it is then tried again by itself" },
        { "PENDING_VALIDATION", Same, "PENDING_VALIDATION: x", "put the validation records in place: reconciler records shows them" },
        { "LINT_ERROR", Same, "LINT_ERROR: x", "see: reconciler explain default/local/certificate/www" },
    };

    [Theory(DisplayName = "RNW-05 What holds renewal up is said in its own words, with what to do about it")]
    [MemberData(nameof(Conditions))]
    public void Held(string code, Func<ActualCertificate, ActualCertificate> change, string because, string remedy)
    {
        var desired = Desired();
        var state = AppliedState.Of(desired, ManualTime.Start);
        var now = At(state.Build(), 30);
        state.Change(Www, row => change(row) with { Condition = new(code, "x", now.AddDays(-2), now.AddMinutes(5), 3) });
        var told = DueNotices.Of(desired, state.Build(), now).Last().Event;
        Assert.EndsWith(because, told.Sentence, StringComparison.Ordinal);
        Assert.Equal(remedy, told.Remedy);
    }

    [Fact(DisplayName = "RNW-05 What fails a moment before it is tried again is nobody's business yet")]
    public void Patience()
    {
        var desired = Desired(certificate: spec => spec with { Validity = Validity.For(Period.Parse("90d")) });
        var state = AppliedState.Of(desired, ManualTime.Start);
        var due = state.Build().Certificates[Www] is { Current: { } current } row ? RenewalDue(row, current) : default;
        state.Change(Www, row => row with { Condition = new("PENDING_VALIDATION", "x", due, due.AddMinutes(5), 1) });
        Assert.Empty(DueNotices.Of(desired, state.Build(), due.AddHours(23)));
        Assert.NotEmpty(DueNotices.Of(desired, state.Build(), due.AddHours(25)));
    }

    [Fact(DisplayName = "RNW-02 A public certificate that is not in use is told to be so")]
    public void NotInUse()
    {
        var builder = Worlds.ByHand();
        var desired = builder.Certificate("www", "web", "www.shop.example", spec => spec with { Validation = builder.ValidationId("dns") }).Build();
        Assert.Contains("it is not in use", Sentence(desired), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "RNW-05 A fixed end and an authority that ends with it are told as such; what was simply not done, too")]
    public void Ends()
    {
        Assert.Contains("no later end", Sentence(Desired(certificate: spec => spec with { Validity = Validity.Until(ManualTime.Start.AddDays(395)) })), StringComparison.Ordinal);
        Assert.Contains("is due since", Sentence(Desired()), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "OBS-01 An authority near its end is told of like a certificate, with what to do")]
    public void Authority()
    {
        var desired = Worlds.Private().Build();
        var actual = Applied(desired);
        var end = actual.Authorities[Worlds.Authority("corp")].Current!.NotAfter;
        var told = DueNotices.Of(desired, actual, end.AddDays(-7)).ToList();
        Assert.Equal([EventKind.Expiring, EventKind.ActionRequired], told.Select(notice => notice.Event.Kind));
        Assert.All(told, notice => Assert.Equal("reconciler.authority", notice.Event.Type[..20]));
        Assert.Equal(EventKind.Expired, DueNotices.Of(desired, actual, end).Single(notice => notice.Event.Subject == Worlds.Authority("corp")).Event.Kind);
    }

    private static ActualCertificate Same(ActualCertificate certificate) => certificate;

    private static DateTimeOffset RenewalDue(ActualCertificate row, CertificateVersion current) =>
        Core.Planning.RenewalTime.Due(row.Id.Text, current.Serial, current.NotBefore, current.NotAfter, row.Applied.RenewBefore.Nominal);

    private static string Sentence(DesiredState desired)
    {
        var actual = Applied(desired);
        return DueNotices.Of(desired, actual, At(actual, 30)).First().Event.Sentence;
    }

    private static DesiredState Desired(Func<AuthoritySpec, AuthoritySpec>? authority = null, Func<CertificateSpec, CertificateSpec>? certificate = null) =>
        new DesiredBuilder().Root("root").Subordinate("corp", "root", authority).Private("www", certificate).Build();

    private static ActualState Applied(DesiredState desired) => AppliedState.Of(desired, ManualTime.Start).Build();

    private static IEnumerable<int> Days(int from) => Enumerable.Range(-5, from + 6).Reverse();

    private static DateTimeOffset At(ActualState actual, int daysBefore) => actual.Certificates[Www].Current!.NotAfter.AddDays(-daysBefore);
}
