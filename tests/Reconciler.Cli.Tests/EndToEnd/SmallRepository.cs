using System.Runtime.Versioning;
using Reconciler.Testing.Git;

namespace Reconciler.Cli.Tests.EndToEnd;

/// <summary>A repository under Git with one private authority, a files target and two certificates, <c>www</c> and <c>api</c>, in a file each.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class SmallRepository : IDisposable
{
    private readonly TempGitRepository _git = new();

    public SmallRepository()
    {
        _git.Write("base.yaml", """
            apiVersion: reconciler/v1
            kind: CertificateAuthority
            metadata: { name: root }
            spec: { type: root, subject: { commonName: Small Root }, key: { algorithm: EC_prime256v1 } }
            ---
            apiVersion: reconciler/v1
            kind: CertificateAuthority
            metadata: { name: issuing }
            spec: { type: subordinate, parent: root, subject: { commonName: Small Issuing }, key: { algorithm: EC_prime256v1 } }
            ---
            apiVersion: reconciler/v1
            kind: Target
            metadata: { name: files }
            spec: { type: files, files: { directory: certs } }

            """);
        Declare("www", "www.small.example, small.example");
        Declare("api", "api.small.example");
        _git.Commit("Start");
    }

    public string Path => _git.Path;

    public string Combine(string relativePath) => System.IO.Path.Combine(Path, relativePath);

    public void Declare(string name, string domains, string more = "") => Write($"certs.d/{name}.yaml", $$"""
        apiVersion: reconciler/v1
        kind: Certificate
        metadata:
          name: {{name}}
          tags: { team: {{name}}-team }
        spec:
          domains: [{{domains}}]
          authority: issuing
          key: { algorithm: EC_prime256v1 }
          targets: [files]
        {{more}}
        """);

    public string Write(string relativePath, string content) => _git.Write(relativePath, content);

    public void Delete(string relativePath) => File.Delete(Combine(relativePath));

    public string Commit(string message = "change") => _git.Commit(message);

    public string CloneBare() => _git.CloneBare();

    public string Git(params string[] arguments) => _git.Git(arguments);

    /// <summary>A certificate where the working tree's target has it.</summary>
    public PublishedCertificate Published(string name) => PublishedCertificate.Split(Combine($"certs/{name}"));

    public string Crl(string authority) => Combine($".reconciler/crl/default/local/{authority}.crl");

    public void Dispose() => _git.Dispose();
}
