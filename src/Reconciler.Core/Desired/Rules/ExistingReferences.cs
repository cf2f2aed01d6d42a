using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Desired.Rules;

[DiagnosticCodes]
internal static class ExistingReferences
{
    public static readonly DiagnosticCode Missing = new(
        "C065",
        Severity.Error,
        "reference to an object that does not exist",
        "A name in authority, parent, validation, provider, zoneProvider or targets must be that of an object of the right kind in the same account. Authorities and targets are looked for in the document's own region; an authority of another one is written region/name.");

    public static readonly DiagnosticCode WrongKind = new(
        "C066",
        Severity.Error,
        "reference to an object of another kind",
        "An object of that name exists, but it is of a kind that this field cannot name.");

    /// <summary>Searching for a near name reads all names of the kind, so it is done for this many missing objects only.</summary>
    private const int MaxSuggestions = 100;

    public static void Check(DeclaredObjects declared, DiagnosticBag problems)
    {
        var search = new Lazy<Search>(() => new Search(declared));
        foreach (var resource in declared.UncheckedObjects)
        {
            // Nothing can be found from a place that does not exist; that it does not is reported by its own rule.
            if (!declared.IsPlaced(resource.Id)) continue;
            foreach (var reference in resource.References)
            {
                if (IsThere(declared, reference.Id)) continue;
                search.Value.Report(reference.Id, resource.Places.Of(reference.Path), problems);
            }
        }

        foreach (var document in declared.Refused)
        {
            if (document.Id is null || !declared.IsPlaced(document.Id)) continue;
            foreach (var reference in document.References)
            {
                if (!IsThere(declared, reference.Id)) search.Value.Report(reference.Id, reference.Place, problems);
            }
        }
    }

    private static bool IsThere(DeclaredObjects declared, ResourceId id) => declared.TryFind<DeclaredResource>(id, out _) || declared.MayStandUnread(id.Name);

    /// <summary>Finds out what was probably meant; made only when something is missing.</summary>
    private sealed class Search(DeclaredObjects declared)
    {
        private readonly ILookup<(string Account, string Name), DeclaredResource> _byName = declared.Distinct.ToLookup(resource => (resource.Id.Account, resource.Id.Name));
        private readonly ILookup<(string Account, string? Region, ResourceKind Kind), string> _names =
            declared.Distinct.Select(resource => resource.Id).Concat(declared.Refused.Select(document => document.Id).OfType<ResourceId>())
                .ToLookup(id => (id.Account, id.Region, id.Kind), id => id.Name);
        private readonly Dictionary<ResourceId, string?> _help = [];

        public void Report(ResourceId id, SourceLocation place, DiagnosticBag problems)
        {
            var namesakes = _byName[(id.Account, id.Name)];
            if (namesakes.All(other => other.Id.Kind != id.Kind) && namesakes.FirstOrDefault() is { } other)
            {
                problems.Add(WrongKind, $"\"{id.Name}\" is a {other.Id.Kind}, not a {id.Kind}", place, id.Name.Length, Help(id), new RelatedPlace(other.Places.Document, "declared here"));
                return;
            }

            var where = id.Region is null ? $"account \"{id.Account}\"" : $"account \"{id.Account}\", region \"{id.Region}\"";
            problems.Add(Missing, $"{id.Kind} \"{id.Name}\" does not exist in {where}", place, id.Name.Length, Help(id));
        }

        private string? Help(ResourceId id)
        {
            if (_help.TryGetValue(id, out var known)) return known;
            if (_help.Count >= MaxSuggestions) return null;
            return _help[id] = Elsewhere(id) ?? (Suggestion.Nearest(id.Name, _names[(id.Account, id.Region, id.Kind)]) is { } near ? $"did you mean \"{near}\"?" : null);
        }

        private string? Elsewhere(ResourceId id)
        {
            if (_byName[(id.Account, id.Name)].FirstOrDefault(other => other.Id.Kind == id.Kind) is not { Id.Region: { } region }) return null;
            return id.Kind == ResourceKind.CertificateAuthority
                ? $"it exists in region \"{region}\": write {region}/{id.Name}"
                : $"it exists in region \"{region}\", but a certificate serves only targets of its own region";
        }
    }
}
