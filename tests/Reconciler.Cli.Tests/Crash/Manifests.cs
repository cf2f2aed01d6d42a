namespace Reconciler.Cli.Tests.Crash;

/// <summary>
/// A repository that exercises every change: private and public trust, the embedded DNS server, a zone file without a server, a files target, and a
/// second form of it that renews, replaces, revokes, moves and removes.
/// </summary>
internal static class Manifests
{
    private const string Head = """
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: { name: root }
        spec: { type: root, subject: { commonName: Crash Root }, key: { algorithm: EC_prime256v1 }, validity: 18mo }
        ---
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: { name: public }
        spec: { type: subordinate, parent: root, trust: public, subject: { commonName: Crash Public }, key: { algorithm: EC_prime256v1 }, validity: 18mo, caaIdentities: [ca.shop.example] }
        ---
        apiVersion: reconciler/v1
        kind: DnsProvider
        metadata: { name: here }
        spec: { type: embedded, zones: [shop.example, validations.example.net], listen: 127.0.0.1:0 }
        ---
        apiVersion: reconciler/v1
        kind: ValidationMethod
        metadata: { name: dns }
        spec: { method: dns, zone: validations.example.net, provider: here, zoneProvider: here, resolvers: [embedded] }
        ---
        apiVersion: reconciler/v1
        kind: Target
        metadata: { name: web }
        spec: { type: files, files: { directory: certs } }

        """;

    /// <summary>Everything is new.</summary>
    public static string Created => Head + Issuing("") + Edge("certs-edge") +
        Certificate("api", "api.internal.example", ", targets: [web, edge]") +
        Certificate("kept", "kept.internal.example", ", key: { algorithm: EC_prime256v1, rotation: never }, targets: [web]") +
        Certificate("swap", "swap.internal.example", ", targets: [web]") +
        Certificate("tagged", "tagged.internal.example", "") +
        Certificate("bad", "bad.internal.example", ", targets: [web]") +
        Certificate("old", "old.internal.example", ", onRemove: revoke, targets: [web]") +
        Certificate("gone", "gone.internal.example", ", targets: [web]") +
        Public("www", "www.shop.example") +
        Public("leaving", "leaving.shop.example");

    /// <summary>A year later: what is left renews; one name more, one key kept, two revoked, two removed, one target moved, settings changed.</summary>
    public static string Changed => Head + Issuing(", tags: { team: pki }") + Edge("certs-moved") +
        Certificate("api", "api.internal.example", ", targets: [web, edge]") +
        Certificate("kept", "kept.internal.example", ", key: { algorithm: EC_prime256v1, rotation: never }, targets: [web]") +
        Certificate("swap", "swap.internal.example, more.internal.example", ", targets: [web]") +
        Certificate("tagged", "tagged.internal.example", "") +
        Certificate("bad", "bad.internal.example", ", revoked: { reason: keyCompromise }") +
        Public("www", "www.shop.example");

    /// <summary>A domain whose records stand in a zone file that no server serves: the certificate waits.</summary>
    public static string Waiting => WaitingAt("zones/partner.example.db");

    /// <summary>The same, with the records in another file.</summary>
    public static string WaitingElsewhere => WaitingAt("zones/moved.example.db");

    /// <summary>A little of everything that writes files, for runs that are repeated very often.</summary>
    public static string Little => Head + Issuing("") + ZoneFileAt("zones/partner.example.db") +
        Certificate("one", "one.internal.example", ", targets: [web]") +
        Certificate("bad", "bad.internal.example", ", targets: [web]") +
        Certificate("gone", "gone.internal.example", ", targets: [web]");

    /// <summary>A year after <see cref="Little"/>: one is replaced, one revoked, one removed, the records move.</summary>
    public static string LittleChanged => Head + Issuing("") + ZoneFileAt("zones/moved.example.db") +
        Certificate("one", "one.internal.example, more.internal.example", ", targets: [web]") +
        Certificate("bad", "bad.internal.example", ", revoked: { reason: keyCompromise }");

    private static string WaitingAt(string file) => Head + ZoneFileAt(file);

    private static string ZoneFileAt(string file) => $$"""
        ---
        apiVersion: reconciler/v1
        kind: DnsProvider
        metadata: { name: file }
        spec: { type: zone-file, zones: [partner.example], file: {{file}}, reload: ["true"] }
        ---
        apiVersion: reconciler/v1
        kind: ValidationMethod
        metadata: { name: by-file }
        spec: { method: dns, zone: by-file.validations.example.net, provider: file, resolvers: [embedded] }
        ---
        apiVersion: reconciler/v1
        kind: Certificate
        metadata: { name: portal }
        spec: { domains: [portal.partner.example], authority: public, validation: by-file, key: { algorithm: EC_prime256v1 } }

        """;

    public const string ZoneFile = """
        $ORIGIN partner.example.
        @ 300 IN SOA ns.partner.example. admin.partner.example. 1 3600 600 86400 300
        @ 300 IN NS ns.partner.example.

        """;

    /// <summary>Private certificates alone, many of them.</summary>
    public static string Many(int count) => Head + Issuing("") +
        string.Concat(Enumerable.Range(0, count).Select(i => Certificate($"c{i:d4}", $"c{i:d4}.internal.example", ", targets: [web]")));

    /// <summary>One private certificate for the domains.</summary>
    public static string One(string domains, string more = "") => Head + Issuing("") + Certificate("one", domains, more);

    public static string None => Head + Issuing("");

    /// <summary>Root, and one authority below it.</summary>
    public static string Authorities(string commonName) => Head + Issuing("").Replace("Crash Issuing", commonName, StringComparison.Ordinal);

    private static string Issuing(string metadata) => $$"""
        ---
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: { name: issuing{{metadata}} }
        spec: { type: subordinate, parent: root, subject: { commonName: Crash Issuing }, key: { algorithm: EC_prime256v1 }, validity: 18mo }

        """;

    private static string Edge(string directory) => $$"""
        ---
        apiVersion: reconciler/v1
        kind: Target
        metadata: { name: edge }
        spec: { type: files, files: { directory: {{directory}} } }

        """;

    private static string Certificate(string name, string domains, string more) => $$"""
        ---
        apiVersion: reconciler/v1
        kind: Certificate
        metadata: { name: {{name}} }
        spec: { domains: [{{domains}}], authority: issuing{{(more.Contains("key:", StringComparison.Ordinal) ? "" : ", key: { algorithm: EC_prime256v1 }")}}{{more}} }

        """;

    private static string Public(string name, string domain) => $$"""
        ---
        apiVersion: reconciler/v1
        kind: Certificate
        metadata: { name: {{name}} }
        spec: { domains: [{{domain}}], authority: public, validation: dns, key: { algorithm: EC_prime256v1 }, targets: [web] }

        """;
}
