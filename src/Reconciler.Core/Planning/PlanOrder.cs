namespace Reconciler.Core.Planning;

/// <summary>
/// The order of changes: the most urgent first, and of equally urgent ones what others need, new before old, then by id. What an urgent change requires is as
/// urgent as that. The order does not depend on that of files or on anything that is not in the changes themselves.
/// </summary>
internal sealed class PlanOrder(Func<Domain.ResourceId, int> authorityDepth, UrgencyOf urgency) : IPlanActionVisitor<int>
{
    /// <summary>Sorted; equal for equal sets of changes. Alike changes of one urgency stand together.</summary>
    public List<PlanAction> Sort(IEnumerable<PlanAction> changes)
    {
        var staged = changes.Select(change => (Stage: change.Accept(this), Change: change)).ToList();
        staged.Sort(static (a, b) =>
        {
            var byStage = a.Stage.CompareTo(b.Stage);
            if (byStage != 0) return byStage;
            var byId = string.CompareOrdinal(a.Change.Id, b.Change.Id);
            return byId != 0 ? byId : a.Change.Verb.CompareTo(b.Change.Verb);
        });
        var ordered = staged.ConvertAll(item => item.Change);
        var urgencies = Urgencies(ordered);
        return [.. ordered.Zip(urgencies).OrderBy(pair => pair.Second).Select(pair => pair.First)];
    }

    /// <param name="ordered">What others require comes first.</param>
    private Urgency[] Urgencies(List<PlanAction> ordered)
    {
        var required = ordered.SelectMany(change => change.Facts.Requires).ToHashSet(StringComparer.Ordinal);
        var places = new Dictionary<string, int>(required.Count, StringComparer.Ordinal);
        var urgencies = new Urgency[ordered.Count];
        for (var i = 0; i < ordered.Count; i++)
        {
            urgencies[i] = ordered[i].Accept(urgency);
            if (ordered[i] is PlanAction.DeployCertificate deploy && IssueOf(deploy) is { } issue) urgencies[i] = urgencies[issue];
            if (required.Contains(ordered[i].Key)) places[ordered[i].Key] = i;
        }

        for (var i = ordered.Count - 1; i >= 0; i--)
        {
            foreach (var key in ordered[i].Facts.Requires)
            {
                if (places.TryGetValue(key, out var place) && urgencies[i] < urgencies[place]) urgencies[place] = urgencies[i];
            }
        }

        return urgencies;

        int? IssueOf(PlanAction.DeployCertificate deploy)
        {
            foreach (var key in deploy.Facts.Requires)
            {
                if (places.TryGetValue(key, out var place) && ordered[place] is PlanAction.IssueCertificate) return place;
            }

            return null;
        }
    }

    private const int Stage = 1000;

    // Revoking comes first: it protects people and needs nothing else.
    public int Visit(PlanAction.RevokeCertificate action) => action.Facts.Reason == ReasonCode.RevokeDeclared ? 0 : 10 * Stage;

    public int Visit(PlanAction.CreateAuthority action) => Stage + authorityDepth(action.Authority);

    public int Visit(PlanAction.RenewAuthority action) => Stage + authorityDepth(action.Authority);

    public int Visit(PlanAction.UpdateAuthority action) => 2 * Stage;

    public int Visit(PlanAction.UpdateCrl action) => 3 * Stage;

    public int Visit(PlanAction.PublishRecord action) => 4 * Stage;

    public int Visit(PlanAction.IssueCertificate action) => 5 * Stage;

    public int Visit(PlanAction.UpdateCertificate action) => 6 * Stage;

    public int Visit(PlanAction.DeployCertificate action) => 7 * Stage;

    public int Visit(PlanAction.UndeployCertificate action) => 8 * Stage;

    public int Visit(PlanAction.RetireCertificate action) => 9 * Stage;

    public int Visit(PlanAction.RetractRecord action) => 11 * Stage;

    public int Visit(PlanAction.RetireAuthority action) => 12 * Stage;
}
