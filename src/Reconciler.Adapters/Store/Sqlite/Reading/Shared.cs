using System.Collections.Immutable;
using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Sqlite.Reading;

/// <summary>What the rows of one reading share.</summary>
internal sealed class Shared
{
    public static ImmutableSortedDictionary<string, string> NoTags { get; } = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    public Memo<ResourceId> Ids { get; } = new(StoredText.ReadId);

    public Memo<string> Texts { get; } = new(text => text);

    public Memo<CertificateSpec> CertificateSpecs { get; } = new(StoredJson.ReadCertificate);

    public Memo<TargetSpec> TargetSpecs { get; } = new(StoredJson.ReadTarget);

    public Memo<DnsProviderSpec> ProviderSpecs { get; } = new(StoredJson.ReadProvider);

    public Memo<ImmutableSortedDictionary<string, string>> Tags { get; } = new(StoredJson.ReadTags);

    public Memo<ImmutableArray<KeyUsagePurpose>> Usages { get; } = new(StoredText.ReadUsages);
}
