using System.Net;
using System.Text;
using Reconciler.Adapters.Yaml;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Tests.Yaml;

public sealed class ManifestReaderTests
{
    private const string Head = "apiVersion: reconciler/v1\n";

    private const string Small = Head + "kind: Certificate\nmetadata: { name: www }\nspec: { domains: [www.example.com], authority: corp }\n";

    [Fact(DisplayName = "a certificate with its head and two fields has every default")]
    public void SmallCertificate()
    {
        var certificate = Manifests.One<Certificate>(Small);
        Assert.Equal("default/local/certificate/www", certificate.Id.Text);
        Assert.Equal(["www.example.com"], certificate.Spec.Domains.Select(name => name.Value));
        Assert.Equal("default/local/authority/corp", certificate.Spec.Authority.Text);
        Assert.Equal("395d", certificate.Spec.Validity.Text);
        Assert.Equal([KeyUsagePurpose.ServerAuth], certificate.Spec.Usages.ToArray());
        Assert.False(certificate.Protect);
    }

    [Fact(DisplayName = "every field of a certificate is read")]
    public void WholeCertificate()
    {
        var certificate = Manifests.One<Certificate>(Head + """
            kind: Certificate
            metadata: { name: www, account: shop, region: us-east-1, tags: { team: web, "0": NO }, protect: true }
            spec:
              domains: [www.example.com, example.com, "*.example.com", www.example.com]
              authority: [first, eu-north-1/second]
              validation: public-dns
              key: { algorithm: EC_prime256v1, rotation: never }
              notAfter: 2036-01-01T01:00:00+01:00
              renewBefore: 8w
              usages: [clientAuth, serverAuth]
              targets: [edge, inner]
              exportable: true
              onRemove: revoke
              revoked: { reason: keyCompromise }
            """);
        var spec = certificate.Spec;
        Assert.Equal("shop/us-east-1/certificate/www", certificate.Id.Text);
        Assert.Equal(["www.example.com", "example.com", "*.example.com"], spec.Domains.Select(name => name.Value));
        Assert.Equal(["shop/us-east-1/authority/first", "shop/eu-north-1/authority/second"], spec.Authorities.Select(id => id.Text));
        Assert.Equal("shop/validation/public-dns", spec.Validation?.Text);
        Assert.Equal((KeyAlgorithm.EC_prime256v1, KeyRotation.Never), (spec.KeyAlgorithm, spec.Rotation));
        Assert.Equal("2036-01-01T00:00:00Z", spec.Validity.Text);
        Assert.Equal("8w", spec.RenewBefore.Text);
        Assert.Equal([KeyUsagePurpose.ClientAuth, KeyUsagePurpose.ServerAuth], spec.Usages.ToArray());
        Assert.Equal(["shop/us-east-1/target/edge", "shop/us-east-1/target/inner"], spec.Targets.Select(id => id.Text));
        Assert.True(spec.Exportable);
        Assert.Equal((RemovalPolicy.Revoke, RevocationReason.KeyCompromise), (spec.OnRemove, spec.Revoked));
        Assert.True(certificate.Protect);
        Assert.Equal([new("0", "NO"), new("team", "web")], certificate.Tags);
    }

    [Fact(DisplayName = "the places of fields are those of their values, list entries with their index, metadata by its whole path")]
    public void Places()
    {
        var certificate = Manifests.One<Certificate>("---\n" + Head + "kind: Certificate\nmetadata:\n  name: www\nspec:\n  domains:\n    - a.example.com\n    - b.example.com\n  authority: corp\n  key: { algorithm: RSA_2048 }\n");
        Assert.Equal("input.yaml:2:1", certificate.Places.Document.ToString());
        Assert.Equal("input.yaml:9:7", certificate.Places.Of("domains[1]").ToString());
        Assert.Equal("input.yaml:11:21", certificate.Places.Of("key.algorithm").ToString());
        Assert.Equal("input.yaml:5:9", certificate.Places.Of("metadata.name").ToString());
        Assert.Equal("input.yaml:10:14", certificate.Places.Of("authority[0]").ToString());
        Assert.False(certificate.Places.Has("validity"));
    }

    [Fact(DisplayName = "a list may be longer than the entries compared one by one")]
    public void LongList()
    {
        var names = string.Join(", ", Enumerable.Range(0, 40).Concat(Enumerable.Range(0, 40)).Select(i => $"n{i}.example.com"));
        var certificate = Manifests.One<Certificate>(Small.Replace("www.example.com", names, StringComparison.Ordinal));
        Assert.Equal(40, certificate.Spec.Domains.Length);
        Assert.True(certificate.Places.Has("domains[79]"));
    }

    [Fact(DisplayName = "a root lives ten years without path length, a subordinate five with path length 0")]
    public void AuthorityDefaults()
    {
        var root = Manifests.One<CertificateAuthority>(Head + "kind: CertificateAuthority\nmetadata: { name: root }\nspec: { type: root, subject: { commonName: Root } }\n").Spec;
        var sub = Manifests.One<CertificateAuthority>(
            Head + "kind: CertificateAuthority\nmetadata: { name: sub }\nspec: { type: subordinate, subject: { commonName: Sub }, parent: eu/root }\n").Spec;
        Assert.Equal(("10y", null, null), (root.Validity.Text, root.PathLength, root.Parent));
        Assert.Equal(("5y", 0, "default/eu/authority/root"), (sub.Validity.Text, sub.PathLength, sub.Parent?.Text));
        Assert.Equal((Trust.Private, KeyAlgorithm.RSA_2048), (sub.Trust, sub.KeyAlgorithm));
    }

    [Fact(DisplayName = "every field of an authority is read")]
    public void WholeAuthority()
    {
        var spec = Manifests.One<CertificateAuthority>(Head + """
            kind: CertificateAuthority
            metadata: { name: issuing }
            spec:
              type: subordinate
              trust: public
              subject: { commonName: Issuing, organization: Corp, country: SE }
              key: { algorithm: EC_secp521r1, storage: software }
              validity: 13mo
              parent: corp-root
              pathLength: 1
              nameConstraints: { permitted: [corp.example], excluded: [lab.corp.example], permittedIp: [10.0.0.0/8], excludedIp: ["2001:DB8::/32"] }
              mode: short-lived
              state: disabled
              caaIdentities: [ca.example.net]
              profile: br
              revocation: { baseUrl: "http://pki.corp.example/", directory: out/pki, crl: { validity: 3d, partitions: 1 }, ocsp: { enabled: false, validity: 4d } }
              issuance: { maxValidity: 90d, allowedDomains: [corp.example], allowedAlgorithms: [RSA_4096] }
            """).Spec;
        Assert.Equal("CN=Issuing, O=Corp, C=SE", spec.Subject.ToString());
        Assert.Equal((Trust.Public, KeyAlgorithm.EC_secp521r1, "13mo", 1), (spec.Trust, spec.KeyAlgorithm, spec.Validity.Text, spec.PathLength));
        Assert.Equal(["corp.example", "lab.corp.example", "10.0.0.0/8", "2001:db8::/32"],
            [.. spec.NameConstraints.Permitted, .. spec.NameConstraints.Excluded, .. spec.NameConstraints.PermittedIp, .. spec.NameConstraints.ExcludedIp]);
        Assert.Equal((AuthorityMode.ShortLived, DesiredAuthorityState.Disabled, IssuingProfile.Br), (spec.Mode, spec.State, spec.Profile));
        Assert.Equal(["ca.example.net"], spec.CaaIdentities.ToArray());
        Assert.Equal(("http://pki.corp.example", "out/pki", "3d"), (spec.Revocation.BaseUrl, spec.Revocation.Directory, spec.Revocation.CrlValidity.Text));
        Assert.Equal("90d", spec.Issuance.MaxValidity.Text);
        Assert.Equal(["corp.example"], spec.Issuance.AllowedDomains.ToArray());
        Assert.Equal([KeyAlgorithm.RSA_4096], spec.Issuance.AllowedAlgorithms.ToArray());
    }

    [Fact(DisplayName = "every field of an account is read, limits keeping the half that is not written")]
    public void WholeAccount()
    {
        var account = Manifests.One<Account>(Head + """
            kind: Account
            metadata: { name: shop }
            spec:
              regions: [eu-north-1, us-east-1]
              owners: [pki@example.com]
              validationSalt: 5f0c
              quotas: { certificates: 2500, namesPerCertificate: 100, requestsPerYear: 5000, authorities: 200 }
              limits: { revoke: { count: 5 }, remove: { percent: 20 }, replace: { count: 1, percent: 2 }, issue: { count: 300 } }
            """);
        Assert.Equal("shop/account/shop", account.Id.Text);
        Assert.Equal(["eu-north-1", "us-east-1"], account.Spec.Regions.ToArray());
        Assert.Equal(["pki@example.com"], account.Spec.Owners.ToArray());
        Assert.Equal("5f0c", account.Spec.ValidationSalt);
        Assert.Equal(new AccountQuotas { Certificates = 2500, NamesPerCertificate = 100, RequestsPerYear = 5000, Authorities = 200 }, account.Spec.Quotas);
        Assert.Equal(new AccountLimits { Revoke = new(5, 10), Remove = new(100, 20), Replace = new(1, 2), Issue = new() { Count = 300 } }, account.Spec.Limits);
    }

    [Fact(DisplayName = "every field of a validation method is read")]
    public void WholeValidationMethod()
    {
        var method = Manifests.One<ValidationMethod>(Head + """
            kind: ValidationMethod
            metadata: { name: dns }
            spec:
              method: dns
              zone: validations.example.net
              record: templates/my.scriban
              ttl: 60
              provider: corp-dns
              zoneProvider: corp-dns
              observe: cname
              resolvers: [embedded, 127.0.0.1, "[::1]:5353"]
              agree: 2
              timeout: 24h
            """).Spec;
        Assert.Equal(("validations.example.net", "templates/my.scriban", 60), (method.Zone, method.Record, method.Ttl));
        Assert.Equal(("default/provider/corp-dns", "default/provider/corp-dns"), (method.Provider?.Text, method.ZoneProvider?.Text));
        Assert.Equal(["embedded", "127.0.0.1:53", "[::1]:5353"], method.Resolvers.Select(resolver => resolver.ToString()));
        Assert.Equal((ProofSubject.Cname, 2, "24h"), (method.Observe, method.Agree, method.Timeout.Text));
    }

    [Fact(DisplayName = "targets and providers are read by their type")]
    public void TargetsAndProviders()
    {
        var reading = Manifests.Read(
            Head + "kind: Target\nmetadata: { name: edge }\nspec: { type: files, accepts: [public, imported], files: { directory: /etc/ssl, layout: bundle, owner: root, mode: \"0640\", reload: [systemctl, reload, nginx] } }\n---\n"
            + Head + "kind: DnsProvider\nmetadata: { name: own }\nspec: { type: embedded, zones: [shop.example], listen: 127.0.0.1:5353 }\n---\n"
            + Head + "kind: DnsProvider\nmetadata: { name: file }\nspec: { type: zone-file, zones: [a.example], file: zones/a.db, reload: [rndc, reload] }\n");
        Assert.Empty(reading.Diagnostics);
        var files = Assert.IsType<TargetSpec.Files>(Assert.IsType<Target>(reading.Resources[0]).Spec);
        Assert.Equal(("/etc/ssl", FilesLayout.Bundle, "root", AcceptedKinds.Public | AcceptedKinds.Imported), (files.Directory, files.Layout, files.Owner, files.Accepts));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, files.Mode);
        Assert.Equal(["systemctl", "reload", "nginx"], files.Reload.ToArray());
        var embedded = Assert.IsType<DnsProviderSpec.Embedded>(Assert.IsType<DnsProvider>(reading.Resources[1]).Spec);
        Assert.Equal(IPEndPoint.Parse("127.0.0.1:5353"), embedded.Listen);
        var zoneFile = Assert.IsType<DnsProviderSpec.ZoneFile>(Assert.IsType<DnsProvider>(reading.Resources[2]).Spec);
        Assert.Equal("zones/a.db", zoneFile.File);
        Assert.Equal(["rndc", "reload"], zoneFile.Reload.ToArray());
    }

    [Fact(DisplayName = "a document without a region lives in its account's first one")]
    public void FirstRegion()
    {
        var certificate = Manifests.One<Certificate>(Small.Replace("name: www", "name: www, account: shop", StringComparison.Ordinal));
        Assert.Equal("shop/eu-north-1/certificate/www", certificate.Id.Text);
    }

    [Fact(DisplayName = "an account nobody declares is left for the rules to report")]
    public void UndeclaredAccount() =>
        Assert.Equal("gone/local/certificate/www", Manifests.One<Certificate>(Small.Replace("name: www", "name: www, account: gone", StringComparison.Ordinal)).Id.Text);

    [Fact(DisplayName = "parsing tells the first regions that a file declares, even where its accounts hold errors")]
    public void DeclaredAccounts()
    {
        var manifest = new YamlManifestReader().Parse("a.yaml", Encoding.UTF8.GetBytes(
            Small + "---\n" + Head + "kind: Account\nmetadata: { name: shop }\nspec: { regions: [eu, us], wrong: field }\n---\n" + Head + "kind: Account\nmetadata: { name: No }\nspec: { regions: [eu] }\n"));
        Assert.Equal(3, manifest.DocumentCount);
        Assert.Equal([("shop", "eu")], manifest.Accounts);
    }

    [Fact(DisplayName = "CR LF, empty documents and comments change nothing but are counted in lines")]
    public void LineEnds()
    {
        var reading = Manifests.Read(("---\n---\n" + Small + "---\n...\n# nothing\n---\n" + Small.Replace("corp", "Corp", StringComparison.Ordinal)).Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Equal("default/local/certificate/www", Assert.Single(reading.Resources).Id.Text);
        Assert.Equal("input.yaml:14:48", Assert.Single(reading.Diagnostics).Location.ToString());
    }

    [Fact(DisplayName = "a manifest may have 1 MiB and not one byte more")]
    public void LargestManifest()
    {
        var content = new byte[1 << 20];
        content.AsSpan().Fill((byte)'#');
        Encoding.UTF8.GetBytes(Small).CopyTo(content, 0);
        Assert.Single(Manifests.Read(content).Resources);
        var diagnostic = Assert.Single(Manifests.Read([.. content, (byte)'#']).Diagnostics);
        Assert.Equal("C001", diagnostic.Code.Id);
        Assert.Contains("1048576", diagnostic.Message, StringComparison.Ordinal);
    }
}
