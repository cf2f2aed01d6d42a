using Reconciler.Core.Desired;
using Reconciler.Core.Desired.Rules;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Validation;
using Reconciler.Testing.Desired;

namespace Reconciler.Testing.Cycle;

/// <summary>The desired state of a builder with the validation records that its certificates need, as the loader would render them.</summary>
public static class WantedRecords
{
    public static DesiredState BuildWithRecords(this DesiredBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var declared = new DeclaredObjects(builder.Resources);
        return builder.Build([.. ValidationNeeds.Collect(declared, new DiagnosticBag()).Select(need => RecordOf(need, declared))]);
    }

    private static WantedRecord RecordOf(ValidationNeed need, DeclaredObjects declared)
    {
        var (account, spec) = (need.Method.Id.Account, need.Method.Spec);
        var (owner, target) = ValidationTokens.Derive(declared.Account(account)?.ValidationSalt ?? account, account, spec.Zone, need.Domain);
        return new(account, need.Domain, owner, target, spec.Ttl, spec.Zone, need.Method.Id, $"{owner}. {spec.Ttl} IN CNAME {target}.", [.. need.Certificates]);
    }
}
