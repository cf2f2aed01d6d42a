using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Core.Desired;

namespace Reconciler.Adapters.Yaml.Types;

/// <summary>
/// Addresses in their plain forms alone. The framework's parser also takes <c>127.1</c>, octal and hexadecimal parts and scopes, which two readers
/// could read differently.
/// </summary>
internal static class AddressTypes
{
    private const int DnsPort = 53;
    private const string V4 = @"([0-9]{1,3}\.){3}[0-9]{1,3}";
    private const string V6 = "[0-9A-Fa-f]*:[0-9A-Fa-f:.]*";
    private const string Bracketed = @"\[[0-9A-Fa-f:.]+\]";

    public static ParsedType<IPEndPoint> Endpoint { get; } = new(
        "address:port", "an address and port", FieldCodes.BadAddress, "write it as 127.0.0.1:5353 or [::1]:5353", TryParseEndpoint, $"^({V4}|{Bracketed}):[0-9]{{1,5}}$");

    public static ParsedType<DnsResolver> Resolver { get; } = new(
        "resolver", "a resolver", FieldCodes.BadAddress, "write \"embedded\" or an address such as 127.0.0.1:5353; without a port it is 53", TryParseResolver,
        $"^(embedded|({V4}|{Bracketed})(:[0-9]{{1,5}})?|{V6})$");

    /// <summary>CIDR, written back in its canonical form.</summary>
    public static ParsedType<string> Network { get; } = new(
        "network", "a network", FieldCodes.BadAddress, "write it as 10.0.0.0/8, without bits beyond the prefix", TryParseNetwork, $"^({V4}|{V6})/[0-9]{{1,3}}$");

    internal static bool TryParseEndpoint(string text, [NotNullWhen(true)] out IPEndPoint? value) => TryParseEndpoint(text, null, out value);

    private static bool TryParseResolver(string text, [NotNullWhen(true)] out DnsResolver? value)
    {
        value = text == "embedded" ? DnsResolver.Embedded : TryParseEndpoint(text, DnsPort, out var endpoint) && endpoint.Port != 0 ? new(endpoint) : null;
        return value is not null;
    }

    private static bool TryParseEndpoint(string text, int? defaultPort, [NotNullWhen(true)] out IPEndPoint? value)
    {
        value = null;
        var (host, portText) = Split(text);
        if (!TryParseAddress(host, out var address)) return false;
        if (portText is null && defaultPort is null) return false;
        var port = (ushort)(defaultPort ?? 0);
        if (portText is not null && !ushort.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out port)) return false;
        value = new(address, port);
        return true;
    }

    private static (string Host, string? Port) Split(string text)
    {
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0) return (text, null);
            var rest = text[(end + 1)..];
            return rest.Length == 0 ? (text[1..end], null) : rest[0] == ':' ? (text[1..end], rest[1..]) : (text, null);
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || colon != text.LastIndexOf(':') ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }

    private static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address)
        && (address.AddressFamily == AddressFamily.InterNetwork
            ? string.Equals(address.ToString(), text, StringComparison.Ordinal)
            : !text.AsSpan().ContainsAny("%[]/"));

    private static bool TryParseNetwork(string text, [NotNullWhen(true)] out string? value)
    {
        value = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !TryParseAddress(text[..slash], out var address) || !IPNetwork.TryParse(text, out var network)) return false;
        // The parser drops bits beyond the prefix; whoever wrote them meant something else.
        if (!network.BaseAddress.Equals(address)) return false;
        value = network.ToString();
        return true;
    }
}
