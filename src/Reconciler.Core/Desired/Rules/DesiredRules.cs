using System.Collections.Immutable;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Desired.Rules;

/// <summary>
/// One rule over all declared objects. It adds everything it finds and stops at nothing; what another rule reports (a reference that leads nowhere) it
/// passes over in silence. Its cost is linear in the number of objects, and where only certificates changed since a load before, in theirs: a rule that looks at
/// one certificate, and at what is none, asks <see cref="DeclaredObjects.Unchecked"/> for those that it has to look at.
/// </summary>
internal delegate void DesiredRule(DeclaredObjects declared, DiagnosticBag problems);

/// <summary>The rules between documents, in reading order: first that all is there, then who may issue what, then where it goes.</summary>
internal static class DesiredRules
{
    public static ImmutableArray<DesiredRule> All { get; } =
    [
        UniqueIdentities.Check,
        KnownAccounts.Check,
        ExistingReferences.Check,
        AuthorityTree.Check,
        PathLengths.Check,
        ValidityLimits.Check,
        PublicAuthorities.Check,
        ValidationByTrust.Check,
        UsagesByTrust.Check,
        KeyAlgorithmLimits.Check,
        NamesWithinConstraints.Check,
        NamesOfPublicTrust.Check,
        Quotas.Check,
        IssuedByRoot.Check,
        MissingTwins.Check,
        TargetAcceptance.Check,
        DistinctPlaces.Check,
        ZonesOfProviders.Check,
        MethodsOfOneZone.Check,
        MailRecipients.Check,
    ];
}
