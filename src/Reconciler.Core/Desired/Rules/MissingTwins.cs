using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Desired.Rules;

/// <summary>Row NAM-03: <c>www.x</c> and <c>x</c> do not cover each other, but people type both.</summary>
[DiagnosticCodes]
internal static class MissingTwins
{
    public static readonly DiagnosticCode Missing = new(
        "C133",
        Severity.Warning,
        "likely twin of a name is missing",
        "A certificate for www.example.com does not serve example.com, nor the other way round, and visitors type both. No certificate of the account covers the twin.");

    private const string Www = "www.";

    public static void Check(DeclaredObjects declared, DiagnosticBag problems)
    {
        foreach (var account in declared.Certificates.Where(certificate => certificate.Spec.Revoked is null).GroupBy(certificate => certificate.Id.Account, StringComparer.Ordinal))
        {
            var covered = account.SelectMany(certificate => certificate.Spec.Domains).Select(name => name.Value).ToHashSet(StringComparer.Ordinal);
            var reported = new HashSet<string>(StringComparer.Ordinal);
            foreach (var certificate in account)
            {
                for (var i = 0; i < certificate.Spec.Domains.Length; i++)
                {
                    var name = certificate.Spec.Domains[i];
                    if (TwinOf(name) is not { } twin || IsCovered(twin, covered) || !reported.Add(twin)) continue;
                    var message = $"\"{name}\" is there, but no certificate covers \"{twin}\"";
                    problems.Add(Missing, message, certificate.Places.Of($"domains[{i}]"), name.Value.Length, $"add \"{twin}\" if people reach it too");
                }
            }
        }
    }

    /// <summary>Null where nobody expects one: wildcards, hosts below a registered domain, and <c>www</c> right below a public suffix.</summary>
    private static string? TwinOf(DnsName name)
    {
        if (name.IsWildcard || !name.Value.Contains('.', StringComparison.Ordinal)) return null;
        if (name.Value.StartsWith(Www, StringComparison.Ordinal)) return PublicSuffixes.IsPublicSuffix(name.Value[Www.Length..]) ? null : name.Value[Www.Length..];
        return PublicSuffixes.RegisteredDomain(name.Value)?.Length == name.Value.Length ? Www + name.Value : null;
    }

    private static bool IsCovered(string name, HashSet<string> covered) =>
        covered.Contains(name) || (DomainText.Parent(name) is { } parent && covered.Contains("*." + parent));
}
