using Reconciler.Adapters.Deploy;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Cli.Commands;

/// <summary>Files that the state says were placed or published: whether they are there, and CRLs still in force. Content is the planner's to compare.</summary>
internal static class PlacedFiles
{
    /// <param name="roots">Where relative directories start.</param>
    public static IEnumerable<Finding> Look(ActualState state, DeployRoots roots, DateTimeOffset now)
    {
        var published = new AuthorityFiles(roots);
        foreach (var authority in state.Authorities.Values.Where(authority => authority.Status != AuthorityStatus.Deleted).OrderBy(authority => authority.Id))
        {
            if (authority.Crl is not { } crl) continue;
            var path = published.CrlPath(authority.Id, authority.Applied.Revocation);
            if (!File.Exists(path))
                yield return new("crl-missing", $"the CRL of {authority.Id}, {path}, is not there", "run apply: it is published again");
            if (crl.NextUpdate < now)
                yield return new("crl-expired", $"the CRL of {authority.Id} ended at {Instants.Format(crl.NextUpdate)}", "run apply: a new one is signed; then let it run on a schedule");
        }

        foreach (var deployment in state.Deployments.Values.OrderBy(deployment => deployment.Id, StringComparer.Ordinal))
        {
            if (FirstMissing(deployment.Content, roots.WorkingFolder ?? roots.StateFolder) is { } missing)
                yield return new("deployment-missing", $"{missing} of {deployment.Id} is not there", "run apply: it is placed again");
        }
    }

    private static string? FirstMissing(DeployedContent content, string root)
    {
        foreach (var file in content.Files)
        {
            var path = Path.Combine(root, content.Directory, file.Path);
            if (!Path.Exists(path)) return path;
        }

        return null;
    }
}
