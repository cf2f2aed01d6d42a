using System.Collections.Immutable;
using Reconciler.Core.Events;

namespace Reconciler.Adapters.Store.Shapes;

/// <summary>An event as stored; its key and instant are columns.</summary>
internal sealed record EventShape(
    string Kind, string Subject, string Crn, string Sentence, int Version, IReadOnlyList<string> Serials, string NotAfter,
    string? Remedy = null, IReadOnlyList<string>? Names = null, IReadOnlyDictionary<string, string>? Tags = null, string? Reason = null, string? Target = null,
    int? DaysLeft = null, string? RenewalFailsAt = null)
{
    public static EventShape Of(CertificateEvent told) => new(
        Words.EventKind.Write(told.Kind), told.Subject.Text, told.Crn, told.Sentence, told.Version, told.Serials, StoredText.Of(told.NotAfter),
        told.Remedy, told.Names.IsEmpty ? null : told.Names, told.Tags.IsEmpty ? null : told.Tags, told.Reason, told.Target, told.DaysLeft, StoredText.OfOptional(told.RenewalFailsAt));

    public CertificateEvent ToEvent(string key, DateTimeOffset at) => new()
    {
        Key = key,
        At = at,
        Kind = Words.EventKind.Read(Kind),
        Subject = StoredText.ReadId(Subject),
        Crn = Crn,
        Sentence = Sentence,
        Remedy = Remedy,
        Names = [.. Names ?? []],
        Tags = (Tags ?? ImmutableDictionary<string, string>.Empty).ToImmutableSortedDictionary(StringComparer.Ordinal),
        Version = Version,
        Serials = [.. Serials],
        NotAfter = StoredText.ReadInstant(NotAfter),
        Reason = Reason,
        Target = Target,
        DaysLeft = DaysLeft,
        RenewalFailsAt = RenewalFailsAt is null ? null : StoredText.ReadInstant(RenewalFailsAt),
    };
}
