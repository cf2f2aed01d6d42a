using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Testing.Applying;

/// <summary>What authorities publish, by path.</summary>
public sealed class FakeAuthorityFiles : IAuthorityPublisher
{
    public ConcurrentDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Set: every write fails so.</summary>
    public string? Failure { get; set; }

    public string CrlPath(ResourceId authority, RevocationSpec revocation) => $"/srv/crl/{authority}.crl";

    public string CertificatePath(ResourceId authority, RevocationSpec revocation) => $"/srv/ca/{authority}.cer";

    public bool Holds(string path, string sha256) => Files.TryGetValue(path, out var content) && Convert.ToHexStringLower(SHA256.HashData(content)) == sha256;

    public string? Write(string path, ReadOnlySpan<byte> content)
    {
        if (Failure is not null) return Failure;
        Files[path] = content.ToArray();
        return null;
    }

    /// <summary>Lines of an authority's CRL: its number, then serial and reason of each entry.</summary>
    public string[] Crl(ResourceId authority) => Encoding.UTF8.GetString(Files[CrlPath(authority, new())]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
