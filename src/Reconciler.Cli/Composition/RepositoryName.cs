using System.Security.Cryptography;
using System.Text;
using Reconciler.Adapters.Git.Remotes;

namespace Reconciler.Cli.Composition;

/// <summary>What a repository's own folders and files are called outside of it: its last name and eight hexadecimal digits of a hash of its address or path.</summary>
internal static class RepositoryName
{
    public static string Of(string repository)
    {
        if (RemoteAddress.IsRemote(repository)) return RemoteAddress.Parse(repository).FolderName;
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(repository));
        return $"{Path.GetFileName(full)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(full)))[..8]}";
    }
}
