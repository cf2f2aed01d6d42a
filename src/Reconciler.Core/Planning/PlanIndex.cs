namespace Reconciler.Core.Planning;

/// <summary>What a plan of some objects asks of all the others, where it is kept from plan to plan, so that nothing is passed over for it.</summary>
internal sealed record PlanIndex(DesiredIndex Desired, ActualIndex Actual);
