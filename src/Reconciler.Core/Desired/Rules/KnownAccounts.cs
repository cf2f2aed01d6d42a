using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Desired.Rules;

/// <summary>Each unknown account and region is reported once, at the first document that names it.</summary>
[DiagnosticCodes]
internal static class KnownAccounts
{
    public static readonly DiagnosticCode UnknownAccount = new(
        "C063",
        Severity.Error,
        "account is not declared",
        "Only account default exists without a manifest. A mistyped account would otherwise be a new tenant with tokens and keys of its own: declare the account with a document of kind Account, or correct the name.");

    public static readonly DiagnosticCode UnknownRegion = new(
        "C064",
        Severity.Error,
        "region is not one of the account's",
        "A region has a key store of its own. The regions of an account are listed in its manifest; account default has region local as long as no manifest declares it.");

    public static void Check(DeclaredObjects declared, DiagnosticBag problems)
    {
        var places = new Dictionary<(string Account, string? Region), (DeclaredResource First, int Count)>();
        foreach (var resource in declared.UncheckedObjects)
        {
            var region = Unknown(declared, resource.Id);
            if (region is null) continue;
            var key = (resource.Id.Account, region.Length == 0 ? null : region);
            var (first, count) = places.GetValueOrDefault(key, (resource, 0));
            places[key] = (resource.Places.Document < first.Places.Document ? resource : first, count + 1);
        }

        foreach (var ((account, region), (first, count)) in places)
        {
            var others = count == 1 ? "" : $" ({count} documents name it)";
            if (region is null) ReportAccount(declared, problems, account, first, others);
            else ReportRegion(declared, problems, account, region, first, others);
        }
    }

    /// <summary>Null: known; empty: the account is unknown; else the region that is unknown.</summary>
    private static string? Unknown(DeclaredObjects declared, ResourceId id)
    {
        if (declared.MayStandUnread(id.Account)) return null;
        if (declared.Account(id.Account) is not { } account) return "";
        return id.Region is null || account.Regions.Contains(id.Region) ? null : id.Region;
    }

    private static void ReportAccount(DeclaredObjects declared, DiagnosticBag problems, string account, DeclaredResource first, string others)
    {
        var near = Suggestion.Nearest(account, declared.Accounts.Select(known => known.Id.Name).Append("default"));
        var help = near is null ? "declare it with a document of kind Account" : $"did you mean \"{near}\"?";
        problems.Add(UnknownAccount, $"account \"{account}\" is not declared{others}", first.Places.Of("metadata.account"), account.Length, help);
    }

    private static void ReportRegion(DeclaredObjects declared, DiagnosticBag problems, string account, string region, DeclaredResource first, string others)
    {
        var regions = declared.Account(account)!.Regions;
        var near = Suggestion.Nearest(region, regions);
        var help = near is null ? $"account \"{account}\" has: {string.Join(", ", regions)}" : $"did you mean \"{near}\"?";
        problems.Add(UnknownRegion, $"account \"{account}\" has no region \"{region}\"{others}", first.Places.Of("metadata.region"), region.Length, help);
    }
}
