using System.Globalization;
using System.Text;

namespace Reconciler.Benchmarks.Scenarios;

/// <summary>A configuration repository of any size: a root, an issuing authority, and certificates of two names, one file each.</summary>
internal static class CertificateRepository
{
    private const int FilesPerFolder = 1000;

    private const string Authorities = """
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: { name: root }
        spec: { type: root, subject: { commonName: Benchmark Root }, key: { algorithm: EC_prime256v1 }, validity: 10y }
        ---
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: { name: issuing }
        spec: { type: subordinate, parent: root, subject: { commonName: Benchmark Issuing }, key: { algorithm: EC_prime256v1 }, validity: 5y }
        """;

    private const string FilesTarget = """
        apiVersion: reconciler/v1
        kind: Target
        metadata: { name: files }
        spec: { type: files, files: { directory: served } }
        """;

    /// <param name="folder">Where it is made.</param>
    /// <param name="certificates">How many.</param>
    /// <param name="deployed">Each is placed by a target.</param>
    /// <param name="algorithm">Of the certificates' keys.</param>
    /// <param name="perFile">How many stand in one file.</param>
    public static void Write(string folder, int certificates, bool deployed, string algorithm = "EC_prime256v1", int perFile = 1)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "authorities.yaml"), Authorities);
        if (deployed) File.WriteAllText(Path.Combine(folder, "targets.yaml"), FilesTarget);
        for (var number = 0; number * perFile < certificates; number++)
        {
            var file = FileOf(folder, number);
            if (number % FilesPerFolder == 0) Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, Certificates(number * perFile, Math.Min(perFile, certificates - (number * perFile)), deployed, algorithm));
        }
    }

    /// <summary>Where a manifest lies; of one document, unless several stand in a file.</summary>
    public static string FileOf(string folder, int number) => Path.Combine(folder, "certificates", Number(number / FilesPerFolder), $"web-{Number(number)}.yaml");

    /// <summary>The documents of one file.</summary>
    public static string Certificates(int first, int count, bool deployed, string algorithm = "EC_prime256v1") =>
        string.Join("---\n", Enumerable.Range(first, count).Select(number => Certificate(number, deployed, algorithm)));

    /// <summary>One manifest as people write them.</summary>
    public static string Certificate(int number, bool deployed, string algorithm = "EC_prime256v1")
    {
        var name = Number(number);
        var text = new StringBuilder($"""
            apiVersion: reconciler/v1
            kind: Certificate
            metadata:
              name: web-{name}
              tags: {"{"} team: web, tier: "{number % 7}" {"}"}
            spec:
              domains:
                - host-{name}.internal.example
                - www.host-{name}.internal.example
              authority: issuing
              key: {"{"} algorithm: {algorithm} {"}"}
              validity: 90d

            """);
        if (deployed) text.Append("  targets: [files]\n");
        return text.ToString();
    }

    private static string Number(int number) => number.ToString("d6", CultureInfo.InvariantCulture);
}
