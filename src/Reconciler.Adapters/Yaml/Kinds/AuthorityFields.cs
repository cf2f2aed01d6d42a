using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Types;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Field = Reconciler.Adapters.Yaml.Fields.FieldOf<Reconciler.Core.Desired.AuthoritySpec>;

namespace Reconciler.Adapters.Yaml.Kinds;

internal static class AuthorityFields
{
    private static readonly ListType<string> Domains = new(DomainType.Instance);
    private static readonly ListType<string> Networks = new(AddressTypes.Network);
    private static readonly WordType<KeyAlgorithm> Algorithm = KeyWords.Of(KeyAlgorithms.ForAuthorities);

    private static readonly FieldTable<AuthoritySpec> Table = new(
        Field.Optional("trust", new WordType<Trust>("trust", [("private", Trust.Private), ("public", Trust.Public)]), "Trust of what it issues; public means proof of control and CAA before every certificate.", (a, v) => a with { Trust = v }, "private"),
        Field.RequiredGroup("subject", "Subject of the authority's certificate.",
            Field.Required("commonName", TextTypes.Attribute, "Common name, as clients show it.", (a, v) => a with { Subject = a.Subject with { CommonName = v } }, "Corp Root"),
            Field.Optional("organization", TextTypes.Attribute, "Organization that runs it.", (a, v) => a with { Subject = a.Subject with { Organization = v } }, example: "Corp"),
            Field.Optional("country", TextTypes.Country, "Country of the organization.", (a, v) => a with { Subject = a.Subject with { Country = v } }, example: "SE")),
        Field.Group("key", "Key of the authority.",
            Field.Optional("algorithm", Algorithm, "Algorithm and size of the key pair.", (a, v) => a with { KeyAlgorithm = v }, "RSA_2048"),
            Field.Optional("storage", new KeyStorageType(), "Where the key lives.", (a, _) => a, "software")),
        Field.Optional("validity", ValueTypes.Period, "How long its certificate lives; default 10y for a root, 5y for a subordinate.", (a, v) => a with { Validity = Validity.For(v) }, example: "10y"),
        Field.Optional("notAfter", ValueTypes.Instant, "Last instant of its certificate, in place of validity.", (a, v) => a with { Validity = Validity.Until(v) }, example: "2036-01-01T00:00:00Z"),
        Field.Optional("parent", new ReferenceType(ResourceKind.CertificateAuthority), "The authority that signs a subordinate: a name, or region/name.", (a, v) => a with { Parent = v }, example: "corp-root"),
        Field.Optional("pathLength", new IntegerType(0, 16), "Authorities that may follow below; default none written for a root, 0 for a subordinate.", (a, v) => a with { PathLength = v }, example: "0"),
        Field.Group("nameConstraints", "Names that it may certify.",
            Field.Optional("permitted", Domains, "Domains, with all below them, that may be certified; empty means any.", (a, v) => a with { NameConstraints = a.NameConstraints with { Permitted = v } }, "[]", "[corp.example]"),
            Field.Optional("excluded", Domains, "Domains, with all below them, that may not be certified.", (a, v) => a with { NameConstraints = a.NameConstraints with { Excluded = v } }, "[]", "[lab.corp.example]"),
            Field.Optional("permittedIp", Networks, "Networks whose addresses may be certified; empty means any.", (a, v) => a with { NameConstraints = a.NameConstraints with { PermittedIp = v } }, "[]", "[10.0.0.0/8]"),
            Field.Optional("excludedIp", Networks, "Networks whose addresses may not be certified.", (a, v) => a with { NameConstraints = a.NameConstraints with { ExcludedIp = v } }, "[]", "[0.0.0.0/0]")),
        Field.Optional("mode", new WordType<AuthorityMode>("mode", [("general", AuthorityMode.General), ("short-lived", AuthorityMode.ShortLived)]), "short-lived issues for at most seven days and needs no revocation.", (a, v) => a with { Mode = v }, "general"),
        Field.Optional("state", new WordType<DesiredAuthorityState>("state", [("active", DesiredAuthorityState.Active), ("disabled", DesiredAuthorityState.Disabled)]), "A disabled authority issues nothing.", (a, v) => a with { State = v }, "active"),
        Field.Optional("caaIdentities", Domains, "CAA issuer domain names that mean this authority; needed with public trust.", (a, v) => a with { CaaIdentities = v }, "[]", "[ca.example.net]"),
        Field.Optional("profile", new WordType<IssuingProfile>("profile", [("classic", IssuingProfile.Classic), ("br", IssuingProfile.Br)]), "br adds the dated public rules of the Baseline Requirements.", (a, v) => a with { Profile = v }, "classic"),
        Field.Group("revocation", "How revocation is published.",
            Field.Optional("baseUrl", TextTypes.HttpUrl, "Where CRL and certificate can be fetched; certificates carry addresses below it. Left out, they carry none.", (a, v) => a with { Revocation = a.Revocation with { BaseUrl = v } }, example: "http://pki.corp.example"),
            Field.Optional("directory", FileTypes.Path, "Folder that CRL and certificate are written below; left out, the state folder.", (a, v) => a with { Revocation = a.Revocation with { Directory = v } }, example: "/srv/pki"),
            Field.Group("crl", "The revocation list.",
                Field.Optional("validity", ValueTypes.Period, "How long a list stays valid.", (a, v) => a with { Revocation = a.Revocation with { CrlValidity = v } }, "7d"),
                Field.Optional("partitions", new OnlyType<int>(new IntegerType(1, 4096), 1, "1"), "Lists that the certificates are spread over.", (a, _) => a, "1")),
            Field.Group("ocsp", "Answers to single questions.",
                Field.Optional("enabled", new OnlyType<bool>(ValueTypes.Boolean, false, "false"), "Whether questions are answered.", (a, _) => a, "false"),
                Field.Optional("validity", ValueTypes.Period, "How long an answer stays valid, once questions are answered.", (a, _) => a, "4d"))),
        Field.Group("issuance", "What it may issue.",
            Field.Optional("maxValidity", ValueTypes.Period, "Longest validity of a certificate.", (a, v) => a with { Issuance = a.Issuance with { MaxValidity = v } }, "395d"),
            Field.Optional("allowedDomains", Domains, "A name must be one of these or below one; empty means any.", (a, v) => a with { Issuance = a.Issuance with { AllowedDomains = v } }, "[]", "[corp.example]"),
            Field.Optional("allowedAlgorithms", new ListType<KeyAlgorithm>(Algorithm), "Key algorithms of certificates; empty means any.", (a, v) => a with { Issuance = a.Issuance with { AllowedAlgorithms = v } }, "[]", "[EC_prime256v1]"),
            Field.Unavailable("templates", "Templates for what a certificate may hold.")));

    public static KindDefinition<AuthoritySpec> Kind { get; } = new(
        ResourceKind.CertificateAuthority,
        "A private authority: a root, or a subordinate of one.",
        new ChoiceSpec<AuthoritySpec>(
            "type",
            "authority type",
            [
                Form("root", "Signs itself.", AuthorityType.Root, refused: ["parent"]),
                Form("subordinate", "Signed by another authority of the account.", AuthorityType.Subordinate, needed: ["parent"]),
            ],
            RefusedWord.Unavailable("external", "acme")),
        (id, places, spec) => new CertificateAuthority(id, places, spec));

    private static SpecVariant<AuthoritySpec, AuthoritySpec> Form(
        string word, string description, AuthorityType type, string[]? needed = null, string[]? refused = null) => new(
        word,
        description,
        Table,
        new AuthoritySpec
        {
            Type = type,
            Subject = new(""),
            Validity = Validity.For(Period.Parse(type == AuthorityType.Root ? "10y" : "5y")),
            PathLength = type == AuthorityType.Root ? null : 0,
        },
        Finish)
        {
            Needed = needed ?? [],
            Refused = refused ?? [],
            Alternatives = ValidityRule.Fields,
        };

    private static AuthoritySpec Finish(AuthoritySpec spec, DocumentBinding binding)
    {
        ValidityRule.Check(binding);
        if (spec.Type == AuthorityType.Subordinate && !binding.IsWritten("parent"))
            binding.ReportAt(FieldCodes.Parent, "type", "a subordinate authority needs a parent", "write parent: and the name of the authority that signs it");
        if (spec.Type == AuthorityType.Root && binding.IsWritten("parent"))
            binding.ReportAt(FieldCodes.Parent, "parent", "a root authority has no parent", "remove it, or write type: subordinate");
        return spec;
    }
}
