using Reconciler.Core.Actual;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Applying;

/// <summary>Carries committed changes of our own zones over to the server that answers for them.</summary>
internal static class EmbeddedZoneUpdates
{
    public static void Apply(this IEmbeddedDns embedded, IEnumerable<StateChange> committed, long serial)
    {
        List<ZoneRecord> set = [];
        List<(string Owner, string Type)> removed = [];
        foreach (var change in committed)
        {
            if (change is StateChange.PutZoneRecord put) set.Add(put.Record);
            else if (change is StateChange.RemoveZoneRecord remove) removed.Add((remove.Owner, remove.Type));
        }

        if (set.Count + removed.Count > 0) embedded.Update(set, removed, serial);
    }
}
