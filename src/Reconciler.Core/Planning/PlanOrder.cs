namespace Reconciler.Core.Planning;

/// <summary>
/// The order of changes: what others need comes first, new before old, and within a stage by id. It does not depend on the order of files or of
/// anything that is not in the changes themselves.
/// </summary>
internal sealed class PlanOrder(Func<Domain.ResourceId, int> authorityDepth) : IPlanActionVisitor<int>
{
    /// <summary>Sorted; equal for equal sets of changes.</summary>
    public List<PlanAction> Sort(IEnumerable<PlanAction> changes)
    {
        var keyed = changes.Select(change => (Rank: change.Accept(this), Change: change)).ToList();
        keyed.Sort(static (a, b) =>
        {
            var byRank = a.Rank.CompareTo(b.Rank);
            if (byRank != 0) return byRank;
            var byId = string.CompareOrdinal(a.Change.Id, b.Change.Id);
            return byId != 0 ? byId : a.Change.Verb.CompareTo(b.Change.Verb);
        });
        return keyed.ConvertAll(item => item.Change);
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
