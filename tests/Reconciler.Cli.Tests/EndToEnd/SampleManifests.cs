using System.Net;

namespace Reconciler.Cli.Tests.EndToEnd;

/// <summary>Documents that many worlds begin with.</summary>
internal static class SampleManifests
{
    /// <summary>A root and the authority <c>corp</c> below it, both of private trust.</summary>
    public const string Authorities = """
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: { name: root }
        spec: { type: root, subject: { commonName: Root }, key: { algorithm: EC_prime256v1 }, validity: 10y }
        ---
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: { name: corp }
        spec: { type: subordinate, parent: root, subject: { commonName: Corp }, key: { algorithm: EC_prime256v1 }, validity: 5y }
        """;

    /// <summary>The authority <c>web</c> of public trust below the root, and the method <c>dns</c>, which asks one resolver.</summary>
    public static string PublicTrust(IPEndPoint resolver) => $$"""
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: { name: web }
        spec: { type: subordinate, parent: root, trust: public, subject: { commonName: Web }, key: { algorithm: EC_prime256v1 }, validity: 5y, caaIdentities: [ca.example.net] }
        ---
        apiVersion: reconciler/v1
        kind: ValidationMethod
        metadata: { name: dns }
        spec: { method: dns, zone: validations.example.net, resolvers: ["{{resolver}}"] }
        """;
}
