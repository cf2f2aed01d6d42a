using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;

namespace Reconciler.Web.Answering;

/// <summary>One thing that can be asked: how, by whom, what comes back. The server's routes and the OpenAPI document are made of the same list.</summary>
internal sealed record Operation
{
    /// <summary><c>GET</c>, which answers <c>HEAD</c> too, or <c>POST</c>.</summary>
    public string Method { get; init; } = HttpMethods.Get;

    /// <summary>With its parameters in braces.</summary>
    public required string Path { get; init; }

    /// <summary>Unique; names the operation in generated clients.</summary>
    public required string Name { get; init; }

    /// <summary>One line.</summary>
    public required string Summary { get; init; }

    /// <summary>True: it asks nobody who they are.</summary>
    public bool IsOpen { get; init; }

    public ImmutableArray<Parameter> Parameters { get; init; } = [];

    public required ImmutableArray<Answer> Answers { get; init; }

    public required RequestDelegate Handle { get; init; }
}

/// <param name="Schema">JSON Schema, as JSON.</param>
/// <param name="IsPath">In the path; else in the query, where it may be left out.</param>
/// <param name="IsRepeatable">May be given more than once.</param>
internal sealed record Parameter(string Name, string Description, string Schema, bool IsPath = false, bool IsRepeatable = false);

/// <param name="MediaType">Null: no body.</param>
/// <param name="Schema">Name of a schema of the document; null for what is no JSON.</param>
internal sealed record Answer(int Status, string Description, string? MediaType = null, string? Schema = null)
{
    public static Answer Json(string schema, string description) => new(StatusCodes.Status200OK, description, MediaTypes.Json, schema);

    public static Answer Problem(int status, string description) => new(status, description, MediaTypes.Problem, "Problem");

    public static Answer Text(int status, string description) => new(status, description, MediaTypes.Text);
}

internal static class MediaTypes
{
    public const string Json = "application/json";

    /// <summary>RFC 9457.</summary>
    public const string Problem = "application/problem+json";

    public const string Text = "text/plain; charset=utf-8";
}
