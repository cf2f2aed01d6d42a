namespace Reconciler.Core.Domain;

/// <summary>What a passphrase of a file may be.</summary>
public static class Passphrases
{
    /// <summary>Octets of a passphrase that protects an exported key wherever the file goes.</summary>
    public const int LeastForExport = 12;

    /// <summary>Octets of a password of a file that is placed on a target; Java's keytool opens nothing under a shorter one.</summary>
    public const int LeastForTarget = 6;

    /// <summary>Octets.</summary>
    public const int Most = 128;

    /// <summary>Why it cannot be used, as the end of a sentence that begins with its name; null when it can. Never tells a part of it.</summary>
    public static string? Fault(Secret passphrase, int least)
    {
        ArgumentNullException.ThrowIfNull(passphrase);
        var bytes = passphrase.Bytes;
        if (bytes.Length < least) return $"is shorter than {least} characters";
        if (bytes.Length > Most) return $"is longer than {Most} characters";
        return bytes.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? "holds characters other than printable ASCII, which programs encode differently" : null;
    }
}
