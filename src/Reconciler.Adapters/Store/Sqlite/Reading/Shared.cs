using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Sqlite.Reading;

/// <summary>What the rows of one reading share.</summary>
internal sealed class Shared
{
    private readonly Memo<ImmutableSortedDictionary<string, string>> _tags = new(StoredJson.ReadTags);
    private readonly Memo<KeyUsagePurpose[]> _usages = new(StoredText.ReadUsages);

    public Memo<ResourceId> Ids { get; } = new(StoredText.ReadId);

    public Memo<string> Texts { get; } = new(text => text);

    public Memo<CertificateSpec> CertificateSpecs { get; } = new(StoredJson.ReadCertificate);

    public Memo<TargetSpec> TargetSpecs { get; } = new(StoredJson.ReadTarget);

    public Memo<DnsProviderSpec> ProviderSpecs { get; } = new(StoredJson.ReadProvider);

    public ImmutableArray<KeyUsagePurpose> Usages(ReadOnlySpan<byte> utf8) => ImmutableCollectionsMarshal.AsImmutableArray(_usages.Read(utf8));

    public ImmutableSortedDictionary<string, string> Tags(Rows row, int column) =>
        row.IsNull(column) ? ImmutableSortedDictionary<string, string>.Empty : _tags.Read(row.Utf8(column));

    public string? OptionalText(Rows row, int column) => row.IsNull(column) ? null : Texts.Read(row.Utf8(column));
}
