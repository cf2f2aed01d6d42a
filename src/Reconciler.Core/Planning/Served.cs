namespace Reconciler.Core.Planning;

/// <summary>Which server is asked.</summary>
/// <param name="ServerName">The name asked for.</param>
public sealed record ServedQuestion(string Host, int Port, string ServerName)
{
    public override string ToString() => $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port} as {ServerName}";
}

/// <summary>What it presents.</summary>
/// <param name="Fingerprint">SHA-256 of the leaf presented, lower-case hex; null when none was.</param>
/// <param name="Serial">Its serial, lower-case hex.</param>
/// <param name="Failure">One sentence; null when a certificate was presented.</param>
public sealed record ServedCertificate(string? Fingerprint, string? Serial, string? Failure)
{
    public static ServedCertificate Unseen(string failure) => new(null, null, failure);
}
