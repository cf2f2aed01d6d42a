using System.Text.Json;
using Reconciler.Testing;

namespace Reconciler.Web.Tests.Api;

public sealed class OpenApiDocumentTests
{
    private static readonly string Kept = Path.Combine(RepositoryRoot.Path, "schemas", "openapi.json");

    [Fact(DisplayName = "GEN-02 schemas/openapi.json is what the daemon answers with; RECONCILER_UPDATE=1 writes it anew")]
    public async Task Kept_document()
    {
        await using var server = await AskedServer.StartAsync();
        var served = await server.Client.GetStringAsync(new Uri("api/v1/openapi.json", UriKind.Relative));
        if (Environment.GetEnvironmentVariable("RECONCILER_UPDATE") == "1") await File.WriteAllTextAsync(Kept, served);
        Assert.Equal(await File.ReadAllTextAsync(Kept), served);
    }

    [Fact(DisplayName = "GEN-02 Every route of the server stands in the document with its method, its parameters and what it may answer, and nothing else does")]
    public async Task Whole()
    {
        await using var server = await AskedServer.StartAsync();
        var paths = (await server.JsonAsync("api/v1/openapi.json")).GetProperty("paths");
        var told = paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}")).Order(StringComparer.Ordinal);
        Assert.Equal(server.Routes.Order(StringComparer.Ordinal), told);
        foreach (var path in paths.EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                Assert.NotEmpty(operation.Value.GetProperty("responses").EnumerateObject());
                var names = operation.Value.TryGetProperty("parameters", out var parameters)
                    ? parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "path").Select(parameter => $"{{{parameter.GetProperty("name").GetString()}}}") : [];
                Assert.Equal(path.Name.Split('/').Where(part => part.StartsWith('{')), names);
            }
        }
    }

    [Fact(DisplayName = "GEN-02 The document asks for a credential where the server does: health, CRLs, authorities' certificates, signed pushes and itself are open")]
    public async Task Security()
    {
        await using var server = await AskedServer.StartAsync(token: "secret");
        using var document = JsonDocument.Parse(await server.Client.GetStringAsync(new Uri("api/v1/openapi.json", UriKind.Relative)));
        foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject())
        {
            var isOpen = path.Value.EnumerateObject().First().Value.GetProperty("security").GetArrayLength() == 0;
            using var answer = await server.GetAsync(path.Name[1..].Replace("{file}", "none.crl", StringComparison.Ordinal).Replace('{', 'x').Replace('}', 'x'));
            Assert.True(isOpen == (answer.StatusCode != System.Net.HttpStatusCode.Unauthorized), path.Name);
        }

        Assert.Equal(["/api/v1/openapi.json", "/ca/{account}/{region}/{file}", "/crl/{account}/{region}/{file}", "/healthz", "/hooks/git", "/readyz"],
            document.RootElement.GetProperty("paths").EnumerateObject().Where(path => path.Value.EnumerateObject().First().Value.GetProperty("security").GetArrayLength() == 0).Select(path => path.Name));
    }
}
