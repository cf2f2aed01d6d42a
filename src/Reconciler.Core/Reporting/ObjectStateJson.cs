using System.Text.Json;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Reporting;

/// <summary>What the state and the audit log know of one object, as the middle of its story.</summary>
internal static class ObjectStateJson
{
    public static void Write(Utf8JsonWriter json, ObjectAccount account)
    {
        json.WriteString("applied_revision", account.Certificate?.AppliedRevision ?? account.Authority?.AppliedRevision);
        json.WriteStartArray("versions");
        foreach (var version in account.Certificate?.Versions ?? []) Version(json, version, account.Past);
        foreach (var version in account.Authority?.Versions ?? []) Version(json, version, account.Past);
        json.WriteEndArray();
        Intent(json, account.Certificate?.Intent ?? account.Authority?.Intent);
        Crl(json, account.Authority?.Crl);
        Condition(json, account.Row.Status?.Condition);
        PlanJson.Array(json, "deployments", account.Deployments, Deployment);
        PlanJson.Array(json, "proofs", account.Proofs, Proof);
        PlanJson.Array(json, "retries", account.Retries, Retry);
        Last(json, account.Past.Last);
    }

    private static void Version(Utf8JsonWriter json, CertificateVersion version, ObjectPast past)
    {
        json.WriteStartObject();
        Version(json, version.Number, version.Status.Word(), version.Serial.Hex, version.NotBefore, version.NotAfter);
        json.WriteString("sha256", version.Fingerprint);
        json.WriteString("authority", version.Authority.Text);
        json.WriteString("key_algorithm", version.KeyAlgorithm.ToString());
        json.WriteStartArray("names");
        foreach (var name in version.Names) json.WriteStringValue(name.Value);
        json.WriteEndArray();
        StatusJson.Instant(json, "exported_at", version.ExportedAt);
        Ended(json, version.Revocation, past.Signed(version.Serial.Hex));
    }

    private static void Version(Utf8JsonWriter json, AuthorityVersion version, ObjectPast past)
    {
        json.WriteStartObject();
        Version(json, version.Number, null, version.Serial.Hex, version.NotBefore, version.NotAfter);
        json.WriteString("sha256", version.Fingerprint);
        json.WriteString("authority", version.Parent?.Text);
        Ended(json, version.Revocation, past.Signed(version.Serial.Hex));
    }

    private static void Version(Utf8JsonWriter json, int number, string? status, string serial, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        json.WriteNumber("number", number);
        if (status is not null) json.WriteString("status", status);
        json.WriteString("serial", serial);
        StatusJson.Instant(json, "not_before", notBefore);
        StatusJson.Instant(json, "not_after", notAfter);
    }

    private static void Ended(Utf8JsonWriter json, Revocation? revocation, PastEffect? signed)
    {
        StatusJson.Instant(json, "revoked_at", revocation?.At);
        json.WriteString("revocation_reason", revocation?.Reason.Word());
        StatusJson.Instant(json, "signed_at", signed?.At);
        json.WriteString("signed_for_revision", signed?.Revision);
        json.WriteEndObject();
    }

    private static void Intent(Utf8JsonWriter json, OpenIntent? intent)
    {
        if (intent is null)
        {
            json.WriteNull("intent");
            return;
        }

        json.WriteStartObject("intent");
        json.WriteString("verb", intent.Verb);
        json.WriteString("serial", intent.Serial.Hex);
        json.WriteEndObject();
    }

    private static void Crl(Utf8JsonWriter json, CrlRecord? crl)
    {
        if (crl is null)
        {
            json.WriteNull("crl");
            return;
        }

        json.WriteStartObject("crl");
        json.WriteNumber("number", crl.Number);
        StatusJson.Instant(json, "this_update", crl.ThisUpdate);
        StatusJson.Instant(json, "next_update", crl.NextUpdate);
        json.WriteString("sha256", crl.Sha256);
        json.WriteEndObject();
    }

    private static void Condition(Utf8JsonWriter json, Condition? condition)
    {
        if (condition is null)
        {
            json.WriteNull("condition");
            return;
        }

        json.WriteStartObject("condition");
        json.WriteString("code", condition.Code);
        json.WriteString("message", condition.Message);
        StatusJson.Instant(json, "since", condition.Since);
        StatusJson.Instant(json, "next_try", condition.NextTry);
        json.WriteNumber("attempts", condition.Attempts);
        json.WriteEndObject();
    }

    private static void Deployment(Utf8JsonWriter json, ActualDeployment deployment)
    {
        json.WriteStartObject();
        json.WriteString("target", deployment.Target.Text);
        json.WriteNumber("version", deployment.Version);
        json.WriteString("directory", deployment.Content.Directory);
        json.WriteEndObject();
    }

    private static void Proof(Utf8JsonWriter json, ProofEvidence proof)
    {
        json.WriteStartObject();
        json.WriteString("domain", proof.Domain);
        json.WriteString("zone", proof.Zone);
        json.WriteString("by", proof.Kind);
        StatusJson.Instant(json, "seen_at", proof.SeenAt);
        json.WriteEndObject();
    }

    private static void Retry(Utf8JsonWriter json, KeyValuePair<string, RetryState> retry)
    {
        var cut = retry.Key.LastIndexOf('#');
        json.WriteStartObject();
        json.WriteString("id", retry.Key[..cut]);
        json.WriteString("verb", retry.Key[(cut + 1)..]);
        json.WriteNumber("attempts", retry.Value.Attempts);
        StatusJson.Instant(json, "since", retry.Value.Since);
        json.WriteString("message", retry.Value.LastFailure);
        StatusJson.Instant(json, "next_try", retry.Value.NextTry);
        json.WriteEndObject();
    }

    private static void Last(Utf8JsonWriter json, PastEffect? last)
    {
        if (last is null)
        {
            json.WriteNull("last_done");
            return;
        }

        json.WriteStartObject("last_done");
        StatusJson.Instant(json, "at", last.At);
        json.WriteString("revision", last.Revision);
        json.WriteString("text", last.Text);
        json.WriteEndObject();
    }
}
