using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Testing.Desired;

/// <summary>Places for built resources: every known field has a line of its own in the file <c>kind-name.yaml</c>, always the same.</summary>
public static class FieldLines
{
    private static readonly string[] Paths =
    [
        "metadata.name", "metadata.account", "metadata.region", "regions", "quotas", "type", "trust", "subject", "validity", "parent", "pathLength",
        "nameConstraints", "caaIdentities", "mode", "issuance", "issuance.maxValidity", "zone", "zones", "record", "ttl", "provider", "zoneProvider",
        "file", "accepts", "files.directory", "authority", "validation", "key.algorithm", "usages",
        .. Enumerable.Range(0, 12).Select(i => $"domains[{i}]"),
        .. Enumerable.Range(0, 4).Select(i => $"authority[{i}]"),
        .. Enumerable.Range(0, 4).Select(i => $"targets[{i}]"),
        .. Enumerable.Range(0, 4).Select(i => $"zones[{i}]"),
        "key.rotation", "renewBefore", "revoked", "revocation",
    ];

    private static readonly FieldPlace[] Places = [.. Paths.Select((path, i) => new FieldPlace(path, i + 2, 3))];

    public static FieldPlaces Of(ResourceKind kind, string name) => new(new($"{kind.Word()}-{name}.yaml", 1, 1), Places);

    /// <summary>The field that a diagnostic points at, for assertions; empty for the document itself.</summary>
    public static string At(int line) => line == 1 ? "" : Paths[line - 2];
}
