using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using static Reconciler.Adapters.Tests.Deploy.DeployBench;

namespace Reconciler.Adapters.Tests.Deploy;

/// <summary>The umask belongs to the whole process: these tests run alone.</summary>
[CollectionDefinition(nameof(UmaskTests), DisableParallelization = true)]
public sealed class UmaskCollection;

[Collection(nameof(UmaskTests))]
[UnsupportedOSPlatform("windows")]
public sealed class UmaskTests : IDisposable
{
    private readonly DeployBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory(DisplayName = "TGT-02 Permissions are the same whatever the umask is")]
    [InlineData(0b000_000_000)]
    [InlineData(0b000_111_111)]
    [InlineData(0b000_010_111)]
    public async Task Permissions_under_a_umask(uint mask)
    {
        var former = SetMask(mask);
        try
        {
            await _bench.PlaceAsync(Split with { Mode = (UnixFileMode)0b110_100_000 }, "www", 1);
        }
        finally
        {
            _ = SetMask(former);
        }

        Assert.Equal((UnixFileMode)0b110_100_000, File.GetUnixFileMode(Path.Combine(_bench.Certs, "www", "privkey.pem")));
        Assert.Equal((UnixFileMode)0b110_100_100, File.GetUnixFileMode(Path.Combine(_bench.Certs, "www", "cert.pem")));
        Assert.Equal((UnixFileMode)0b111_101_101, File.GetUnixFileMode(_bench.Certs));
        Assert.Equal((UnixFileMode)0b111_101_101, File.GetUnixFileMode(Path.Combine(_bench.Certs, ".versions", "www", "1")));
    }

    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint SetMask(uint mask);
}
