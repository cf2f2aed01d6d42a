using Reconciler.Core.Applying.Ports;

namespace Reconciler.Cli.Tests.Crash;

/// <summary>The steps at which runs are killed, by what is being applied. Every step of <see cref="FaultPoints"/> is in one of the lists.</summary>
internal static class CrashMatrix
{
    /// <summary>While everything is made.</summary>
    public static IReadOnlyList<string> Creating { get; } =
        [.. Of("authority-create"), "authority-create.intent-stored#3", "authority-create.outcome-stored#3", .. Of("crl"), .. Of("record"), .. Of("proof"), .. Of("issue"), .. Of("deploy"), .. Of("settle")];

    /// <summary>A year later; the fourth CRL is the one of the revocations.</summary>
    public static IReadOnlyList<string> Changing { get; } =
    [
        .. Of("authority-renew"), .. Of("authority-settings"), .. Of("crl").Select(point => $"{point}#4"), .. Of("record"), .. Of("proof"), .. Of("renew"), .. Of("rekey"),
        .. Of("replace"), .. Of("settings"), .. Of("revoke"), .. Of("deploy"), .. Of("undeploy"),
    ];

    /// <summary>While a certificate waits for a record in a zone file.</summary>
    public static IReadOnlyList<string> Waiting { get; } = [.. Of("record"), .. Of("held")];

    /// <summary>While that record moves to another zone file.</summary>
    public static IReadOnlyList<string> Moving { get; } = [.. Of("record")];

    /// <summary>While a certificate is exported with its key.</summary>
    public static IReadOnlyList<string> Exporting { get; } = [.. Of("export")];

    private static IEnumerable<string> Of(string change) => FaultPoints.All.Where(point => point.StartsWith(change + ".", StringComparison.Ordinal));
}
