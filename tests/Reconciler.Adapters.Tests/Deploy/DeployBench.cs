using System.Text;
using Reconciler.Adapters.Deploy;
using Reconciler.Adapters.Secrets;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Testing;
using Reconciler.Testing.Applying;

namespace Reconciler.Adapters.Tests.Deploy;

/// <summary>A files target over a temporary state folder and working folder, and what tests say about it. The DER is any bytes: files do not look inside.</summary>
internal sealed class DeployBench : IDisposable
{
    private readonly TempFolder _temp = new();

    public DeployBench(bool isBare = false)
    {
        Directory.CreateDirectory(StateFolder);
        Directory.CreateDirectory(Repository);
        Roots = new(isBare ? null : Repository, StateFolder);
        Target = TargetAt(TimeProvider.System);
    }

    /// <summary>Passwords by environment variable.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public DeployRoots Roots { get; }

    public FakeRunner Runner { get; } = new();

    public FakeServers Servers { get; } = new();

    public FilesTarget Target { get; }

    public string Outside => _temp.Path;

    public string StateFolder => _temp.Combine("state");

    public string Repository => _temp.Combine("repository");

    public string Certs => Path.Combine(Repository, "certs");

    public FilesTarget TargetAt(TimeProvider time) => new(Roots, Runner, new PlainBundles(), new SecretReader(Roots.WorkingFolder, Environment), Servers, time);

    public ContentMaker MakerFor(TargetSpec.Files spec) => ContentMaker.Open(spec, new PlainBundles(), new SecretReader(Roots.WorkingFolder, Environment));

    public static TargetSpec.Files Split { get; } = new() { Directory = "certs", Reload = ["reload", "it"] };

    public static TargetSpec.Files Bundle { get; } = Split with { Layout = FilesLayout.Bundle };

    public static ResourceId Id(string name) => ResourceId.Certificate("default", "local", name);

    public static DeployItem Item(string name, int version, DeployedContent? previous = null) =>
        new(Id(name), version, previous, Bytes($"leaf {name} {version}"), [Bytes("intermediate one"), Bytes("intermediate two")], Secret.CopyOf(Bytes($"key {name} {version}")));

    public async Task<DeployedContent> PlaceAsync(TargetSpec.Files spec, string name, int version, DeployedContent? previous = null)
    {
        var outcome = Assert.Single(await Target.DeployAsync(spec, [Item(name, version, previous)], CancellationToken.None));
        Assert.Null(outcome.Failure);
        return outcome.Content!;
    }

    public async Task<DeployOutcome> TryPlaceAsync(TargetSpec.Files spec, string name, int version, DeployedContent? previous = null) =>
        Assert.Single(await Target.DeployAsync(spec, [Item(name, version, previous)], CancellationToken.None));

    public async Task<DeploymentObservation> ObserveAsync(TargetSpec.Files spec, string name, DeployedContent content) =>
        Assert.Single(await Target.ObserveAsync([Deployment(spec, name, content)], CancellationToken.None));

    public async Task<UndeployOutcome> RemoveAsync(TargetSpec.Files spec, string name, DeployedContent content) =>
        Assert.Single(await Target.UndeployAsync(spec, [Deployment(spec, name, content)], CancellationToken.None));

    public static ActualDeployment Deployment(TargetSpec.Files spec, string name, DeployedContent content) => new()
    {
        Certificate = Id(name),
        Target = ResourceId.Target("default", "local", "edge"),
        Version = 1,
        Chain = "",
        Applied = spec,
        Content = content,
    };

    public static string Pem(string label, string content) =>
        $"-----BEGIN {label}-----\n{Convert.ToBase64String(Bytes(content))}\n-----END {label}-----\n";

    public static string Key(string name, int version) => Pem("PRIVATE KEY", $"key {name} {version}");

    public static string Leaf(string name, int version) => Pem("CERTIFICATE", $"leaf {name} {version}");

    public static string Chain { get; } = Pem("CERTIFICATE", "intermediate one") + Pem("CERTIFICATE", "intermediate two");

    public string Read(params string[] path) => File.ReadAllText(Path.Combine([Certs, .. path]));

    public List<string> Versions(string name) =>
        [.. Directory.GetFileSystemEntries(Path.Combine(Certs, ".versions", name)).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    public void Dispose() => _temp.Dispose();

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
