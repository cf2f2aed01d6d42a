using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Reporting;

/// <summary>One object as the state knows it, for people and for JSON.</summary>
/// <param name="End">Last instant of its newest certificate; null while it has none.</param>
/// <param name="NextDue">When something may be due for it.</param>
/// <param name="WaitsFor">What it waits for or failed with; null when nothing.</param>
public sealed record StatusRow(
    string Id,
    string Crn,
    string Status,
    DateTimeOffset? End,
    string? Serial,
    DateTimeOffset? NextDue,
    string? WaitsFor,
    ImmutableSortedDictionary<string, string> Tags,
    ImmutableArray<string> Targets);

/// <summary>What is there: a view of the state at an instant.</summary>
public sealed record StatusBoard(string Lineage, long Serial, DateTimeOffset Clock, ImmutableArray<StatusRow> Rows)
{
    public static StatusBoard Of(ActualState actual, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(actual);
        var targets = actual.Deployments.Values.ToLookup(deployment => deployment.Certificate, deployment => deployment.Target.Name);
        var rows = actual.Authorities.Values.Select(authority => Row(authority, now))
            .Concat(actual.Certificates.Values.Select(certificate => Row(certificate, [.. targets[certificate.Id].Order(StringComparer.Ordinal)], now)))
            .OrderBy(row => row.Id, StringComparer.Ordinal);
        return new(actual.Lineage, actual.Serial, now, [.. rows]);
    }

    private static StatusRow Row(ActualAuthority authority, DateTimeOffset now)
    {
        var status = authority is { Status: AuthorityStatus.Active or AuthorityStatus.Disabled, Current: { } current } && current.NotAfter <= now
            ? AuthorityStatus.Expired
            : authority.Status;
        return new(
            authority.Id.Text,
            Crn.Of(authority.Id, authority.Uuid).ToString(),
            status.Word(),
            authority.Current?.NotAfter,
            authority.Current?.Serial.Hex,
            authority.NextDue,
            authority.Condition?.Message,
            authority.Tags,
            []);
    }

    private static StatusRow Row(ActualCertificate certificate, ImmutableArray<string> targets, DateTimeOffset now)
    {
        var newest = certificate.Current ?? certificate.Versions.FirstOrDefault();
        var status = certificate.Status == CertificateStatus.Issued && newest?.NotAfter <= now ? CertificateStatus.Expired : certificate.Status;
        return new(
            certificate.Id.Text,
            Crn.Of(certificate.Id, certificate.Uuid).ToString(),
            status.Word(),
            newest?.NotAfter,
            newest?.Serial.Hex,
            certificate.NextDue,
            certificate.Condition is { } condition ? $"{condition.Code}: {condition.Message}" : null,
            certificate.Tags,
            targets);
    }
}
