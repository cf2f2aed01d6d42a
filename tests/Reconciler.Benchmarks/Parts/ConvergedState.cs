using System.Globalization;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Testing.Desired;

namespace Reconciler.Benchmarks.Parts;

/// <summary>Certificates of one authority as wanted, and a state that has all of them.</summary>
internal static class ConvergedState
{
    private const string Digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    public static (DesiredState Desired, ActualState Actual) Of(int certificates, DateTimeOffset now)
    {
        var builder = new DesiredBuilder().Root("root");
        for (var i = 0; i < certificates; i++)
        {
            var name = i.ToString("d6", CultureInfo.InvariantCulture);
            builder.Certificate($"web-{name}", "root", $"host-{name}.internal.example www.host-{name}.internal.example");
        }

        var desired = builder.Build();
        return (desired, new()
        {
            Lineage = "00",
            Serial = 1,
            Authorities = desired.Authorities.ToDictionary(authority => authority.Id, authority => Of(authority, now)),
            Certificates = desired.Certificates.Select((certificate, i) => Of(certificate, i, now)).ToDictionary(certificate => certificate.Id),
            Deployments = ActualState.Empty.Deployments,
            Records = ActualState.Empty.Records,
            FirstRegions = new Dictionary<string, string> { ["default"] = "local" },
        });
    }

    private static ActualAuthority Of(CertificateAuthority desired, DateTimeOffset now) => new()
    {
        Id = desired.Id,
        Uuid = Guid.Empty,
        Status = AuthorityStatus.Active,
        Applied = desired.Spec,
        Versions =
        [
            new()
            {
                Number = 1,
                Serial = SerialOf(0),
                NotBefore = now.AddDays(-1),
                NotAfter = now.AddYears(10),
                Fingerprint = Digest,
                KeyHash = Digest,
                KeyVersion = 1,
            },
        ],
        Crl = new(1, now.AddDays(-1), now.AddDays(6), Digest, "/crl"),
        Generation = 1,
    };

    private static ActualCertificate Of(Certificate desired, int number, DateTimeOffset now) => new()
    {
        Id = desired.Id,
        Uuid = Guid.Empty,
        Status = CertificateStatus.Issued,
        Applied = desired.Spec,
        Tags = desired.Tags,
        Trust = Trust.Private,
        Generation = 1,
        Versions =
        [
            new()
            {
                Number = 1,
                Status = VersionStatus.Current,
                Serial = SerialOf(number + 1),
                NotBefore = now.AddDays(-1),
                NotAfter = now.AddDays(394),
                Fingerprint = Digest,
                KeyHash = Digest,
                Authority = desired.Spec.Authority,
                AuthorityVersion = 1,
                Names = desired.Spec.Domains,
                KeyAlgorithm = desired.Spec.KeyAlgorithm,
                Usages = desired.Spec.Usages,
                Validity = desired.Spec.Validity.Text,
            },
        ],
    };

    private static SerialNumber SerialOf(int number)
    {
        var random = new byte[SerialNumber.Length - 1];
        BitConverter.TryWriteBytes(random, number);
        return SerialNumber.FromRandom(random);
    }
}
