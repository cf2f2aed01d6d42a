using Reconciler.Pki.Encoding;

namespace Reconciler.Pki.Linting;

/// <summary>The key of the subject.</summary>
internal static class KeyLints
{
    private const int ShortestRsa = 2048;
    private const int LongestRsa = 8192;

    public static string? Encoding(LintSubject subject) => subject.Certificate.Key.Problem is { } problem ? $"the public key: {problem}" : null;

    public static string? Size(LintSubject subject) => subject.Certificate.Key switch
    {
        { Kind: PublicKeyKind.Rsa, Bits: < ShortestRsa or > LongestRsa } key => $"an RSA key of {key.Bits} bits is not from {ShortestRsa} to {LongestRsa}",
        { Kind: PublicKeyKind.Rsa } key when key.Bits % 8 != 0 => $"an RSA key of {key.Bits} bits is not whole octets",
        _ => null,
    };
}
