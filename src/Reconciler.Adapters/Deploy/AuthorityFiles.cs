using System.Security.Cryptography;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Deploy;

/// <summary>Certificates and CRLs of authorities as files that HTTP servers give out: mode 0644, folders made as need be.</summary>
public sealed class AuthorityFiles(DeployRoots roots) : IAuthorityPublisher
{
    private const string NewFileSuffix = ".new";

    public string CrlPath(ResourceId authority, RevocationSpec revocation) => PathOf("crl", authority, ".crl", revocation);

    public string CertificatePath(ResourceId authority, RevocationSpec revocation) => PathOf("ca", authority, ".cer", revocation);

    public bool Holds(string path, string sha256)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using var folder = roots.Open(Path.GetDirectoryName(path)!, MissingFolders.Leave);
            using var file = folder?.TryOpenFile(Path.GetFileName(path));
            if (file is null) return false;
            using var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
            return string.Equals(Convert.ToHexStringLower(SHA256.HashData(stream)), sha256, StringComparison.Ordinal);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What cannot be read is not held; writing it tells why.
            return false;
        }
    }

    public string? Write(string path, ReadOnlySpan<byte> content)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using var folder = roots.Open(Path.GetDirectoryName(path)!, MissingFolders.MakeAll)!;
            var name = Path.GetFileName(path);
            folder.RemoveFile(name + NewFileSuffix);
            folder.WriteFile(name + NewFileSuffix, content, Folder.PublicMode, owner: null, durable: true);
            folder.Move(name + NewFileSuffix, folder, name);
            folder.Sync();
            return null;
        }
        catch (IOException failure)
        {
            return failure.Message;
        }
    }

    private string PathOf(string kind, ResourceId authority, string suffix, RevocationSpec revocation)
    {
        ArgumentNullException.ThrowIfNull(authority);
        ArgumentNullException.ThrowIfNull(revocation);
        var directory = revocation.Directory is null ? roots.StateFolder : roots.Absolute(revocation.Directory);
        return Path.Combine(directory, kind, authority.Account, authority.Region!, authority.Name + suffix);
    }
}
