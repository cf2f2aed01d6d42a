using System.Collections.Immutable;

namespace Reconciler.Core.Applying.Ports;

/// <summary>
/// Every step at which a run may be cut off: before and after each commit and each effect of each handler. A new step is a line here, and the crash
/// matrix fails until a run is really killed at it.
/// </summary>
public static class FaultPoints
{
    /// <summary>In the order of a run; the steps of one change stand together.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        .. Steps("authority-create", "begun", "intent-stored", "signed", "outcome-stored"),
        .. Steps("authority-renew", "begun", "intent-stored", "signed", "outcome-stored"),
        .. Steps("authority-settings", "begun", "stored"),
        .. Steps("crl", "audited", "signed", "stored", "written", "published"),
        .. Steps("record", "begun", "written", "left-old-providers", "stored"),
        .. Steps("proof", "begun", "written", "stored", "evidence-stored"),
        .. Steps("issue", "begun", "intent-stored", "signed", "outcome-stored"),
        .. Steps("renew", "begun", "intent-stored", "signed", "outcome-stored"),
        .. Steps("rekey", "begun", "intent-stored", "signed", "outcome-stored"),
        .. Steps("replace", "begun", "intent-stored", "signed", "outcome-stored"),
        .. Steps("held", "begun", "stored"),
        .. Steps("settings", "begun", "stored"),
        .. Steps("revoke", "begun", "stored"),
        .. Steps("deploy", "begun", "audited", "switched", "left-old-places", "stored"),
        .. Steps("undeploy", "begun", "removed", "stored"),
        .. Steps("settle", "begun", "stored"),
        .. Steps("export", "begun", "audited", "encoded", "beside", "written"),
    ];

    private static IEnumerable<string> Steps(string change, params string[] steps) => steps.Select(step => $"{change}.{step}");
}
