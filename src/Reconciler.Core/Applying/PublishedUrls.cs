using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Applying;

/// <summary>Where an authority's CRL and certificate are fetched: what the certificates it signs carry. Null without a base URL.</summary>
internal static class PublishedUrls
{
    public static string? Crl(ResourceId authority, RevocationSpec revocation) =>
        revocation.BaseUrl is { } baseUrl ? $"{baseUrl}/crl/{authority.Account}/{authority.Region}/{authority.Name}.crl" : null;

    public static string? Certificate(ResourceId authority, RevocationSpec revocation) =>
        revocation.BaseUrl is { } baseUrl ? $"{baseUrl}/ca/{authority.Account}/{authority.Region}/{authority.Name}.cer" : null;
}
