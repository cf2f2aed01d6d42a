using System.Net;
using System.Text.Json.Serialization;
using Reconciler.Core.Desired;

namespace Reconciler.Adapters.Store.Shapes;

/// <summary>A DNS provider's spec as stored; <c>type</c> says which one it is.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Embedded), "embedded")]
[JsonDerivedType(typeof(ZoneFile), "zone-file")]
internal abstract record ProviderShape(IReadOnlyList<string> Zones)
{
    public static ProviderShape Of(DnsProviderSpec spec) => spec switch
    {
        DnsProviderSpec.Embedded embedded => new Embedded(spec.Zones, embedded.Listen.ToString()),
        DnsProviderSpec.ZoneFile file => new ZoneFile(spec.Zones, file.File, file.Reload.IsEmpty ? null : file.Reload),
        _ => throw new ArgumentException($"{spec.GetType().Name} has no stored form", nameof(spec)),
    };

    public abstract DnsProviderSpec ToSpec();

    internal sealed record Embedded(IReadOnlyList<string> Zones, string Listen) : ProviderShape(Zones)
    {
        public override DnsProviderSpec ToSpec() => new DnsProviderSpec.Embedded { Zones = [.. Zones], Listen = IPEndPoint.Parse(Listen) };
    }

    internal sealed record ZoneFile(IReadOnlyList<string> Zones, string File, IReadOnlyList<string>? Reload = null) : ProviderShape(Zones)
    {
        public override DnsProviderSpec ToSpec() => new DnsProviderSpec.ZoneFile { Zones = [.. Zones], File = File, Reload = [.. Reload ?? []] };
    }
}
