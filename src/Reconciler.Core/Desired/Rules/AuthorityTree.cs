using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Desired.Rules;

/// <summary>That parents lead to a root, and in few steps.</summary>
[DiagnosticCodes]
internal static class AuthorityTree
{
    public static readonly DiagnosticCode Cycle = new(
        "C067",
        Severity.Error,
        "authorities are each other's parents",
        "The parents of a subordinate authority must end at a root. A circle has no beginning and nothing in it can ever be issued.");

    public static readonly DiagnosticCode TooDeep = new(
        "C097",
        Severity.Error,
        "authority too far below its root",
        "More than 8 authorities stand above this one. Clients refuse long chains, and every certificate would carry all of them.");

    /// <summary>Authorities in a chain, the root included.</summary>
    private const int MaxChain = 9;

    /// <summary>The authority and what stands above it, nearest first; stops at a missing parent and after <see cref="MaxChain"/>, so a circle ends too.</summary>
    public static IEnumerable<CertificateAuthority> Chain(DeclaredObjects declared, CertificateAuthority authority)
    {
        var current = authority;
        for (var count = 1; ; count++)
        {
            yield return current;
            if (count == MaxChain || !declared.TryFind<CertificateAuthority>(current.Spec.Parent, out var parent)) yield break;
            current = parent;
        }
    }

    public static void Check(DeclaredObjects declared, DiagnosticBag problems)
    {
        // Length of the chain of every authority looked at: 0 while it is on the path being followed or leads into a circle.
        var lengths = new Dictionary<ResourceId, int>();
        foreach (var authority in declared.Authorities)
        {
            var path = new List<CertificateAuthority>();
            var length = 0;
            for (CertificateAuthority? current = authority; current is not null; current = declared.TryFind<CertificateAuthority>(current.Spec.Parent, out var parent) ? parent : null)
            {
                if (lengths.TryGetValue(current.Id, out length))
                {
                    if (path.FindIndex(member => member.Id == current.Id) is var start and >= 0) ReportCycle(path[start..], problems);
                    break;
                }

                lengths.Add(current.Id, 0);
                path.Add(current);
            }

            if (length == 0 && path.Count > 0 && declared.TryFind<CertificateAuthority>(path[^1].Spec.Parent, out _)) continue;
            for (var i = path.Count - 1; i >= 0; i--)
            {
                lengths[path[i].Id] = ++length;
                if (length > MaxChain) ReportDepth(path[i], length, problems);
            }
        }
    }

    private static void ReportCycle(List<CertificateAuthority> cycle, DiagnosticBag problems)
    {
        var first = cycle.MinBy(member => member.Id)!;
        var from = cycle.IndexOf(first);
        var names = cycle[from..].Concat(cycle[..from]).Append(first).Take(10).Select(member => member.Id.Name);
        problems.Add(
            Cycle,
            $"the parents of {first.Id.Short} lead back to it: {string.Join(" -> ", names)}",
            first.Places.Of("parent"),
            first.Spec.Parent!.Name.Length,
            "give one of them a parent that leads to a root",
            [.. cycle.Where(member => member != first).Take(10).Select(member => new RelatedPlace(member.Places.Of("parent"), "also in the circle"))]);
    }

    private static void ReportDepth(CertificateAuthority authority, int length, DiagnosticBag problems) => problems.Add(
        TooDeep,
        $"{authority.Id.Short} stands {length - 1} authorities below its root, more than {MaxChain - 1}",
        authority.Places.Of("parent"),
        authority.Spec.Parent!.Name.Length,
        "choose a parent nearer to the root");
}
