using Reconciler.Core.Desired;
using Reconciler.Core.Planning;

namespace Reconciler.Adapters.Tests.Deploy;

/// <summary>One file under a password for each certificate.</summary>
public sealed class FilesKeyStoreTests : IDisposable
{
    private readonly DeployBench _bench = new();

    public FilesKeyStoreTests() => _bench.Environment["STORE_PASSWORD"] = "a long password";

    public void Dispose() => _bench.Dispose();

    [Theory(DisplayName = "TGT-01 A PKCS#12 or JKS file is published under the certificate's name, for its owner alone, and switched by one rename")]
    [InlineData(FilesLayout.Pkcs12, "www.p12", "keystore.p12")]
    [InlineData(FilesLayout.Jks, "www.jks", "keystore.jks")]
    public async Task Published_by_name(FilesLayout layout, string published, string file)
    {
        var first = await _bench.PlaceAsync(Spec(layout), "www", 1);
        var second = await _bench.PlaceAsync(Spec(layout), "www", 2, first);

        Assert.Equal($"{layout} www under a long password: key www 2, leaf www 2 + 2", _bench.Read(published));
        Assert.Equal($".versions/www/2/{file}", new FileInfo(Path.Combine(_bench.Certs, published)).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_bench.Certs, ".versions/www/2", file)));
        Assert.Equal(DriftKind.None, (await _bench.ObserveAsync(Spec(layout), "www", second)).Drift);
        Assert.Null((await _bench.RemoveAsync(Spec(layout), "www", second)).Failure);
        Assert.False(Path.Exists(Path.Combine(_bench.Certs, published)));
    }

    [Fact(DisplayName = "TGT-01 Placing again what is there changes nothing, and a file edited by somebody is drift")]
    public async Task Same_content_is_recognised()
    {
        var first = await _bench.PlaceAsync(Spec(FilesLayout.Pkcs12), "www", 1);
        var again = await _bench.PlaceAsync(Spec(FilesLayout.Pkcs12), "www", 1, first);

        Assert.Equal(1, again.VersionFolder);
        File.AppendAllText(Path.Combine(_bench.Certs, "www.p12"), "x");
        Assert.Equal(DriftKind.Changed, (await _bench.ObserveAsync(Spec(FilesLayout.Pkcs12), "www", again)).Drift);
    }

    [Fact(DisplayName = "TGT-01 The four layouts of one certificate share a directory")]
    public async Task Layouts_share_a_directory()
    {
        foreach (var layout in Enum.GetValues<FilesLayout>()) await _bench.PlaceAsync(Spec(layout), "www", 1);

        Assert.Equal(["www", "www.jks", "www.p12", "www.pem"], Directory.GetFileSystemEntries(_bench.Certs, "www*").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory(DisplayName = "TGT-01 A password that is missing, empty or of no use fails the deployment by its name and touches nothing")]
    [InlineData(null, "STORE_PASSWORD is not set")]
    [InlineData("", "STORE_PASSWORD is not set")]
    [InlineData("kurz1", "env:STORE_PASSWORD, is shorter than 6 characters")]
    [InlineData("pässwörter", "env:STORE_PASSWORD, holds characters other than printable ASCII")]
    public async Task Password_is_named(string? password, string reason)
    {
        if (password is null) _bench.Environment.Clear();
        else _bench.Environment["STORE_PASSWORD"] = password;

        var outcome = await _bench.TryPlaceAsync(Spec(FilesLayout.Pkcs12), "www", 1);

        Assert.True(outcome.NeedsPerson);
        Assert.Contains(reason, outcome.Failure, StringComparison.Ordinal);
        if (password is { Length: > 0 }) Assert.DoesNotContain(password, outcome.Failure, StringComparison.Ordinal);
        Assert.False(Path.Exists(_bench.Certs));
    }

    [Fact(DisplayName = "TGT-01 A password comes from a file too, without its line end; one in the repository is refused")]
    public async Task Password_from_a_file()
    {
        var outside = Path.Combine(_bench.Outside, "password");
        var inside = Path.Combine(_bench.Repository, "password");
        File.WriteAllText(outside, "from a file\n");
        File.WriteAllText(inside, "from a file\n");

        await _bench.PlaceAsync(Spec(FilesLayout.Jks) with { Password = new SecretReference.File(outside) }, "www", 1);
        var refused = await _bench.TryPlaceAsync(Spec(FilesLayout.Jks) with { Password = new SecretReference.File(inside) }, "api", 1);
        var absent = await _bench.TryPlaceAsync(Spec(FilesLayout.Jks) with { Password = new SecretReference.File("/nowhere/password") }, "api", 1);

        Assert.StartsWith("Jks www under from a file: ", _bench.Read("www.jks"), StringComparison.Ordinal);
        Assert.Contains("lies in the repository", refused.Failure, StringComparison.Ordinal);
        Assert.Contains("/nowhere/password cannot be read", absent.Failure, StringComparison.Ordinal);
    }

    private static TargetSpec.Files Spec(FilesLayout layout) =>
        new() { Directory = "certs", Layout = layout, Password = layout.NeedsPassword() ? new SecretReference.Variable("STORE_PASSWORD") : null };
}
