namespace Reconciler.Core.Domain;

/// <summary>CRLReason of RFC 5280, section 5.3.1, by its numbers. certificateHold and removeFromCRL cannot be declared: revocation is for good.</summary>
public enum RevocationReason
{
    Unspecified = 0,
    KeyCompromise = 1,
    CaCompromise = 2,
    AffiliationChanged = 3,
    Superseded = 4,
    CessationOfOperation = 5,
    PrivilegeWithdrawn = 9,
    AaCompromise = 10,
}

public static class RevocationReasons
{
    /// <summary>The name as RFC 5280 spells it, used in manifests.</summary>
    public static string Word(this RevocationReason reason) => reason switch
    {
        RevocationReason.Unspecified => "unspecified",
        RevocationReason.KeyCompromise => "keyCompromise",
        RevocationReason.CaCompromise => "cACompromise",
        RevocationReason.AffiliationChanged => "affiliationChanged",
        RevocationReason.Superseded => "superseded",
        RevocationReason.CessationOfOperation => "cessationOfOperation",
        RevocationReason.PrivilegeWithdrawn => "privilegeWithdrawn",
        RevocationReason.AaCompromise => "aACompromise",
    };

    public static RevocationReason? TryParse(string text)
    {
        foreach (var reason in Enum.GetValues<RevocationReason>())
        {
            if (string.Equals(reason.Word(), text, StringComparison.Ordinal)) return reason;
        }

        return null;
    }
}
