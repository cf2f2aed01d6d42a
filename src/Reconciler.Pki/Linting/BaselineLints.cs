using System.Collections.Immutable;
using Reconciler.Pki.Encoding;

namespace Reconciler.Pki.Linting;

/// <summary>Rules for certificates that claim the Baseline Requirements by their policy. Dated ones are chosen by notBefore.</summary>
internal static class BaselineLints
{
    /// <summary>Longest lifetime in days by the day from which it holds, newest first.</summary>
    private static readonly ImmutableArray<(DateTimeOffset From, int Days)> LifetimeLimits =
    [
        (new(2029, 3, 15, 0, 0, 0, TimeSpan.Zero), 47),
        (new(2027, 3, 15, 0, 0, 0, TimeSpan.Zero), 100),
        (new(2026, 3, 15, 0, 0, 0, TimeSpan.Zero), 200),
        (DateTimeOffset.MinValue, 398),
    ];

    public static string? Lifetime(LintSubject subject)
    {
        if (!IsBaselineLeaf(subject)) return null;
        var limit = LifetimeLimits.First(limit => subject.Certificate.NotBefore.Instant >= limit.From);
        return subject.Lifetime <= TimeSpan.FromDays(limit.Days) ? null : $"the lifetime is over {limit.Days} days";
    }

    public static string? AtLeastTwoLabels(LintSubject subject) =>
        IsBaselineLeaf(subject) && subject.Values.SubjectAlternativeName?.DnsNames.FirstOrDefault(name => HostNames.CountLabels(name) < 2) is { } name
            ? $"\"{name}\" has a single label"
            : null;

    public static string? ServerOnly(LintSubject subject) =>
        IsBaselineLeaf(subject) && subject.Values.ExtendedKeyUsages is not [Oids.ServerAuth] ? "the purposes are not serverAuth alone" : null;

    public static string? SubordinateSubject(LintSubject subject) =>
        !subject.IsBaseline || !subject.IsAuthority ? null
        : !Has(subject, Oids.Country) || !Has(subject, Oids.Organization) ? "a subordinate's subject has no country and organization"
        : null;

    private static bool IsBaselineLeaf(LintSubject subject) => subject.IsBaseline && !subject.IsAuthority;

    private static bool Has(LintSubject subject, string oid) => subject.Certificate.SubjectAttributes.Any(attribute => attribute.Oid == oid);
}
