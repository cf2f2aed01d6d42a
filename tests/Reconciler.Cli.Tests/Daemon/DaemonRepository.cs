using System.Runtime.Versioning;
using Reconciler.Testing.Git;

namespace Reconciler.Cli.Tests.Daemon;

/// <summary>A repository with an authority, to which certificates are declared.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class DaemonRepository : IDisposable
{
    private const string Authorities = """
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

    public DaemonRepository() => Git.Write("authorities.yaml", Authorities);

    public TempGitRepository Git { get; } = new();

    public string Path => Git.Path;

    public void Declare(string name, string more = "") => Git.Write($"{name}.yaml", $$"""
        apiVersion: reconciler/v1
        kind: Certificate
        metadata: { name: {{name}} }
        spec: { domains: [{{name}}.corp.example], authority: corp, key: { algorithm: EC_prime256v1 }{{(more.Length == 0 ? "" : ", " + more)}} }
        """);

    public string CommitWith(string name, string more = "")
    {
        Declare(name, more);
        return Git.Commit(name);
    }

    public void Dispose() => Git.Dispose();
}
