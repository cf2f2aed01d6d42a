using System.Runtime.Versioning;
using Reconciler.Cli.Tests.EndToEnd;
using Reconciler.Testing.Git;

namespace Reconciler.Cli.Tests.Daemon;

/// <summary>A repository with an authority, to which certificates are declared.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class DaemonRepository : IDisposable
{
    public DaemonRepository() => Git.Write("authorities.yaml", SampleManifests.Authorities);

    public TempGitRepository Git { get; } = new();

    public string Path => Git.Path;

    public void Declare(string name, string more = "") => Git.Write($"{name}.yaml", $$"""
        apiVersion: reconciler/v1
        kind: Certificate
        metadata: { name: {{name}} }
        spec: { domains: [{{name}}.corp.example], authority: corp, key: { algorithm: EC_prime256v1 }{{(more.Length == 0 ? "" : ", " + more)}} }
        """);

    /// <summary>A target <c>edge</c> whose reload command hangs until <paramref name="pipe"/> is written to; the file is made here.</summary>
    public void DeclareHanging(string directory, string pipe)
    {
        Assert.Equal(0, ExternalPrograms.Run("mkfifo", [pipe]).ExitCode);
        Git.Write("edge.yaml", $$"""
            apiVersion: reconciler/v1
            kind: Target
            metadata: { name: edge }
            spec: { type: files, files: { directory: {{directory}}, reload: [cat, {{pipe}}] } }
            """);
    }

    public string CommitWith(string name, string more = "")
    {
        Declare(name, more);
        return Git.Commit(name);
    }

    public void Dispose() => Git.Dispose();
}
