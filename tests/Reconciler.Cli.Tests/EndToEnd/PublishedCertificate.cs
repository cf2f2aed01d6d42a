using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Reconciler.Cli.Tests.EndToEnd;

/// <summary>A certificate as it lies on a files target: PEM text of leaf, chain and key, and the files themselves.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed record PublishedCertificate(string Leaf, string Chain, string Key, IReadOnlyList<string> KeyFiles, IReadOnlyList<string> OtherFiles)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybody = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Layout split: four files in a folder named after the certificate.</summary>
    public static PublishedCertificate Split(string folder)
    {
        string File(string name) => Path.Combine(folder, name);
        var published = new PublishedCertificate(
            Read(File("cert.pem")), Read(File("chain.pem")), Read(File("privkey.pem")), [File("privkey.pem")], [File("cert.pem"), File("chain.pem"), File("fullchain.pem")]);
        Assert.Equal(published.Leaf + published.Chain, Read(File("fullchain.pem")));
        return published;
    }

    /// <summary>Layout bundle: key, leaf and chain in one file.</summary>
    public static PublishedCertificate Bundle(string file)
    {
        var text = Read(file);
        var blocks = new List<string>();
        for (var rest = text; rest.Length > 0;)
        {
            var fields = PemEncoding.Find(rest);
            blocks.Add(rest[fields.Location] + "\n");
            rest = rest[fields.Location.End..].TrimStart('\n');
        }

        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", blocks[0], StringComparison.Ordinal);
        Assert.Equal(text, string.Concat(blocks));
        return new(blocks[1], string.Concat(blocks.Skip(2)), blocks[0], [file], []);
    }

    public X509Certificate2 Parse() => X509Certificate2.CreateFromPem(Leaf);

    public string SerialNumber
    {
        get
        {
            using var certificate = Parse();
            return certificate.SerialNumber;
        }
    }

    public IReadOnlyList<string> DnsNames
    {
        get
        {
            using var certificate = Parse();
            return [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateDnsNames()];
        }
    }

    /// <summary>Files that hold a key are for their owner alone, others for everybody to read.</summary>
    public PublishedCertificate HasTightModes()
    {
        Assert.All(KeyFiles, file => Assert.Equal(OwnerOnly, File.GetUnixFileMode(file)));
        Assert.All(OtherFiles, file => Assert.Equal(Everybody, File.GetUnixFileMode(file)));
        return this;
    }

    /// <summary>The framework compares the public keys and throws where they differ.</summary>
    public PublishedCertificate KeyMatches()
    {
        using var certificate = X509Certificate2.CreateFromPem(Leaf, Key);
        Assert.True(certificate.HasPrivateKey);
        return this;
    }

    private static string Read(string file) => File.ReadAllText(file);
}
