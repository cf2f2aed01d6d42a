using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using Reconciler.Cli.Tests.EndToEnd;

namespace Reconciler.Cli.Tests.Commands;

[UnsupportedOSPlatform("windows")]
public sealed class TrustBundleTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly TempFolder _repository = new();

    public TrustBundleTests() => FortyCertificates.Write(_repository.Path);

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
    }

    [Fact(DisplayName = "PCA-09 trust-bundle prints every root, or those above the authorities named, each once, and refuses what it does not know")]
    public async Task Roots()
    {
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve", "--quiet")).Ends(0);

        Assert.Equal(["CN=Corp Root, C=SE", "CN=Shop Root, C=SE"], await SubjectsAsync());
        Assert.Equal(["CN=Corp Root, C=SE"], await SubjectsAsync("us-issuing", "corp/eu/authority/root"));
        Assert.Equal(["CN=Shop Root, C=SE"], await SubjectsAsync("public"));
        (await _shell.RunAsync("trust-bundle", "nobody", "--repository", _repository.Path)).Refuses(3, "no authority \"nobody\"", "us-issuing");
        (await _shell.RunAsync("trust-bundle", "root", "--repository", _repository.Path)).Refuses(3, "more than one", "corp/eu/authority/root", "shop/web/authority/root");
    }

    [Fact(DisplayName = "trust-bundle of what was never applied prints nothing, and names what is missing when asked for it")]
    public async Task Nothing_yet()
    {
        Assert.Empty(await SubjectsAsync());
        (await _shell.RunAsync("trust-bundle", "public", "--repository", _repository.Path)).Refuses(3, "no authority \"public\"", "apply");
    }

    private async Task<IEnumerable<string>> SubjectsAsync(params string[] names)
    {
        var bundle = (await _shell.RunAsync(["trust-bundle", .. names, "--repository", _repository.Path])).Ends(0).Out;
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(bundle);
        return roots.Select(root => root.Subject);
    }
}
