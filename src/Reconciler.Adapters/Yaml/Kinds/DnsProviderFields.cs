using Reconciler.Adapters.Yaml.Types;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Embedded = Reconciler.Core.Desired.DnsProviderSpec.Embedded;
using EmbeddedField = Reconciler.Adapters.Yaml.Fields.FieldOf<Reconciler.Core.Desired.DnsProviderSpec.Embedded>;
using ZoneFile = Reconciler.Core.Desired.DnsProviderSpec.ZoneFile;
using ZoneFileField = Reconciler.Adapters.Yaml.Fields.FieldOf<Reconciler.Core.Desired.DnsProviderSpec.ZoneFile>;

namespace Reconciler.Adapters.Yaml.Kinds;

internal static class DnsProviderFields
{
    private static readonly ListType<string> Zones = new(DomainType.Instance, least: 1);

    public static KindDefinition<DnsProviderSpec> Kind { get; } = new(
        ResourceKind.DnsProvider,
        "A place where DNS records can be written.",
        new ChoiceSpec<DnsProviderSpec>(
            "type",
            "provider type",
            [
                new SpecVariant<DnsProviderSpec, Embedded>("embedded", "The program's own authoritative server.", new(
                    EmbeddedField.Required("zones", Zones, "Zones that it answers for.", (p, v) => p with { Zones = v }, "[shop.example]"),
                    EmbeddedField.Optional("listen", AddressTypes.Endpoint, "Where it listens; port 0 is any free one.", (p, v) => p with { Listen = v }, "127.0.0.1:0")),
                    new Embedded { Zones = [] }),
                new SpecVariant<DnsProviderSpec, ZoneFile>("zone-file", "A zone in a master file, of which a marked block is written.", new(
                    ZoneFileField.Required("zones", Zones, "Zones that the file holds.", (p, v) => p with { Zones = v }, "[example.com]"),
                    ZoneFileField.Required("file", FileTypes.Path, "The master file; a relative path starts from the repository's root.", (p, v) => p with { File = v }, "/var/lib/named/example.com.db"),
                    ZoneFileField.Optional("reload", TextTypes.Command, "Program and arguments to run when the file changed.", (p, v) => p with { Reload = v }, example: "[rndc, reload, example.com]")),
                    new ZoneFile { Zones = [], File = "" }),
            ],
            RefusedWord.Unavailable("rfc2136", "powerdns", "route53", "cloudflare", "git")),
        (id, places, spec) => new DnsProvider(id, places, spec));
}
