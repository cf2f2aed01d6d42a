using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Types;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Field = Reconciler.Adapters.Yaml.Fields.FieldOf<Reconciler.Core.Desired.CertificateSpec>;

namespace Reconciler.Adapters.Yaml.Kinds;

internal static class CertificateFields
{
    private static readonly WordType<KeyUsagePurpose> Usage = new(
        "usage",
        [("serverAuth", KeyUsagePurpose.ServerAuth), ("clientAuth", KeyUsagePurpose.ClientAuth)],
        [.. new[] { "codeSigning", "emailProtection", "timeStamping", "OCSPSigning", "anyExtendedKeyUsage" }
            .Select(word => new RefusedWord(word, FieldCodes.Declined, "is not offered: certificates are for TLS servers and clients"))]);

    private static readonly WordType<RevocationReason> Reason = new(
        "revocation reason",
        [.. Enum.GetValues<RevocationReason>().Select(reason => (reason.Word(), reason))],
        [.. new[] { "certificateHold", "removeFromCRL" }.Select(word => new RefusedWord(word, FieldCodes.Declined, "is not offered: revocation is for good"))]);

    public static KindDefinition<CertificateSpec> Kind { get; } = new(
        ResourceKind.Certificate,
        "A certificate: its names, who issues it, where it goes.",
        new PlainSpec<CertificateSpec>(new SpecVariant<CertificateSpec, CertificateSpec>("", "", new(
            Field.Required("domains", new ListType<DnsName>(CertificateNameType.Instance, Repeats.Folded, least: 1), "Names, the first being the common name where it fits; a wildcard is one whole left-most label.", (c, v) => c with { Domains = v }, "[www.example.com, example.com]"),
            Field.Required("authority", new ListType<ResourceId>(new ReferenceType(ResourceKind.CertificateAuthority), least: 1, orSingle: true), "The authority that issues it, or several in order of preference; region/name for one of another region.", (c, v) => c with { Authorities = v }, "corp-issuing"),
            Field.Optional("validation", new ReferenceType(ResourceKind.ValidationMethod), "How control of the names is proved; needed for public trust, refused for private.", (c, v) => c with { Validation = v }, example: "public-dns"),
            Field.Unavailable("validationDomains", "Superdomains whose mailboxes are asked, by name."),
            Field.Group("key", "The key pair that is made for it.",
                Field.Optional("algorithm", KeyWords.Of(KeyAlgorithms.ForCertificates), "Algorithm and size of the key pair.", (c, v) => c with { KeyAlgorithm = v }, "RSA_2048"),
                Field.Optional("rotation", new WordType<KeyRotation>("key rotation", [("always", KeyRotation.Always), ("never", KeyRotation.Never)]), "Whether a renewal makes a new key pair.", (c, v) => c with { Rotation = v }, "always")),
            Field.Optional("validity", ValueTypes.Period, "How long it lives.", (c, v) => c with { Validity = Validity.For(v) }, "395d"),
            Field.Optional("notAfter", ValueTypes.Instant, "Its last instant, in place of validity.", (c, v) => c with { Validity = Validity.Until(v) }, example: "2036-01-01T00:00:00Z"),
            Field.Optional("renewBefore", ValueTypes.Period, "How long before its end renewal may start, at most a third of its life.", (c, v) => c with { RenewBefore = v }, "60d"),
            Field.Optional("usages", new ListType<KeyUsagePurpose>(Usage, least: 1), "What it may be used for; clientAuth with private trust only.", (c, v) => c with { Usages = v }, "[serverAuth]"),
            Field.Optional("targets", new ListType<ResourceId>(new ReferenceType(ResourceKind.Target)), "Targets that serve it.", (c, v) => c with { Targets = v }, "[]", "[edge]"),
            Field.Optional("exportable", ValueTypes.Boolean, "Whether a public one may be exported with its key; private ones always may.", (c, v) => c with { Exportable = v }, "false"),
            Field.Optional("onRemove", new WordType<RemovalPolicy>("removal policy", [("retire", RemovalPolicy.Retire), ("revoke", RemovalPolicy.Revoke)]), "What becomes of it when its manifest is taken away.", (c, v) => c with { OnRemove = v }, "retire"),
            Field.Group("revoked", "Revokes every unexpired version for good.",
                Field.Required("reason", Reason, "Why, in the words of RFC 5280, section 5.3.1.", (c, v) => c with { Revoked = v }, "keyCompromise")),
            Field.Unavailable("import", "A certificate of a third party, with chain and key.")),
            new CertificateSpec { Domains = [], Authorities = [] },
            Finish)
        { Alternatives = ValidityRule.Fields }),
        (id, places, spec) => new Certificate(id, places, spec));

    private static CertificateSpec Finish(CertificateSpec spec, DocumentBinding binding)
    {
        ValidityRule.Check(binding);
        return spec;
    }
}
