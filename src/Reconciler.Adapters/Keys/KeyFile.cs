using System.Security.Cryptography;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Keys;

/// <summary>A key-encryption key in a file: one line of base64, for its owner alone.</summary>
internal static class KeyFile
{
    private const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Octets that a key's line can have, with room for white space.</summary>
    public const int MaxLength = 128;

    /// <summary>Reads at most <see cref="MaxLength"/> octets; the caller zeroes them. Refuses a file that others can reach.</summary>
    public static int Read(string path, string scope, Span<byte> line)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var mode = File.GetUnixFileMode(file.SafeFileHandle);
            if ((mode & ~OwnerReadsAndWrites) == 0) return file.ReadAtLeast(line, line.Length, throwOnEndOfStream: false);
            throw new ReconcilerException(
                FailureKind.Environment,
                $"the key-encryption key of {scope}, {path}, is open to others: its mode is 0{Convert.ToString((int)mode, 8)}",
                $"chmod 600 {path}, and find out who could read it");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unusable("read", path, scope, failure);
        }
    }

    /// <summary>Makes a new key, durable before this returns. An existing file is never written over.</summary>
    public static void Create(string path, string scope, IEntropy entropy)
    {
        Span<byte> key = stackalloc byte[KeyEncryptionKey.Length];
        Span<byte> line = stackalloc byte[64];
        try
        {
            entropy.Fill(key);
            System.Buffers.Text.Base64.EncodeToUtf8(key, line, out _, out var written);
            line[written] = (byte)'\n';
            Place(path, scope, line[..(written + 1)]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(line);
        }
    }

    /// <summary>Writes a new file for its owner alone, durable before this returns. An existing one is never written over.</summary>
    public static void Place(string path, string scope, ReadOnlySpan<byte> line)
    {
        var folder = Path.GetDirectoryName(path)!;
        var temporary = $"{path}.new";
        try
        {
            Directory.CreateDirectory(folder, OwnerReadsAndWrites | UnixFileMode.UserExecute);
            Write(temporary, line);
            File.Move(temporary, path, overwrite: false);
            DurableFolder.Flush(folder);
            DurableFolder.Flush(Path.GetDirectoryName(folder)!);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unusable("made", path, scope, failure);
        }
    }

    private static void Write(string path, ReadOnlySpan<byte> line)
    {
        File.Delete(path);
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            UnixCreateMode = OwnerReadsAndWrites,
        });
        file.Write(line);
        file.Flush(flushToDisk: true);
    }

    private static ReconcilerException Unusable(string verb, string path, string scope, Exception failure) => new(
        FailureKind.Environment,
        $"the key-encryption key of {scope}, {path}, cannot be {verb}: {failure.Message}",
        "give the user that runs this the right to its state folder; nothing was changed",
        failure);
}
