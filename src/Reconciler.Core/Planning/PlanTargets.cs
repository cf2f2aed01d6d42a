using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Planning;

/// <summary>The objects that <c>--target</c> names, with what they require.</summary>
internal static class PlanTargets
{
    /// <summary>The scope of the named objects; everything when none is named.</summary>
    /// <param name="names">Whole identities, short forms or bare names, each of one certificate or authority, declared or only in the state.</param>
    public static PlanScope Scope(IReadOnlyList<string> names, DesiredState desired, ActualState actual)
    {
        if (names.Count == 0) return PlanScope.All;
        var scope = new HashSet<ResourceId>();
        var known = desired.Resources.Select(resource => resource.Id).Concat(actual.Certificates.Keys).Concat(actual.Authorities.Keys).Distinct().ToList();
        foreach (var name in names) Include(Find(name, known), desired, scope);
        return PlanScope.Of(scope);
    }

    /// <summary>The scope of one object, of whatever kind, and what it requires.</summary>
    public static PlanScope Scope(ResourceId id, DesiredState desired)
    {
        var scope = new HashSet<ResourceId>();
        Include(id, desired, scope);
        return PlanScope.Of(scope);
    }

    private static void Include(ResourceId id, DesiredState desired, HashSet<ResourceId> scope)
    {
        if (!scope.Add(id) || !desired.TryFind<DeclaredResource>(id, out var resource)) return;
        foreach (var reference in resource.References) Include(reference.Id, desired, scope);
    }

    private static ResourceId Find(string name, List<ResourceId> known)
    {
        var found = known.Where(id => id.Text == name || id.Short == name || id.Name == name).ToList();
        var changeable = found.Where(id => id.Kind is ResourceKind.Certificate or ResourceKind.CertificateAuthority).Order().ToList();
        return changeable.Count switch
        {
            1 => changeable[0],
            0 when found.Count > 0 => throw Refused($"{found[0]} is nothing that is changed by itself", "name the certificates that use it"),
            0 => throw Refused($"there is no object \"{name}\" to target", "reconciler status lists the objects"),
            _ => throw Refused($"\"{name}\" is more than one object", $"name one of {string.Join(", ", changeable)}"),
        };
    }

    private static ReconcilerException Refused(string message, string remedy) => new(FailureKind.Usage, message, remedy);
}
