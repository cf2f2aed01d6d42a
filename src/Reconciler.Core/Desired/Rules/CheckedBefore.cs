using System.Collections.Immutable;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Desired.Rules;

/// <summary>
/// Objects that were checked before and held no error, of which only certificates have become others. Nothing names a certificate, so what depends on one
/// certificate and on what is none, is as it was for all but the added ones.
/// </summary>
internal sealed class CheckedBefore
{
    private readonly HashSet<string> _reported;

    private CheckedBefore(DesiredLoad load, ImmutableArray<Certificate> removed, ImmutableArray<Certificate> added) =>
        (State, Removed, Added, _reported) = (load.State!, removed, added, [.. load.Diagnostics.Select(diagnostic => diagnostic.Code.Id)]);

    public DesiredState State { get; }

    /// <summary>What is no longer there, or there as another instance.</summary>
    public ImmutableArray<Certificate> Removed { get; }

    /// <summary>What is there now, by identity.</summary>
    public ImmutableArray<Certificate> Added { get; }

    /// <summary>Null where something else than certificates changed.</summary>
    public static CheckedBefore? Of(DesiredLoad load, IReadOnlyList<DeclaredResource> removed, IReadOnlyList<DeclaredResource> added) =>
        removed.Concat(added).All(resource => resource is Certificate)
            ? new(load, [.. removed.Cast<Certificate>()], [.. added.Cast<Certificate>().OrderBy(certificate => certificate.Id)])
            : null;

    /// <summary>Any of them was reported; errors never were.</summary>
    public bool WasReported(ReadOnlySpan<DiagnosticCode> codes)
    {
        foreach (var code in codes)
        {
            if (code.Severity == Severity.Warning && _reported.Contains(code.Id)) return true;
        }

        return false;
    }
}
