using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Reconciler.Core.Applying.Ports;
using Reconciler.Web.Answering;

namespace Reconciler.Web.Published;

/// <summary>
/// CRLs and certificates of authorities, for whoever checks a chain: DER, by the media types and extensions of RFC 2585, open, because those who must read
/// them cannot be asked for a secret. They may be kept for a minute, which is how soon a revocation must be seen, and a CRL until its nextUpdate where we
/// cannot be reached; asking again whether it changed costs no body.
/// </summary>
internal sealed partial class PublishedEndpoints(IPublishedFiles files, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    /// <summary>Of an authority's certificate where we cannot be reached.</summary>
    private static readonly TimeSpan CertificateKept = TimeSpan.FromDays(7);

    public IEnumerable<Operation> All =>
    [
        Published("crl", ".crl", "application/pkix-crl", "getCrl", "The newest CRL of an authority, in DER (RFC 5280, section 5)."),
        Published("ca", ".cer", "application/pkix-cert", "getAuthorityCertificate", "The certificate of an authority, in DER (RFC 5280, section 4.2.2.1)."),
    ];

    private Operation Published(string kind, string extension, string mediaType, string operation, string summary) => new()
    {
        Path = $"/{kind}/{{account}}/{{region}}/{{file}}",
        Name = operation,
        Summary = summary,
        IsOpen = true,
        Parameters =
        [
            new("account", "Account of the authority.", NameSchema, IsPath: true),
            new("region", "Region of the authority.", NameSchema, IsPath: true),
            new("file", $"Name of the authority and {extension}.", """{ "type": "string", "maxLength": 67 }""", IsPath: true),
        ],
        Answers =
        [
            new(StatusCodes.Status200OK, "The file.", mediaType),
            new(StatusCodes.Status304NotModified, "It is the one that the asker has."),
            Answer.Problem(StatusCodes.Status404NotFound, "There is none."),
        ],
        Handle = context => AnswerAsync(context, kind, extension, mediaType),
    };

    private const string NameSchema = """{ "type": "string", "pattern": "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$" }""";

    private async Task AnswerAsync(HttpContext context, string kind, string extension, string mediaType)
    {
        string Part(string name) => (string)context.Request.RouteValues[name]!;
        var file = Part("file");
        var name = file.EndsWith(extension, StringComparison.Ordinal) ? file[..^extension.Length] : "";
        // The grammar of names, so that no path can lead elsewhere.
        if (!Name().IsMatch(name) || !Name().IsMatch(Part("account")) || !Name().IsMatch(Part("region"))
            || await files.TryReadAsync(kind, Part("account"), Part("region"), file, context.RequestAborted).ConfigureAwait(false) is not { } content)
        {
            await context.ProblemAsync(StatusCodes.Status404NotFound, "no authority published that").ConfigureAwait(false);
            return;
        }

        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\"");
        var times = kind == "crl" ? CrlTimes.Read(content) : null;
        var headers = context.Response.GetTypedHeaders();
        headers.ETag = tag;
        if (times is not null) headers.LastModified = times.ThisUpdate;
        context.Response.Headers.CacheControl = CacheControl(kind, times);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (IsUnchanged(context.Request.GetTypedHeaders(), tag, times?.ThisUpdate))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await context.BytesAsync(mediaType, content).ConfigureAwait(false);
    }

    private string CacheControl(string kind, CrlTimes? times)
    {
        var kept = times is null ? CertificateKept : times.NextUpdate - time.GetUtcNow();
        // Who holds an ended CRL must not answer with it again.
        if (kept <= TimeSpan.Zero || (kind == "crl" && times is null)) return "no-cache";
        var fresh = kept < Fresh ? kept : Fresh;
        return string.Create(CultureInfo.InvariantCulture, $"public, max-age={(long)fresh.TotalSeconds}, stale-if-error={(long)(kept - fresh).TotalSeconds}");
    }

    /// <summary>RFC 9110, section 13.2.2: If-None-Match decides; where it is missing, If-Modified-Since does.</summary>
    private static bool IsUnchanged(Microsoft.AspNetCore.Http.Headers.RequestHeaders asked, EntityTagHeaderValue tag, DateTimeOffset? modified)
    {
        if (asked.IfNoneMatch.Count > 0) return asked.IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false));
        return modified is { } at && asked.IfModifiedSince is { } since && at <= since;
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\z")]
    private static partial Regex Name();
}
