using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Desired.Rules;

/// <summary>Row GEN-06, as far as the repository alone can tell.</summary>
[DiagnosticCodes]
internal static class Quotas
{
    public static readonly DiagnosticCode Names = new(
        "C084",
        Severity.Error,
        "too many names in one certificate",
        "A certificate holds at most as many names as quotas.namesPerCertificate of its account says: 10 unless written, never more than 100.");

    public static readonly DiagnosticCode Certificates = new(
        "C095",
        Severity.Error,
        "too many certificates in one account",
        "The account's quotas.certificates bounds how many certificates the repository may declare for it.");

    public static readonly DiagnosticCode Authorities = new(
        "C096",
        Severity.Error,
        "too many authorities in one account",
        "The account's quotas.authorities bounds how many authorities the repository may declare for it.");

    private const int MostNames = 100;

    public static void Check(DeclaredObjects declared, DiagnosticBag problems)
    {
        foreach (var certificate in declared.Unchecked(Names))
        {
            var quota = Math.Min((declared.Account(certificate.Id.Account) ?? AccountSpec.Undeclared).Quotas.NamesPerCertificate, MostNames);
            var count = certificate.Spec.Domains.Length;
            if (count <= quota) continue;
            var help = quota < MostNames ? "split the certificate, or raise quotas.namesPerCertificate of the account (at most 100)" : "split the certificate";
            problems.Add(Names, $"{certificate.Id.Short} has {count} names, more than the quota of {quota}", certificate.Places.Of($"domains[{quota}]"), 0, help);
        }

        CheckCount(declared, declared.Certificates, quotas => quotas.Certificates, Certificates, "certificates", problems);
        CheckCount(declared, declared.Authorities, quotas => quotas.Authorities, Authorities, "authorities", problems);
    }

    private static void CheckCount(
        DeclaredObjects declared, IEnumerable<DeclaredResource> resources, Func<AccountQuotas, int?> quotaOf, DiagnosticCode code, string plural, DiagnosticBag problems)
    {
        if (declared.Accounts.All(account => quotaOf(account.Spec.Quotas) is null)) return;
        var counts = resources.CountBy(resource => resource.Id.Account, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        foreach (var account in declared.Accounts)
        {
            if (quotaOf(account.Spec.Quotas) is not { } quota || counts.GetValueOrDefault(account.Id.Name) is var count && count <= quota) continue;
            problems.Add(code, $"account \"{account.Id.Name}\" declares {count} {plural}, more than the quota of {quota}", account.Places.Of($"quotas.{plural}"), 0, $"raise quotas.{plural}, or take some away");
        }
    }
}
