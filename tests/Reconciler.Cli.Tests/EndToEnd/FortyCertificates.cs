using System.Globalization;
using System.Runtime.Versioning;
using System.Text;

namespace Reconciler.Cli.Tests.EndToEnd;

/// <summary>
/// A repository of 40 certificates: account <c>corp</c> with regions <c>eu</c> and <c>us</c> (private trust, two levels, each region with its issuing
/// authority), account <c>shop</c> (public trust, embedded DNS); a split and a bundle target in each place; mostly EC keys.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class FortyCertificates
{
    public const int Count = 40;

    private static readonly (string Account, string Region, string Authority)[] Places = [("corp", "eu", "eu-issuing"), ("corp", "us", "us-issuing"), ("shop", "web", "public")];

    public static (string Account, string Region, string Authority) PlaceOf(int number) => Places[number % Places.Length];

    public static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"svc-{number:00}");

    public static bool IsBundled(int number) => number % 4 == 3;

    public static void Write(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "certificates"));
        File.WriteAllText(Path.Combine(folder, "accounts.yaml"), Accounts);
        File.WriteAllText(Path.Combine(folder, "authorities.yaml"), Authorities);
        File.WriteAllText(Path.Combine(folder, "targets.yaml"), string.Join("---\n", Places.Select(Targets)));
        foreach (var group in Enumerable.Range(0, Count).GroupBy(number => number / 10))
            File.WriteAllText(Path.Combine(folder, "certificates", $"group-{group.Key}.yaml"), string.Join("---\n", group.Select(Certificate)));
    }

    /// <summary>Where a certificate is published, as read from there.</summary>
    public static PublishedCertificate Published(string folder, int number)
    {
        var (account, region, _) = PlaceOf(number);
        return IsBundled(number)
            ? PublishedCertificate.Bundle(Path.Combine(folder, $"bundles-{account}-{region}", NameOf(number) + ".pem"))
            : PublishedCertificate.Split(Path.Combine(folder, $"split-{account}-{region}", NameOf(number)));
    }

    private static string Certificate(int number)
    {
        var (account, region, authority) = PlaceOf(number);
        var isPublic = account == "shop";
        var zone = isPublic ? "shop.example" : "corp.example";
        var name = NameOf(number);
        var text = new StringBuilder($$"""
            apiVersion: reconciler/v1
            kind: Certificate
            metadata: { name: {{name}}, account: {{account}}, region: {{region}}, tags: { number: "{{number}}" } }
            spec:
              domains: [{{name}}.{{region}}.{{zone}}{{(number % 5 == 0 ? $", \"*.{name}.{region}.{zone}\"" : "")}}]
              authority: {{authority}}
              key: { algorithm: {{AlgorithmOf(number)}} }
              validity: {{90 + number}}d
              targets: [{{(IsBundled(number) ? "bundles" : "split")}}]

            """);
        if (isPublic) text.Append("  validation: dns\n");
        return text.ToString();
    }

    private static string AlgorithmOf(int number) => number switch
    {
        7 or 20 => "RSA_2048",
        _ when number % 6 == 5 => "EC_secp384r1",
        _ => "EC_prime256v1",
    };

    private static string Targets((string Account, string Region, string Authority) place) => $$"""
        apiVersion: reconciler/v1
        kind: Target
        metadata: { name: split, account: {{place.Account}}, region: {{place.Region}} }
        spec: { type: files, files: { directory: split-{{place.Account}}-{{place.Region}} } }
        ---
        apiVersion: reconciler/v1
        kind: Target
        metadata: { name: bundles, account: {{place.Account}}, region: {{place.Region}} }
        spec: { type: files, files: { directory: bundles-{{place.Account}}-{{place.Region}}, layout: bundle } }

        """;

    private const string Accounts = """
        apiVersion: reconciler/v1
        kind: Account
        metadata: { name: corp }
        spec: { regions: [eu, us], owners: [pki@corp.example] }
        ---
        apiVersion: reconciler/v1
        kind: Account
        metadata: { name: shop }
        spec: { regions: [web], validationSalt: 5f0c5f0c5f0c5f0c5f0c5f0c5f0c5f0c }
        ---
        apiVersion: reconciler/v1
        kind: DnsProvider
        metadata: { name: own, account: shop }
        spec: { type: embedded, zones: [shop.example, validations.example.net], listen: "127.0.0.1:0" }
        ---
        apiVersion: reconciler/v1
        kind: ValidationMethod
        metadata: { name: dns, account: shop }
        spec: { method: dns, zone: validations.example.net, provider: own, resolvers: [embedded] }

        """;

    private const string Authorities = """
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: { name: root, account: corp, region: eu }
        spec: { type: root, subject: { commonName: Corp Root, country: SE }, key: { algorithm: EC_secp384r1 } }
        ---
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: { name: eu-issuing, account: corp, region: eu }
        spec: { type: subordinate, parent: root, subject: { commonName: Corp EU, country: SE }, key: { algorithm: EC_prime256v1 } }
        ---
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: { name: us-issuing, account: corp, region: us }
        spec: { type: subordinate, parent: eu/root, subject: { commonName: Corp US, country: US }, key: { algorithm: EC_prime256v1 } }
        ---
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: { name: root, account: shop, region: web }
        spec: { type: root, subject: { commonName: Shop Root, country: SE }, key: { algorithm: EC_prime256v1 } }
        ---
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: { name: public, account: shop, region: web }
        spec: { type: subordinate, parent: root, trust: public, subject: { commonName: Shop Public, country: SE }, key: { algorithm: EC_prime256v1 }, caaIdentities: [ca.shop.example] }

        """;
}
