using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Events;

/// <summary>One thing to be told about a certificate or an authority. It holds no key and no secret.</summary>
public sealed record CertificateEvent
{
    /// <summary>The same for the same happening, and for no other: what is told once is told apart by it.</summary>
    public required string Key { get; init; }

    public required EventKind Kind { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The certificate or authority.</summary>
    public required ResourceId Subject { get; init; }

    public required string Crn { get; init; }

    /// <summary>What happened, one sentence without its full stop.</summary>
    public required string Sentence { get; init; }

    /// <summary>What somebody should do; null: nothing.</summary>
    public string? Remedy { get; init; }

    public ImmutableArray<string> Names { get; init; } = [];

    public ImmutableSortedDictionary<string, string> Tags { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Number of the version that it is about, or of the newest of several.</summary>
    public required int Version { get; init; }

    /// <summary>Hexadecimal; several where several versions were revoked at once.</summary>
    public required ImmutableArray<string> Serials { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    /// <summary><c>issued</c> or <c>renewed</c>, why it was revoked, or what was seen in place of a lost record; null for other kinds.</summary>
    public string? Reason { get; init; }

    /// <summary>Name of the target that it was deployed on.</summary>
    public string? Target { get; init; }

    /// <summary>Days to its end, begun ones counted; 0 once it ended.</summary>
    public int? DaysLeft { get; init; }

    /// <summary>When renewal will fail if the proof does not come back.</summary>
    public DateTimeOffset? RenewalFailsAt { get; init; }

    /// <summary>Identifies the event for receivers, who may see it twice: 32 hexadecimal digits.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)).AsSpan(0, 16));

    /// <summary>As a CloudEvent's type: <c>reconciler.certificate.available</c>.</summary>
    public string Type => $"reconciler.{Subject.Kind.Word()}.{Kind.Word()}";

    /// <param name="what">Tells apart what can happen to one version.</param>
    internal static CertificateEvent Of(ActualCertificate certificate, CertificateVersion version, EventKind kind, string what, DateTimeOffset at, string sentence) => new()
    {
        Key = KeyOf(certificate.Id, version.Number, what),
        Kind = kind,
        At = at,
        Subject = certificate.Id,
        Crn = Domain.Crn.Of(certificate.Id, certificate.Uuid).ToString(),
        Sentence = sentence,
        Names = [.. version.Names.Select(name => name.Value)],
        Tags = certificate.Tags,
        Version = version.Number,
        Serials = [version.Serial.Hex],
        NotAfter = version.NotAfter,
    };

    /// <inheritdoc cref="Of(ActualCertificate, CertificateVersion, EventKind, string, DateTimeOffset, string)"/>
    internal static CertificateEvent Of(ActualAuthority authority, AuthorityVersion version, EventKind kind, string what, DateTimeOffset at, string sentence) => new()
    {
        Key = KeyOf(authority.Id, version.Number, what),
        Kind = kind,
        At = at,
        Subject = authority.Id,
        Crn = Domain.Crn.Of(authority.Id, authority.Uuid).ToString(),
        Sentence = sentence,
        Tags = authority.Tags,
        Version = version.Number,
        Serials = [version.Serial.Hex],
        NotAfter = version.NotAfter,
    };

    private static string KeyOf(ResourceId subject, int version, string what) => string.Create(CultureInfo.InvariantCulture, $"{subject.Text}#{version}/{what}");
}
