using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reconciler.Web.Answering;

namespace Reconciler.Web.Api;

/// <summary>The OpenAPI 3.1 document, written from the list of operations itself, so that nothing is answered that it does not tell.</summary>
internal static class OpenApiDocument
{
    private const string Schemas = "Reconciler.Web.Api.schemas.json";

    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <summary>The document as an operation, which stands in it too.</summary>
    public static Operation OperationOver(IReadOnlyCollection<Operation> others)
    {
        var content = Array.Empty<byte>();
        var operation = new Operation
        {
            Path = "/api/v1/openapi.json",
            Name = "getOpenApi",
            Summary = "This document.",
            IsOpen = true,
            Answers = [new(StatusCodes.Status200OK, "OpenAPI 3.1.", MediaTypes.Json)],
            Handle = context => context.BytesAsync(MediaTypes.Json, content),
        };
        content = Render([.. others, operation]);
        return operation;
    }

    public static byte[] Render(IReadOnlyCollection<Operation> operations)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("openapi", "3.1.0");
            json.WriteStartObject("info");
            json.WriteString("title", "Reconciler");
            json.WriteString("description", "What the daemon answers. Fields may be added within version 1; readers ignore what they do not know. Every GET answers HEAD too.");
            json.WriteString("version", "1.0");
            json.WriteEndObject();
            json.WriteStartArray("servers");
            json.WriteStartObject();
            json.WriteString("url", "/");
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartObject("paths");
            foreach (var path in operations.GroupBy(operation => operation.Path).OrderBy(path => path.Key, StringComparer.Ordinal))
            {
                json.WriteStartObject(path.Key);
                foreach (var operation in path) Write(json, operation);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            Components(json);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Operation operation)
    {
        json.WriteStartObject(operation.Method.ToLowerInvariant());
        json.WriteString("operationId", operation.Name);
        json.WriteString("summary", operation.Summary);
        json.WriteStartArray("security");
        if (!operation.IsOpen)
        {
            Security(json, "token");
            Security(json, "clientCertificate");
        }

        json.WriteEndArray();
        if (!operation.Parameters.IsEmpty)
        {
            json.WriteStartArray("parameters");
            foreach (var parameter in operation.Parameters) Parameter(json, parameter);
            json.WriteEndArray();
        }

        if (operation.Method == HttpMethods.Post) json.WriteRaw("requestBody", """{ "required": true, "content": { "application/json": { "schema": { "type": "object" } } } }""");
        json.WriteStartObject("responses");
        foreach (var answer in operation.Answers.OrderBy(answer => answer.Status)) Answer(json, answer);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Security(Utf8JsonWriter json, string scheme)
    {
        json.WriteStartObject();
        json.WriteStartArray(scheme);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Parameter(Utf8JsonWriter json, Parameter parameter)
    {
        json.WriteStartObject();
        json.WriteString("name", parameter.Name);
        json.WriteString("in", parameter.IsPath ? "path" : "query");
        json.WriteString("description", parameter.Description);
        if (parameter.IsPath) json.WriteBoolean("required", true);
        json.WriteRaw("schema", parameter.Schema);
        json.WriteEndObject();
    }

    private static void Answer(Utf8JsonWriter json, Answer answer)
    {
        json.WriteStartObject(answer.Status.ToString(CultureInfo.InvariantCulture));
        json.WriteString("description", answer.Description);
        if (answer.MediaType is { } type)
        {
            json.WriteStartObject("content");
            json.WriteStartObject(type);
            if (answer.Schema is { } schema)
            {
                json.WriteStartObject("schema");
                json.WriteString("$ref", $"#/components/schemas/{schema}");
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Components(Utf8JsonWriter json)
    {
        json.WriteStartObject("components");
        using (var stream = typeof(OpenApiDocument).Assembly.GetManifestResourceStream(Schemas)!)
        using (var schemas = JsonDocument.Parse(stream))
        {
            json.WritePropertyName("schemas");
            schemas.WriteTo(json);
        }

        json.WriteRaw("securitySchemes", """
            {
                "token": { "type": "http", "scheme": "bearer", "description": "Asked for where one is set, and always elsewhere than on loopback." },
                "clientCertificate": { "type": "mutualTLS", "description": "Taken in place of the token where the daemon was given an authority of clients." }
            }
            """);
        json.WriteEndObject();
    }

    /// <summary>JSON given as text, formatted like the rest.</summary>
    private static void WriteRaw(this Utf8JsonWriter json, string name, string text)
    {
        using var document = JsonDocument.Parse(text);
        json.WritePropertyName(name);
        document.WriteTo(json);
    }
}
