using System.Runtime.Versioning;
using System.Security.Cryptography;
using Reconciler.Adapters.Deploy;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Tests.Deploy;

[UnsupportedOSPlatform("windows")]
public sealed class AuthorityFilesTests : IDisposable
{
    private static readonly ResourceId Root = ResourceId.Authority("shop", "eu", "corp-root");

    private readonly DeployBench _bench = new();
    private readonly AuthorityFiles _files;

    public AuthorityFilesTests() => _files = new(_bench.Roots);

    public void Dispose() => _bench.Dispose();

    [Fact(DisplayName = "CRL and certificate lie below the state folder, or the declared directory, by account, region and name")]
    public void Paths()
    {
        Assert.Equal($"{_bench.StateFolder}/crl/shop/eu/corp-root.crl", _files.CrlPath(Root, new()));
        Assert.Equal($"{_bench.StateFolder}/ca/shop/eu/corp-root.cer", _files.CertificatePath(Root, new()));
        Assert.Equal("/srv/pki/crl/shop/eu/corp-root.crl", _files.CrlPath(Root, new() { Directory = "/srv/pki/" }));
        Assert.Equal($"{_bench.Repository}/pki/ca/shop/eu/corp-root.cer", _files.CertificatePath(Root, new() { Directory = "pki" }));
    }

    [Fact(DisplayName = "PCA-04 A CRL is written whole, readable by all, with its folders, and replaces the former one")]
    public void Writes()
    {
        var path = _files.CrlPath(Root, new());

        Assert.Null(_files.Write(path, "first"u8));
        Assert.Null(_files.Write(path, "second"u8));
        Assert.Equal("second", File.ReadAllText(path));
        Assert.Equal(Folder.PublicMode, File.GetUnixFileMode(path));
        Assert.Equal(Folder.FolderMode, File.GetUnixFileMode(Path.GetDirectoryName(path)!));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact(DisplayName = "A file left by a run that was cut off does not stand in the way")]
    public void Cut_off()
    {
        var path = _files.CrlPath(Root, new());
        _files.Write(path, "first"u8);
        File.WriteAllText(path + ".new", "half");

        Assert.Null(_files.Write(path, "second"u8));
        Assert.Equal("second", File.ReadAllText(path));
    }

    [Fact(DisplayName = "A file is held only with exactly its bytes")]
    public void Holds()
    {
        var path = _files.CrlPath(Root, new());
        var hash = Convert.ToHexStringLower(SHA256.HashData("content"u8));

        Assert.False(_files.Holds(path, hash));
        _files.Write(path, "content"u8);
        Assert.True(_files.Holds(path, hash));
        _files.Write(path, "content."u8);
        Assert.False(_files.Holds(path, hash));
    }

    [Theory(DisplayName = "A directory that leads outside by .. or a link is refused by name and nothing is written")]
    [InlineData("../outside", "leads outside")]
    [InlineData("link", "is a link")]
    public void Escapes(string directory, string reason)
    {
        Directory.CreateDirectory(Path.Combine(_bench.Outside, "outside"));
        File.CreateSymbolicLink(Path.Combine(_bench.Repository, "link"), "../outside");
        var failure = _files.Write(_files.CrlPath(Root, new() { Directory = directory }), "content"u8);

        Assert.Contains(reason, failure, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_bench.Outside, "outside")));
    }

    [Fact(DisplayName = "A folder in the place of the file is a failure in a sentence")]
    public void Folder_in_the_way()
    {
        var path = _files.CrlPath(Root, new());
        Directory.CreateDirectory(path);

        Assert.Contains(path, _files.Write(path, "content"u8), StringComparison.Ordinal);
    }
}
