namespace Reconciler.Core.Domain;

/// <summary>
/// The stable name of a certificate or authority: <c>crn:account:region:certificate/uuid</c>. The uuid is random (RFC 9562 version 4), drawn with
/// the first intent, and stays through renewal, rekey and replacement.
/// </summary>
public sealed record Crn(string Account, string Region, string Type, Guid Uuid)
{
    public static Crn Of(ResourceId id, Guid uuid)
    {
        ArgumentNullException.ThrowIfNull(id);
        var type = id.Kind switch
        {
            ResourceKind.Certificate => "certificate",
            ResourceKind.CertificateAuthority => "certificate-authority",
            ResourceKind.Account or ResourceKind.DnsProvider or ResourceKind.ValidationMethod or ResourceKind.Target or ResourceKind.Notification =>
                throw new ArgumentException($"{id.Kind} has no crn", nameof(id)),
        };
        return new(id.Account, id.Region!, type, uuid);
    }

    public override string ToString() => $"crn:{Account}:{Region}:{Type}/{Uuid:D}";
}
