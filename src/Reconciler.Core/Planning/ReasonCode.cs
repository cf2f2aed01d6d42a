namespace Reconciler.Core.Planning;

/// <summary>Why a change is wanted. Codes may be added, never renamed: people filter on them.</summary>
public enum ReasonCode
{
    CreateNew,
    RenewDue,
    RenewNotYetValid,
    ReplaceBecauseKeyAlgorithm,
    ReplaceBecauseNames,
    ReplaceBecauseAuthority,
    ReplaceBecauseValidity,
    ReplaceBecauseValidation,
    ReplaceBecauseUsages,
    ReplaceBecauseExportable,
    ReissueBecauseRevoked,
    DeployNew,
    DeployDrift,
    DeployChainChanged,
    UpdateSettings,
    UndeployNotInConfig,
    PublishRecord,
    RetractRecord,
    RetireNotInConfig,
    RevokeDeclared,
    RevokeNotInConfig,
    StateActive,
    StateDisabled,
    CrlDue,
}

public static class ReasonCodes
{
    public static string Word(this ReasonCode reason) => reason switch
    {
        ReasonCode.CreateNew => "create_new",
        ReasonCode.RenewDue => "renew_due",
        ReasonCode.RenewNotYetValid => "renew_not_yet_valid",
        ReasonCode.ReplaceBecauseKeyAlgorithm => "replace_because_key_algorithm",
        ReasonCode.ReplaceBecauseNames => "replace_because_names",
        ReasonCode.ReplaceBecauseAuthority => "replace_because_authority",
        ReasonCode.ReplaceBecauseValidity => "replace_because_validity",
        ReasonCode.ReplaceBecauseValidation => "replace_because_validation",
        ReasonCode.ReplaceBecauseUsages => "replace_because_usages",
        ReasonCode.ReplaceBecauseExportable => "replace_because_exportable",
        ReasonCode.ReissueBecauseRevoked => "reissue_because_revoked",
        ReasonCode.DeployNew => "deploy_new",
        ReasonCode.DeployDrift => "deploy_drift",
        ReasonCode.DeployChainChanged => "deploy_chain_changed",
        ReasonCode.UpdateSettings => "update_settings",
        ReasonCode.UndeployNotInConfig => "undeploy_not_in_config",
        ReasonCode.PublishRecord => "publish_record",
        ReasonCode.RetractRecord => "retract_record",
        ReasonCode.RetireNotInConfig => "retire_not_in_config",
        ReasonCode.RevokeDeclared => "revoke_declared",
        ReasonCode.RevokeNotInConfig => "revoke_not_in_config",
        ReasonCode.StateActive => "state_active",
        ReasonCode.StateDisabled => "state_disabled",
        ReasonCode.CrlDue => "crl_due",
    };
}
