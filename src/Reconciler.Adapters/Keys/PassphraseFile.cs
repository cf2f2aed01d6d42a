using System.Globalization;
using System.Text;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Keys;

/// <summary>
/// What a key is made of besides its passphrase, one line beside the state: <c>argon2id v=19 m=65536 t=3 p=1 salt=… check=…</c>. Nothing in it is
/// secret, but without it the passphrase opens nothing.
/// </summary>
/// <param name="Check">SHA-256 of the second half of what is derived; the first half is the key.</param>
internal sealed record PassphraseFile(PassphraseCost Cost, byte[] Salt, byte[] Check)
{
    public const int SaltLength = 16;
    private const int CheckLength = 32;
    private const int LongestLine = 256;

    // What may be asked of this machine by a file that somebody changed.
    private const int MostMemory = 1024 * 1024;
    private const int MostPasses = 16;
    private const int MostLanes = 16;

    public static PassphraseFile Read(string path, string scope)
    {
        Span<byte> line = stackalloc byte[LongestLine];
        var text = Encoding.ASCII.GetString(line[..KeyFile.Read(path, scope, line)]).TrimEnd('\n');
        return Parse(text) ?? throw new ReconcilerException(
            FailureKind.Environment,
            $"{path}, which makes the key-encryption key of {scope} of its passphrase, is damaged or of a newer version",
            "put the file back from its safe copy; nothing was changed");
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"argon2id v=19 m={Cost.Memory} t={Cost.Passes} p={Cost.Lanes} salt={Convert.ToBase64String(Salt)} check={Convert.ToBase64String(Check)}");

    private static PassphraseFile? Parse(string text)
    {
        var parts = text.Split(' ');
        if (parts is not ["argon2id", "v=19", _, _, _, _, _]) return null;
        if (Number(parts[2], "m=", 8, MostMemory) is not { } memory || Number(parts[3], "t=", 1, MostPasses) is not { } passes || Number(parts[4], "p=", 1, MostLanes) is not { } lanes)
            return null;
        return Bytes(parts[5], "salt=", SaltLength) is { } salt && Bytes(parts[6], "check=", CheckLength) is { } check ? new(new(memory, passes, lanes), salt, check) : null;
    }

    private static int? Number(string part, string name, int least, int most) =>
        part.StartsWith(name, StringComparison.Ordinal) && int.TryParse(part.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most ? number : null;

    private static byte[]? Bytes(string part, string name, int length)
    {
        var bytes = new byte[length];
        return part.StartsWith(name, StringComparison.Ordinal) && Convert.TryFromBase64String(part[name.Length..], bytes, out var written) && written == length ? bytes : null;
    }
}
