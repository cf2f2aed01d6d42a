using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reconciler.Core.Actual;
using Reconciler.Core.Cycle;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Reporting;

/// <summary>The story of one object, top to bottom: what is wanted, what is there and by which commit, what was proved, what is in the way, what comes.</summary>
/// <param name="past">What the audit log tells of it; empty where there is none.</param>
public sealed class ObjectStory(PlannedCycle cycle, IReadOnlyList<ProofEvidence> evidence, ObjectPast past, Ink ink)
{
    private readonly StringBuilder _text = new();
    private readonly DateTimeOffset _now = cycle.Plan.Head.Clock;

    public string Tell(ResourceId id)
    {
        ArgumentNullException.ThrowIfNull(id);
        _text.Append(ink.Bold(id.Text)).Append('\n');
        Wanted(id);
        if (cycle.Actual.Certificates.TryGetValue(id, out var certificate)) Certificate(certificate);
        else if (cycle.Actual.Authorities.TryGetValue(id, out var authority)) Authority(authority);
        else if (id.Kind is ResourceKind.Certificate or ResourceKind.CertificateAuthority) Line("state", "nothing was applied yet");
        else Line("state", "it has none of its own: the objects that name it have");
        if (past.Last is { } last) Line("last done", $"{last.Text}, {RelativeTime.Both(last.At, _now)}{By(last.Revision)}");
        foreach (var failure in past.Failures(cycle.Actual))
        {
            Line("failed", $"{failure.Verb} {ShortIds.Cut(failure.Id)}, {RelativeTime.Both(failure.At, _now)}: {failure.Message}", ink.Red);
            Line("next try", NextTry(cycle.Actual.Retries.GetValueOrDefault($"{failure.Id}#{failure.Verb}")));
        }

        Coming(id);
        return _text.ToString();
    }

    private void Wanted(ResourceId id)
    {
        if (!cycle.Desired.TryFind<DeclaredResource>(id, out var declared))
        {
            Line("declared", "no more: its manifest is gone");
            Tags(cycle.Actual.Certificates.GetValueOrDefault(id)?.Tags ?? cycle.Actual.Authorities.GetValueOrDefault(id)?.Tags ?? ImmutableSortedDictionary<string, string>.Empty);
            return;
        }

        var revision = cycle.Desired.Revision;
        Line("declared", $"{declared.Places.Document}, {(revision.Commit is { } commit ? $"commit {commit}" : "uncommitted")}");
        if (declared is Desired.Certificate wanted)
        {
            Line("names", string.Join(' ', wanted.Spec.Domains));
            Line("wants", $"{wanted.Spec.KeyAlgorithm} for {wanted.Spec.Validity} by {string.Join(", else ", wanted.Spec.Authorities.Select(authority => authority.Short))}");
        }

        Tags(declared.Tags);
    }

    private void Certificate(ActualCertificate certificate)
    {
        Line("crn", Crn.Of(certificate.Id, certificate.Uuid).ToString());
        Line("status", certificate.Status.Word());
        Line("applied", certificate.AppliedRevision ?? "unknown");
        foreach (var version in certificate.Versions)
        {
            var revoked = version.Revocation is { } revocation ? $", revoked {Instants.Format(revocation.At)}: {revocation.Reason.Word()}" : "";
            Version(version.Number, $"{version.Status.Word()}: ", version.Serial, version.NotBefore, version.NotAfter, $", by {version.Authority.Name}{revoked}");
            if (version.ExportedAt is { } exported) Line("", $"exported with its key {RelativeTime.Both(exported, _now)}");
        }

        Intent(certificate.Intent);
        foreach (var deployment in cycle.Actual.Deployments.Values.Where(deployment => deployment.Certificate == certificate.Id).OrderBy(deployment => deployment.Id, StringComparer.Ordinal))
            Line("on", string.Create(CultureInfo.InvariantCulture, $"{deployment.Target.Name}: version {deployment.Version} in {deployment.Content.Directory}"));
        foreach (var proof in ObjectAccount.ProofsOf(certificate, evidence))
            Line("proved", $"{proof.Domain} by {proof.Kind} in {proof.Zone}, last seen {RelativeTime.Both(proof.SeenAt, _now)}");
        foreach (var sighting in ObjectAccount.SightingsOf(certificate, cycle.Actual)) Sighting(sighting);
        Condition(certificate.Condition);
    }

    private void Sighting(RecordSighting sighting)
    {
        if (sighting.LostSince is { } since)
            Line("lost", $"the record of {sighting.Domain} is missing since {RelativeTime.Both(since, _now)}, looked at {RelativeTime.Both(sighting.AskedAt, _now)}: {sighting.Detail}", ink.Red);
        else
            Line("watched", $"the record of {sighting.Domain} stood {RelativeTime.Both(sighting.AskedAt, _now)}");
    }

    private void Authority(ActualAuthority authority)
    {
        Line("crn", Crn.Of(authority.Id, authority.Uuid).ToString());
        Line("status", authority.Status.Word());
        Line("applied", authority.AppliedRevision ?? "unknown");
        foreach (var version in authority.Versions) Version(version.Number, "", version.Serial, version.NotBefore, version.NotAfter, version.Parent is { } parent ? $", by {parent.Name}" : ", by itself");
        Intent(authority.Intent);
        if (authority.Crl is { } crl) Line("crl", string.Create(CultureInfo.InvariantCulture, $"{crl.Number} until {RelativeTime.Both(crl.NextUpdate, _now)} in {crl.Path}"));
        Condition(authority.Condition);
    }

    private void Version(int number, string status, SerialNumber serial, DateTimeOffset notBefore, DateTimeOffset notAfter, string more)
    {
        Line("version", string.Create(CultureInfo.InvariantCulture, $"{number} {status}serial {serial}, {Instants.Format(notBefore)} to {RelativeTime.Both(notAfter, _now)}{more}"));
        if (past.Signed(serial.Hex) is { } signed) Line("", $"signed {RelativeTime.Both(signed.At, _now)}{By(signed.Revision)}");
    }

    private void Intent(OpenIntent? intent)
    {
        if (intent is not null) Line("begun", $"{intent.Verb} with serial {intent.Serial}: a run was cut off, and the next apply finishes it", ink.Yellow);
    }

    private void Condition(Condition? condition)
    {
        if (condition is null) return;
        Line("condition", string.Create(CultureInfo.InvariantCulture, $"{condition.Code} since {RelativeTime.Both(condition.Since, _now)}, {(condition.Attempts == 1 ? "tried once" : $"tried {condition.Attempts} times")}: {condition.Message}"), ink.Yellow);
        if (condition.NextTry is { } next) Line("next try", RelativeTime.Both(next, _now));
        if (condition.Deadline is { } deadline) Line("until", RelativeTime.Both(deadline, _now));
    }

    private void Coming(ResourceId id)
    {
        var changes = ObjectAccount.ChangesOf(cycle.Plan, id).ToList();
        var waiting = cycle.Plan.Waiting.Where(entry => entry.Id == id.Text).ToList();
        foreach (var change in changes)
        {
            Line("now", $"{change.Verb.Word()} {(change.Id == id.Text ? "" : ShortIds.Cut(change.Id) + " ")}because {change.Facts.Sentence} ({change.Facts.Reason.Word()})");
            if (!change.Facts.Requires.IsEmpty) Line("not before", string.Join(", ", change.Facts.Requires.Select(Before)));
            if (cycle.Actual.Retries.GetValueOrDefault(change.Key) is { NextTry: { } at } retry && at > _now)
                Line("not before", string.Create(CultureInfo.InvariantCulture, $"{RelativeTime.Both(at, _now)}, for it was tried {(retry.Attempts == 1 ? "once" : $"{retry.Attempts} times")}: {retry.LastFailure}"), ink.Yellow);
        }

        foreach (var entry in waiting)
        {
            Line("waiting", $"{entry.Verb.Word()}: {entry.Sentence} ({entry.Code})", ink.Yellow);
            foreach (var record in entry.Records) Line("record", record.Rendered);
        }

        if (changes.Count == 0 && waiting.Count == 0) Line("now", "nothing to do: it is as declared");
        foreach (var entry in cycle.Plan.Later.Where(entry => entry.Id == id.Text)) Line("later", $"{entry.Verb.Word()} {RelativeTime.Both(entry.At, _now)}: {entry.Sentence}");
        foreach (var notice in cycle.Plan.Notices.Concat(cycle.Plan.Blocked).Where(notice => notice.Id == id.Text)) Line("notice", notice.Sentence, ink.Red);
    }

    private string NextTry(RetryState? retry) => retry?.NextTry is { } at ? $"the next apply; a daemon tries at {RelativeTime.Both(at, _now)}" : "the next apply";

    /// <summary>A required change, <c>id#verb</c>, for people.</summary>
    private static string Before(string key)
    {
        var cut = key.LastIndexOf('#');
        return $"{key[(cut + 1)..]} {ShortIds.Cut(key[..cut])}";
    }

    private void Tags(ImmutableSortedDictionary<string, string> tags)
    {
        if (!tags.IsEmpty) Line("tags", string.Join(", ", tags.Select(tag => $"{tag.Key}={tag.Value}")));
    }

    private static string By(string? revision) => revision is null ? "" : $" by the apply of {revision}";

    private void Line(string name, string value, Func<string, string>? colour = null)
    {
        var plain = OneLine.Of(value);
        _text.Append("  ").Append(ink.Faint(name.PadRight(name.Length < 10 ? 10 : name.Length + 1))).Append(colour is null ? plain : colour(plain)).Append('\n');
    }
}
