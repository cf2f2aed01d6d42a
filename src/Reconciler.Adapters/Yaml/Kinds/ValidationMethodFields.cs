using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Types;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Field = Reconciler.Adapters.Yaml.Fields.FieldOf<Reconciler.Core.Desired.ValidationMethodSpec>;

namespace Reconciler.Adapters.Yaml.Kinds;

internal static class ValidationMethodFields
{
    private static readonly ReferenceType Provider = new(ResourceKind.DnsProvider);

    public static KindDefinition<ValidationMethodSpec> Kind { get; } = new(
        ResourceKind.ValidationMethod,
        "How control of names is proved.",
        new ChoiceSpec<ValidationMethodSpec>(
            "method",
            "validation method",
            [new SpecVariant<ValidationMethodSpec, ValidationMethodSpec>("dns", "One CNAME for each domain, leading to a TXT record in the validation zone.", new(
                Field.Required("zone", DomainType.Instance, "The validation zone.", (m, v) => m with { Zone = v }, "validations.example.net"),
                Field.Optional("record", new RecordTemplateType(), "Template that renders the record: a built-in name, or a path below templates/.", (m, v) => m with { Record = v }, "acm-cname", "templates/my.scriban"),
                Field.Optional("ttl", new IntegerType(30, 86_400), "Seconds that the record may be kept.", (m, v) => m with { Ttl = v }, "300"),
                Field.Optional("provider", Provider, "Writes the CNAME; left out, people do.", (m, v) => m with { Provider = v }, example: "corp-dns"),
                Field.Optional("zoneProvider", Provider, "Writes the TXT record; left out, the program's own server answers for the zone.", (m, v) => m with { ZoneProvider = v }, example: "corp-dns"),
                Field.Optional("observe", new WordType<ProofSubject>("subject of proof", [("txt", ProofSubject.Txt), ("cname", ProofSubject.Cname)]), "What is looked for; cname where nobody can write the zone.", (m, v) => m with { Observe = v }, "txt"),
                Field.Optional("resolvers", new ListType<DnsResolver>(AddressTypes.Resolver, least: 1), "Who is asked; left out, embedded where the provider is, else the authoritative servers.", (m, v) => m with { Resolvers = v }, example: "[127.0.0.1:5353]"),
                Field.Optional("agree", new IntegerType(1, 100), "How many resolvers must see the record; left out, all.", (m, v) => m with { Agree = v }, example: "2"),
                Field.Optional("timeout", ValueTypes.Period, "How long to wait for the record.", (m, v) => m with { Timeout = v }, "72h")),
                new ValidationMethodSpec { Zone = "" },
                Finish)],
            [
                .. RefusedWord.Unavailable("email"),
                new RefusedWord("http", FieldCodes.Declined, "is not offered: control of a name is proved by DNS"),
            ]),
        (id, places, spec) => new ValidationMethod(id, places, spec));

    private static ValidationMethodSpec Finish(ValidationMethodSpec spec, DocumentBinding binding)
    {
        if (spec.Agree > spec.Resolvers.Length && spec.Resolvers.Length > 0)
            binding.ReportAt(FieldCodes.BadNumber, "agree", $"{spec.Agree} resolvers cannot agree where {spec.Resolvers.Length} are asked");
        return spec;
    }
}
