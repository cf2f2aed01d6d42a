using System.Net;
using Reconciler.Testing;

namespace Reconciler.Adapters.Tests.Dns;

/// <summary>Asks a server with the real <c>dig</c>.</summary>
internal static class DigClient
{
    public static string Ask(IPEndPoint server, params string[] question) => ExternalPrograms.Run("dig",
        ["+time=5", "+tries=1", $"@{server.Address}", "-p", server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), .. question]).Output;

    public static string[] Short(IPEndPoint server, params string[] question) =>
        Ask(server, ["+short", .. question]).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
