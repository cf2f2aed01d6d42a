using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Yaml.Types;

/// <summary>Times and truth.</summary>
internal static class ValueTypes
{
    public static ParsedType<Period> Period { get; } = new(
        "period", "a period", FieldCodes.BadPeriod, "a whole number and a unit: 15m 72h 395d 8w 13mo 10y",
        Core.Domain.Period.TryParse, "^[0-9]{1,7}(m|h|d|w|mo|y)$");

    public static ParsedType<DateTimeOffset> Instant { get; } = new(
        "instant", "an instant", FieldCodes.BadInstant, "write it as 2036-01-01T00:00:00Z", Instants.TryParse);

    public static ParsedType<bool> Boolean { get; } = new(
        "boolean", "true or false", FieldCodes.BadBoolean, "write true or false", TryParseBoolean, shape: ValueShape.Boolean);

    private static bool TryParseBoolean(string text, out bool value)
    {
        value = text == "true";
        return value || text == "false";
    }
}
