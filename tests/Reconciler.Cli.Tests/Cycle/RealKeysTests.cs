using System.Security.Cryptography.X509Certificates;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Pki.Issuance;
using Reconciler.Pki.Keys;
using Reconciler.Testing.Cycle;
using Reconciler.Testing.Desired;

namespace Reconciler.Cli.Tests.Cycle;

/// <summary>Whole cycles with real keys, certificates and CRLs; the world around them is in memory.</summary>
public sealed class RealKeysTests
{
    private readonly CycleBench _bench = new(ports => ports with { KeyMaker = new SystemKeyMaker(), Signer = new CertificateSigner(), Targets = [new KeptFiles()] });

    [Fact(DisplayName = "GEN-07 With real keys too: apply, then an empty plan; renewed, replaced and revoked, each chain verifies")]
    public async Task WholeLife()
    {
        var state = await _bench.ReachAsync(Desired());
        await AssertSettledAsync(Desired());
        var first = await VerifiedAsync("www");
        Assert.Equal(["www.shop.example", "*.www.shop.example"], first.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateDnsNames());

        _bench.Time.Set(first.NotAfter.ToUniversalTime().AddDays(-5));
        await _bench.ReachAsync(Desired());
        await AssertSettledAsync(Desired());
        var renewed = await VerifiedAsync("www");
        Assert.NotEqual(first.SerialNumber, renewed.SerialNumber);
        Assert.NotEqual(first.GetPublicKeyString(), renewed.GetPublicKeyString());

        await _bench.ReachAsync(Desired(spec => spec with { KeyAlgorithm = KeyAlgorithm.EC_secp384r1 }));
        var replaced = await VerifiedAsync("www");
        Assert.Equal(384, replaced.GetECDsaPublicKey()!.KeySize);
        await _bench.ReachAsync(Desired(spec => spec with { KeyAlgorithm = KeyAlgorithm.EC_secp384r1, Revoked = RevocationReason.KeyCompromise }));
        var web = ResourceId.Authority("default", "local", "web");
        var crl = _bench.Files.Files[_bench.Files.CrlPath(web, new())];
        Assert.True(crl.AsSpan().IndexOf(replaced.SerialNumberBytes.Span) > 0, "the CRL does not hold the serial");
        Assert.Equal(state.Certificates.Values.Single().Uuid, (await _bench.CertificateAsync("www")).Uuid);
    }

    [Fact(DisplayName = "GEN-07 Stored to-be-signed bytes are taken up again: the certificate signed after a cut-off holds the very serial and key of its intent")]
    public async Task TakenUpAgain()
    {
        _bench.Store.CutOffAfter = changes => changes.Any(change => change is StateChange.BeginIssue);
        await Assert.ThrowsAsync<CutOffException>(() => _bench.ApplyAsync(Desired()));
        var intent = Assert.Single(_bench.Store.Changes.OfType<StateChange.BeginIssue>());
        _bench.Time.Advance(TimeSpan.FromHours(1));
        await _bench.ReachAsync(Desired());
        var certificate = await VerifiedAsync("www");
        Assert.Equal(intent.Intent.Serial.Hex, certificate.SerialNumber.ToLowerInvariant());
        Assert.Equal(intent.KeyHash, (await _bench.CertificateAsync("www")).Current!.KeyHash);
        await AssertSettledAsync(Desired());
    }

    private static DesiredBuilder Desired(Func<CertificateSpec, CertificateSpec>? with = null)
    {
        static AuthoritySpec Ec(AuthoritySpec spec) => spec with { KeyAlgorithm = KeyAlgorithm.EC_secp384r1 };
        var builder = new DesiredBuilder().Root("root", Ec).Subordinate("web", "root", spec => Ec(DesiredBuilder.Public(spec))).Embedded("zones", "shop.example").Files("edge", "/srv/edge");
        return builder.Validation("dns", with: spec => spec with { Provider = builder.ProviderId("zones") })
            .Certificate("www", "web", "www.shop.example *.www.shop.example", spec => Apply(with, spec with
            {
                KeyAlgorithm = KeyAlgorithm.EC_prime256v1,
                Validation = builder.ValidationId("dns"),
                Targets = [builder.TargetId("edge")],
            }));
    }

    private static CertificateSpec Apply(Func<CertificateSpec, CertificateSpec>? with, CertificateSpec spec) => with is null ? spec : with(spec);

    private async Task AssertSettledAsync(DesiredBuilder desired)
    {
        var planned = await _bench.PlanAsync(desired);
        Assert.Empty(planned.Plan.Changes);
        Assert.False(planned.HasWork);
    }

    /// <summary>The newest certificate, verified up to the root at the clock of the bench.</summary>
    private async Task<X509Certificate2> VerifiedAsync(string name)
    {
        var current = (await _bench.CertificateAsync(name)).Current!;
        var der = _bench.Store.Changes.OfType<StateChange.PutVersion>().Single(change => change.Version.Serial == current.Serial).Der;
        var authorities = await _bench.Store.ReadAuthorityCertificatesAsync(CancellationToken.None);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = _bench.Time.GetUtcNow().UtcDateTime;
        foreach (var ((id, _), authority) in authorities)
            (id.Name == "root" ? chain.ChainPolicy.CustomTrustStore : chain.ChainPolicy.ExtraStore).Add(X509CertificateLoader.LoadCertificate(authority));
        var certificate = X509CertificateLoader.LoadCertificate(der);
        Assert.True(chain.Build(certificate), string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation)));
        return certificate;
    }
}
