using Reconciler.Core.Domain;

namespace Reconciler.Pki.Linting;

internal static class FieldLints
{
    // 64 bits from a generator need eight octets; twenty is the most that clients must take.
    private const int ShortestSerial = 8;
    private const int LongestSerial = 20;

    public static string? Version(LintSubject subject) =>
        subject.Certificate.Version == 3 ? null : $"the version is {subject.Certificate.Version}, not 3";

    public static string? Serial(LintSubject subject)
    {
        var serial = subject.Certificate.Serial.Span;
        return serial[0] > 0x7f ? "the serial number is negative"
            : serial.Length is < ShortestSerial or > LongestSerial ? $"the serial number has {serial.Length} octets, not {ShortestSerial} to {LongestSerial}"
            : null;
    }

    public static string? SignatureAlgorithm(LintSubject subject) =>
        subject.Certificate.SignatureAlgorithm.Span.SequenceEqual(subject.Issuer.SignatureAlgorithm.Span)
            ? null
            : "the signature algorithm is not that of the issuer's key";

    public static string? Issuer(LintSubject subject) =>
        subject.Certificate.Issuer.Span.SequenceEqual(subject.Issuer.Subject.Span) ? null : "the issuer is not the authority's subject byte for byte";

    public static string? TimeEncoding(LintSubject subject) =>
        subject.Certificate.NotBefore.IsProper && subject.Certificate.NotAfter.IsProper
            ? null
            : "an instant is not whole seconds in UTCTime up to 2049 or GeneralizedTime from 2050";

    public static string? TimeOrder(LintSubject subject) =>
        subject.Certificate.NotBefore.Instant <= subject.Certificate.NotAfter.Instant ? null : "the validity ends before it begins";

    public static string? WithinIssuer(LintSubject subject) =>
        subject.Certificate.NotAfter.Instant <= subject.Issuer.NotAfter
            ? null
            : $"the validity ends after the issuer's, which is {Instants.Format(subject.Issuer.NotAfter)}";
}
