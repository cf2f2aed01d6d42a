using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Reporting;

/// <summary>Which objects are asked for; what is null or empty lets everything pass.</summary>
public sealed record ObjectQuery
{
    public const int DefaultPage = 100;

    public const int LargestPage = 500;

    /// <summary>Every word that an object's status can have, in ordinal order.</summary>
    public static ImmutableArray<string> Statuses { get; } =
    [
        .. Enum.GetValues<CertificateStatus>().Select(status => status.Word())
            .Union(Enum.GetValues<AuthorityStatus>().Select(status => status.Word()))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Word of the kind.</summary>
    public string? Kind { get; init; }

    public string? Account { get; init; }

    public string? Region { get; init; }

    public string? Status { get; init; }

    /// <summary>All of them; a null value lets any value pass.</summary>
    public ImmutableArray<(string Key, string? Value)> Tags { get; init; } = [];

    /// <summary>Objects of a page, from 1 to <see cref="LargestPage"/>.</summary>
    public int Limit { get; init; } = DefaultPage;

    /// <summary>The page begins behind it, whether or not it still exists; null: with the first.</summary>
    public ResourceId? After { get; init; }

    internal bool Allows(ResourceId id) =>
        (Kind is null || id.Kind.Word() == Kind) && (Account is null || id.Account == Account) && (Region is null || id.Region == Region);

    internal bool Allows(ObjectRow row)
    {
        if (Status is not null && row.Status?.Status != Status) return false;
        foreach (var (key, value) in Tags)
        {
            if (!row.Tags.TryGetValue(key, out var found) || (value is not null && value != found)) return false;
        }

        return true;
    }
}
