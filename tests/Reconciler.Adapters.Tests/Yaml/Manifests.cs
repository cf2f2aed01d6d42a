using System.Text;
using Reconciler.Adapters.Yaml;
using Reconciler.Core.Desired;

namespace Reconciler.Adapters.Tests.Yaml;

/// <summary>Reads manifests in tests as one repository with account <c>default</c> in region <c>local</c>.</summary>
internal static class Manifests
{
    public static ReaderContext Context { get; } = new(new Dictionary<string, string> { ["default"] = "local", ["shop"] = "eu-north-1" });

    public static ManifestReading Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    public static ManifestReading Read(byte[] content)
    {
        var reader = new YamlManifestReader();
        return reader.Bind(reader.Parse("input.yaml", content), Context);
    }

    /// <summary>The one object of a manifest without diagnostics.</summary>
    public static T One<T>(string text)
        where T : DeclaredResource
    {
        var reading = Read(text);
        Assert.Empty(reading.Diagnostics);
        return Assert.IsType<T>(Assert.Single(reading.Resources));
    }
}
