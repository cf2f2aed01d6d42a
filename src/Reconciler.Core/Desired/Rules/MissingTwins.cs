using System.Collections.Immutable;
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
        var candidates = EveryCore.Gather<Certificate, Candidate>(LosesName(declared.Before) ? declared.Certificates : declared.Unchecked(Missing), AddCandidates);
        if (candidates.Count == 0) return;
        var covered = Covered(declared, candidates);
        var reported = new HashSet<(string Account, string Twin)>();
        foreach (var (certificate, index, twin) in candidates)
        {
            if (IsCovered(twin, covered[certificate.Id.Account]) || !reported.Add((certificate.Id.Account, twin))) continue;
            var name = certificate.Spec.Domains[index];
            var message = $"\"{name}\" is there, but no certificate covers \"{twin}\"";
            problems.Add(Missing, message, certificate.Places.Of($"domains[{index}]"), name.Value.Length, $"add \"{twin}\" if people reach it too");
        }
    }

    /// <summary>A name is gone, so that another certificate's may miss its twin now.</summary>
    private static bool LosesName(CheckedBefore? before)
    {
        if (before is null || before.Removed.IsEmpty) return false;
        var names = before.Added.Where(IsLive).SelectMany(Names).ToHashSet();
        return !before.Removed.Where(IsLive).SelectMany(Names).All(names.Contains);
    }

    private static bool IsLive(Certificate certificate) => certificate.Spec.Revoked is null;

    private static IEnumerable<(string Account, string Name)> Names(Certificate certificate) => certificate.Spec.Domains.Select(name => (certificate.Id.Account, name.Value));

    /// <summary>Most certificates hold both names: of these nothing more need be asked.</summary>
    private static void AddCandidates(Certificate certificate, List<Candidate> candidates)
    {
        if (!IsLive(certificate)) return;
        var domains = certificate.Spec.Domains;
        for (var i = 0; i < domains.Length; i++)
        {
            if (!HoldsTwin(domains, domains[i].Value) && TwinOf(domains[i]) is { } twin) candidates.Add(new(certificate, i, twin));
        }
    }

    private static bool HoldsTwin(ImmutableArray<DnsName> domains, string name)
    {
        var isWww = name.StartsWith(Www, StringComparison.Ordinal);
        foreach (var domain in domains)
        {
            var other = domain.Value;
            if (other.Length != name.Length + (isWww ? -Www.Length : Www.Length)) continue;
            if (isWww ? name.EndsWith(other, StringComparison.Ordinal) : other.StartsWith(Www, StringComparison.Ordinal) && other.EndsWith(name, StringComparison.Ordinal)) return true;
        }

        return false;
    }

    /// <summary>By account, those names of its certificates that cover the twin of a candidate, or would.</summary>
    private static Dictionary<string, HashSet<string>> Covered(DeclaredObjects declared, List<Candidate> candidates)
    {
        var wanted = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var (certificate, _, twin) in candidates)
        {
            if (!wanted.TryGetValue(certificate.Id.Account, out var names)) wanted.Add(certificate.Id.Account, names = new(StringComparer.Ordinal));
            names.Add(twin);
            if (DomainText.Parent(twin) is { } parent) names.Add("*." + parent);
        }

        var covered = wanted.Keys.ToDictionary(account => account, _ => new HashSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var certificate in declared.Certificates)
        {
            if (!IsLive(certificate) || !wanted.TryGetValue(certificate.Id.Account, out var names)) continue;
            foreach (var name in certificate.Spec.Domains)
            {
                if (names.Contains(name.Value)) covered[certificate.Id.Account].Add(name.Value);
            }
        }

        return covered;
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

    private readonly record struct Candidate(Certificate Certificate, int Index, string Twin);
}
