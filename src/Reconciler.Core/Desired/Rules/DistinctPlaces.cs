using System.Collections.Immutable;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Desired.Rules;

/// <summary>One file for one certificate: what two certificates or two targets would write to one place is refused.</summary>
[DiagnosticCodes]
internal static class DistinctPlaces
{
    public static readonly DiagnosticCode Clash = new(
        "C087",
        Severity.Error,
        "two certificates for one file",
        "A files target places each certificate under its name: <directory>/<name>/, or <directory>/<name>.pem, .p12 or .jks. Two certificates of one name, or one on two targets, cannot share a directory, nor can a target's directory lie inside what another places, since each would overwrite the other.");

    public static void Check(DeclaredObjects declared, DiagnosticBag problems)
    {
        var directories = new Dictionary<Target, string>(ReferenceEqualityComparer.Instance);
        foreach (var target in declared.Targets)
        {
            if (target.Spec is TargetSpec.Files files) directories.Add(target, Normalize(files.Directory));
        }

        var placed = Place(declared, directories, problems);
        foreach (var (target, directory) in directories)
        {
            for (var folder = directory; folder is not null; folder = Above(folder))
            {
                if (!placed.TryGetValue(folder, out var placement)) continue;
                var message = $"the directory of {target.Id.Short} is inside \"{folder}\", where {placement.Certificate.Id.Short} is placed";
                problems.Add(Clash, message, target.Places.Of("files.directory"), 0, "choose another directory", new RelatedPlace(placement.At, "placed by this"));
                break;
            }
        }
    }

    private static Dictionary<string, Placement> Place(DeclaredObjects declared, Dictionary<Target, string> directories, DiagnosticBag problems)
    {
        var placed = new Dictionary<string, Placement>(StringComparer.Ordinal);
        foreach (var certificate in Placeable(declared))
        {
            for (var i = 0; i < certificate.Spec.Targets.Length; i++)
            {
                if (!declared.TryFind<Target>(certificate.Spec.Targets[i], out var target) || !directories.TryGetValue(target, out var directory)) continue;
                var path = $"{directory}{(directory.EndsWith('/') || directory.Length == 0 ? "" : "/")}{FileName(certificate, (TargetSpec.Files)target.Spec)}";
                var placement = new Placement(certificate, target, i);
                if (placed.TryAdd(path, placement)) continue;
                var other = placed[path];
                problems.Add(
                    Clash,
                    $"{certificate.Id.Short} on {target.Id.Short} and {other.Certificate.Id.Short} on {other.Target.Id.Short} would both be \"{path}\"",
                    placement.At,
                    target.Id.Name.Length,
                    "give the targets directories of their own",
                    new RelatedPlace(other.At, "the other"));
            }
        }

        return placed;
    }

    /// <summary>
    /// Those that may clash, by identity. A name holds no dot and no slash, so that certificates of different names are never one file: where what was there before
    /// did not clash, those that were added and their namesakes are enough.
    /// </summary>
    private static ImmutableArray<Certificate> Placeable(DeclaredObjects declared)
    {
        if (declared.Before is not { } before) return declared.Certificates;
        var names = before.Added.Where(certificate => !certificate.Spec.Targets.IsEmpty).Select(certificate => certificate.Id.Name).ToHashSet(StringComparer.Ordinal);
        return names.Count == 0 ? [] : [.. declared.Certificates.Where(certificate => names.Contains(certificate.Id.Name))];
    }

    private static string FileName(Certificate certificate, TargetSpec.Files files) => certificate.Id.Name + files.Layout.Suffix();

    /// <summary>The path without empty, <c>.</c> and <c>..</c> parts; a relative one that leads upward keeps its leading <c>..</c>.</summary>
    internal static string Normalize(string directory)
    {
        var parts = new List<string>();
        foreach (var part in directory.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".") continue;
            if (part == ".." && parts.Count > 0 && parts[^1] != "..") parts.RemoveAt(parts.Count - 1);
            else if (part != ".." || !directory.StartsWith('/')) parts.Add(part);
        }

        return (directory.StartsWith('/') ? "/" : "") + string.Join('/', parts);
    }

    private static string? Above(string folder)
    {
        var cut = folder.LastIndexOf('/');
        return cut <= 0 ? null : folder[..cut];
    }

    private readonly record struct Placement(Certificate Certificate, Target Target, int Index)
    {
        public SourceLocation At => Certificate.Places.Of($"targets[{Index}]");
    }
}
