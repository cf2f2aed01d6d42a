namespace Reconciler.Core.Planning;

/// <summary>What a change does. The words are part of the output's grammar.</summary>
public enum PlanVerb
{
    Create,
    Issue,
    Renew,
    Rekey,
    Replace,
    Revoke,
    Retire,
    Deploy,
    Undeploy,
    Publish,
    Retract,
    Update,
}

/// <summary>What the summary line counts a verb as.</summary>
public enum PlanCategory
{
    Add,
    Renew,
    Replace,
    Revoke,
    Remove,
    Change,
}

public static class PlanVerbs
{
    public static string Word(this PlanVerb verb) => verb switch
    {
        PlanVerb.Create => "create",
        PlanVerb.Issue => "issue",
        PlanVerb.Renew => "renew",
        PlanVerb.Rekey => "rekey",
        PlanVerb.Replace => "replace",
        PlanVerb.Revoke => "revoke",
        PlanVerb.Retire => "retire",
        PlanVerb.Deploy => "deploy",
        PlanVerb.Undeploy => "undeploy",
        PlanVerb.Publish => "publish",
        PlanVerb.Retract => "retract",
        PlanVerb.Update => "update",
    };

    public static PlanCategory Category(this PlanVerb verb) => verb switch
    {
        PlanVerb.Create or PlanVerb.Issue => PlanCategory.Add,
        PlanVerb.Renew or PlanVerb.Rekey => PlanCategory.Renew,
        PlanVerb.Replace => PlanCategory.Replace,
        PlanVerb.Revoke => PlanCategory.Revoke,
        PlanVerb.Retire or PlanVerb.Undeploy or PlanVerb.Retract => PlanCategory.Remove,
        PlanVerb.Deploy or PlanVerb.Publish or PlanVerb.Update => PlanCategory.Change,
    };

    /// <summary>The symbol in text output; the word always stands beside it.</summary>
    public static string Symbol(this PlanVerb verb) => verb switch
    {
        PlanVerb.Create or PlanVerb.Issue or PlanVerb.Publish => "+",
        PlanVerb.Renew or PlanVerb.Rekey or PlanVerb.Deploy or PlanVerb.Update or PlanVerb.Revoke => "~",
        PlanVerb.Replace => "+/-",
        PlanVerb.Retire or PlanVerb.Undeploy or PlanVerb.Retract => "-",
    };
}
