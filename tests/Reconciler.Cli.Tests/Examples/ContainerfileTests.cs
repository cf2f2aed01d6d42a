namespace Reconciler.Cli.Tests.Examples;

/// <summary>The example's recipe for an image, read as its builder reads it; nothing here can run one.</summary>
public sealed class ContainerfileTests
{
    private static readonly ILookup<string, string> Instructions = File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "examples/11-daemon/run/Containerfile"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .ToLookup(line => line.Split(' ')[0], line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);

    [Fact(DisplayName = "The image runs as a user by number that is not root, and writes to its volumes alone")]
    public void Bounded()
    {
        var user = Assert.Single(Instructions["USER"]);
        Assert.Matches("^[1-9][0-9]{3,}:[1-9][0-9]{3,}$", user);
        var volumes = Assert.Single(Instructions["VOLUME"]);
        var environment = Assert.Single(Instructions["ENV"]).Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.Contains($"\"{environment["RECONCILER_STATE"]}\"", volumes, StringComparison.Ordinal);
        Assert.Contains($"\"{environment["XDG_CACHE_HOME"]}\"", volumes, StringComparison.Ordinal);
        // The runtime would make its diagnostic socket in /tmp, which is not writable.
        Assert.Equal("0", environment["DOTNET_EnableDiagnostics"]);
    }

    [Fact(DisplayName = "The image starts a program and no shell, from bases of a named version, and adds nothing from elsewhere")]
    public void Plain()
    {
        Assert.Matches("^\\[\"/opt/reconciler/[^\"]+\", \"serve\"", Assert.Single(Instructions["ENTRYPOINT"]));
        Assert.All(Instructions["FROM"], image => Assert.Matches(":[0-9]+\\.[0-9]+( AS [a-z]+)?$", image));
        Assert.Empty(Instructions["ADD"]);
        Assert.DoesNotContain(Instructions["RUN"], command => command.Contains("curl", StringComparison.Ordinal) || command.Contains("sudo", StringComparison.Ordinal));
    }
}
