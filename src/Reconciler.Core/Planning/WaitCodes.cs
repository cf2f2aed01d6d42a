using Reconciler.Core.Planning.Checks;

namespace Reconciler.Core.Planning;

/// <summary>Why a certificate waits: codes of conditions and of the plan's entries.</summary>
public static class WaitCodes
{
    /// <summary>Control of a domain is not proved yet.</summary>
    public const string PendingValidation = "PENDING_VALIDATION";

    /// <summary>It was not proved in time (row DNS-11); a person or a changed manifest must come first.</summary>
    public const string ValidationTimedOut = "VALIDATION_TIMED_OUT";

    public const string AuthorityNotActive = "AUTHORITY_NOT_ACTIVE";

    /// <summary>Its account got as many certificates within a time as it may.</summary>
    public const string IssuanceBudget = "ISSUANCE_BUDGET";

    /// <summary>Whether the wait is over can be said from desired state, actual state and clock alone; nobody needs to be asked.</summary>
    internal static bool IsJudgedByPlan(string? code) => code is AuthorityNotActive or ValidationTimedOut or IssuanceBudget or IssuanceCap.Code;

    /// <summary>One request for a proof, before its time-out or after it.</summary>
    internal static bool IsValidation(string code) => code is PendingValidation or ValidationTimedOut;
}
