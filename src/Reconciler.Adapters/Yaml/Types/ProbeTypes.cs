using System.Globalization;
using Reconciler.Adapters.Yaml.Fields;

namespace Reconciler.Adapters.Yaml.Types;

/// <summary>Where and how long a server is watched.</summary>
internal static class ProbeTypes
{
    private const int LongestSeconds = 600;
    private const string Host = @"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

    public static ParsedType<(string Host, int Port)> Connect { get; } = new(
        "host:port", "a host and port", FieldCodes.BadAddress, "write it as 127.0.0.1:8443, [::1]:8443 or edge.internal:443",
        TryParseConnect, $@"^({Host}|\[[0-9A-Fa-f:.]+\]):[0-9]{{1,5}}$");

    public static ParsedType<TimeSpan> Within { get; } = new(
        "time", "a time", FieldCodes.BadPeriod, "a whole number of seconds or minutes, 1s to 10m", TryParseWithin, "^[0-9]{1,3}[sm]$");

    private static bool TryParseConnect(string text, out (string Host, int Port) value)
    {
        value = default;
        if (AddressTypes.TryParseEndpoint(text, out var endpoint))
        {
            value = (endpoint.Address.ToString(), endpoint.Port);
            return endpoint.Port != 0;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0) return false;
        value = (text[..colon], port);
        // Digits and dots alone are a damaged address, not a name.
        return IsHost(value.Host) && value.Host.AsSpan().ContainsAnyInRange('a', 'z');
    }

    private static bool IsHost(string text) => text.Length <= 253 && text.Split('.').All(label =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'));

    private static bool TryParseWithin(string text, out TimeSpan value)
    {
        value = default;
        if (text.Length is < 2 or > 4 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        var seconds = text[^1] switch { 's' => number, 'm' => number * 60, _ => 0 };
        value = TimeSpan.FromSeconds(seconds);
        return seconds is >= 1 and <= LongestSeconds;
    }
}
