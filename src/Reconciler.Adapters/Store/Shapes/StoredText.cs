using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Shapes;

/// <summary>Values of the domain as stored text, exactly: what is read equals what was written.</summary>
internal static class StoredText
{
    public static string Of(Validity validity) => validity.Period?.Text ?? Of(validity.NotAfter!.Value);

    public static Validity ReadValidity(string text) => Period.TryParse(text, out var period) ? Validity.For(period) : Validity.Until(ReadInstant(text));

    /// <summary>RFC 3339 in UTC with as many fractional digits as the instant has.</summary>
    public static string Of(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    public static string? OfOptional(DateTimeOffset? instant) => instant is { } given ? Of(given) : null;

    public static DateTimeOffset ReadInstant(string text) =>
        Instants.TryParse(text, out var instant) ? instant : throw new FormatException($"\"{text}\" is no instant");

    public static ResourceId ReadId(string text) => ResourceId.TryParse(text) ?? throw new FormatException($"\"{text}\" is no identity");

    public static ResourceId? ReadOptionalId(string? text) => text is null ? null : ReadId(text);

    /// <summary>Names never hold a space, so one joins them.</summary>
    public static string Join(ImmutableArray<DnsName> names) => string.Join(' ', names.Select(name => name.Value));

    public static ImmutableArray<DnsName> ReadNames(string text) => text.Length == 0 ? [] : [.. text.Split(' ').Select(ReadName)];

    public static string Join(ImmutableArray<Core.Desired.KeyUsagePurpose> usages) => string.Join(' ', usages.Select(Words.KeyUsagePurpose.Write));

    public static Core.Desired.KeyUsagePurpose[] ReadUsages(string text) =>
        text.Length == 0 ? [] : [.. text.Split(' ').Select(Words.KeyUsagePurpose.Read)];

    public static DnsName ReadName(string text) =>
        DnsNameSyntax.Parse(text, out _).IsOk(out var name, out var problem) ? name : throw new FormatException($"\"{text}\" is no name: {problem.Reason}");
}
