using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Secrets;

/// <summary>Secrets from the environment and from files outside the repository. Thread safe.</summary>
/// <param name="workingFolder">The repository's folder, absolute; null for a bare or remote source.</param>
public sealed class SecretReader(string? workingFolder, IReadOnlyDictionary<string, string> environment) : ISecretSource
{
    /// <summary>Octets of a file.</summary>
    private const int LongestFile = 4096;

    public Result<Secret, string> Read(SecretReference reference) => reference switch
    {
        SecretReference.Variable variable => FromVariable(variable.Name),
        SecretReference.File file => FromFile(file.Path),
        _ => throw new ArgumentOutOfRangeException(nameof(reference)),
    };

    private Result<Secret, string> FromVariable(string name) =>
        environment.TryGetValue(name, out var value) && value.Length > 0
            ? Secret.Take(Encoding.UTF8.GetBytes(value))
            : $"the environment variable {name} is not set, or empty";

    /// <summary>One line; the line end is no part of it.</summary>
    private Result<Secret, string> FromFile(string path)
    {
        if (IsInRepository(path)) return $"{path} lies in the repository, where no secret may stand";
        Span<byte> content = stackalloc byte[LongestFile + 1];
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            if (length > LongestFile) return $"{path} holds more than {LongestFile} octets";
            var line = content[..length].TrimEnd("\r\n"u8);
            return line.IsEmpty ? $"{path} is empty" : Secret.CopyOf(line);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be read: {failure.Message}";
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private bool IsInRepository(string path) =>
        workingFolder is not null && Path.GetFullPath(path).StartsWith(Path.TrimEndingDirectorySeparator(workingFolder) + "/", StringComparison.Ordinal);
}
