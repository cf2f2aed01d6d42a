using System.Runtime.Versioning;
using Reconciler.Adapters.Deploy;
using Reconciler.Core.Planning;
using static Reconciler.Adapters.Tests.Deploy.DeployBench;

namespace Reconciler.Adapters.Tests.Deploy;

[UnsupportedOSPlatform("windows")]
public sealed class FilesDriftTests : IDisposable
{
    private readonly DeployBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact(DisplayName = "TGT-03 What is as it was left has no drift")]
    public async Task No_drift()
    {
        var content = await _bench.PlaceAsync(Split, "www", 1);
        var observed = await _bench.ObserveAsync(Split, "www", content);

        Assert.Equal((DriftKind.None, null, null), (observed.Drift, observed.Detail, observed.Refreshed));
    }

    [Theory(DisplayName = "TGT-03 Drift of files is found, told with its path, and repaired")]
    [InlineData("content", DriftKind.Changed, "cert.pem holds other content")]
    [InlineData("size", DriftKind.Changed, "cert.pem holds 4 octets")]
    [InlineData("mode", DriftKind.Changed, "privkey.pem has permissions 0644 instead of 0600")]
    [InlineData("file-gone", DriftKind.Missing, "privkey.pem is missing")]
    [InlineData("file-is-link", DriftKind.Changed, "cert.pem is no longer a file")]
    [InlineData("link-gone", DriftKind.Missing, "certs/www is missing")]
    [InlineData("link-back", DriftKind.Changed, "leads to .versions/www/1 instead of .versions/www/2")]
    [InlineData("versions-gone", DriftKind.Missing, "cert.pem is missing")]
    [InlineData("all-gone", DriftKind.Missing, "certs is missing")]
    public async Task Drift(string what, DriftKind expected, string detail)
    {
        var content = await _bench.PlaceAsync(Split, "www", 2, await _bench.PlaceAsync(Split, "www", 1));
        Break(what);
        var observed = await _bench.ObserveAsync(Split, "www", content);
        var repaired = await _bench.PlaceAsync(Split, "www", 2, content);

        Assert.Equal(expected, observed.Drift);
        Assert.Contains(detail, observed.Detail, StringComparison.Ordinal);
        Assert.Equal(Key("www", 2), _bench.Read("www", "privkey.pem"));
        Assert.Equal(Leaf("www", 2), _bench.Read("www", "cert.pem"));
        Assert.Equal(DriftKind.None, (await _bench.ObserveAsync(Split, "www", repaired)).Drift);
    }

    [Fact(DisplayName = "TGT-03 A file that was only touched is drift of stat alone: the record is refreshed and then matches")]
    public async Task Touched()
    {
        var content = await _bench.PlaceAsync(Split, "www", 1);
        File.SetLastWriteTimeUtc(Path.Combine(_bench.Certs, "www", "cert.pem"), DateTime.UnixEpoch.AddDays(1));
        var deployment = Deployment(Split, "www", content);
        var later = _bench.TargetAt(new Testing.ManualTime(new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        var observed = Assert.Single(await later.ObserveAsync([deployment], CancellationToken.None));
        var again = Assert.Single(await later.ObserveAsync([deployment with { Content = observed.Refreshed! }], CancellationToken.None));

        Assert.Equal(DriftKind.Touched, observed.Drift);
        Assert.Equal(DriftKind.None, again.Drift);
        Assert.Equal(content.Files.Select(file => file.Sha256), observed.Refreshed!.Files.Select(file => file.Sha256));
    }

    [Fact(DisplayName = "TGT-03 A file touched within the clock's last tick is not trusted: its content is compared again")]
    public async Task Touched_just_now()
    {
        var content = await _bench.PlaceAsync(Split, "www", 1);
        File.SetLastWriteTimeUtc(Path.Combine(_bench.Certs, "www", "cert.pem"), DateTime.UnixEpoch.AddDays(1));
        var past = _bench.TargetAt(new Testing.ManualTime(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        var observed = Assert.Single(await past.ObserveAsync([Deployment(Split, "www", content)], CancellationToken.None));
        var again = Assert.Single(await past.ObserveAsync([Deployment(Split, "www", observed.Refreshed!)], CancellationToken.None));

        Assert.Equal(DriftKind.Touched, again.Drift);
    }

    [Fact(DisplayName = "TGT-03 Of a file that is not stamped before the switch no stamps are recorded")]
    public void Stamped_in_the_same_tick()
    {
        using var batch = FilesBatch.Open(_bench.Roots, Split, _bench.MakerFor(Split), [Item("www", 1)]);
        batch.Stage(CancellationToken.None);
        var outcome = Assert.Single(batch.Outcomes());

        Assert.All(outcome.Content!.Files, file => Assert.Equal((0, 0), (file.ModifiedNanoseconds, file.ChangedNanoseconds)));
    }

    [Fact(DisplayName = "TGT-03 What cannot be looked at is unreadable, not missing")]
    public async Task Unreadable()
    {
        var content = await _bench.PlaceAsync(Split, "www", 1);
        Directory.Move(Path.Combine(_bench.Certs, ".versions", "www"), Path.Combine(_bench.Certs, ".versions", "moved"));
        File.CreateSymbolicLink(Path.Combine(_bench.Certs, ".versions", "www"), "www");

        Assert.Equal(DriftKind.Unreadable, (await _bench.ObserveAsync(Split, "www", content)).Drift);
    }

    [Fact(DisplayName = "TGT-03 A published name that became a file of somebody else's is drift, and a conflict when placed")]
    public async Task Replaced_link()
    {
        var content = await _bench.PlaceAsync(Bundle, "www", 1);
        File.Delete(Path.Combine(_bench.Certs, "www.pem"));
        File.WriteAllText(Path.Combine(_bench.Certs, "www.pem"), "mine");
        var outcome = await _bench.TryPlaceAsync(Bundle, "www", 2, content);

        Assert.Equal(DriftKind.Changed, (await _bench.ObserveAsync(Bundle, "www", content)).Drift);
        Assert.True(outcome.NeedsPerson);
        Assert.Equal("mine", _bench.Read("www.pem"));
    }

    [SkippableFact(DisplayName = "TGT-03 A change of owner is drift")]
    public async Task Owner()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "only root can give files away");
        var content = await _bench.PlaceAsync(Split with { Owner = "nobody" }, "www", 1);
        Testing.ExternalPrograms.Run("chown", ["root", Path.Combine(_bench.Certs, "www", "privkey.pem")]);

        var observed = await _bench.ObserveAsync(Split with { Owner = "nobody" }, "www", content);
        Assert.Equal(DriftKind.Changed, observed.Drift);
        Assert.Contains("privkey.pem is owned by user 0", observed.Detail, StringComparison.Ordinal);
    }

    private void Break(string what)
    {
        var current = Path.Combine(_bench.Certs, ".versions", "www", "2");
        var certificate = Path.Combine(current, "cert.pem");
        var link = Path.Combine(_bench.Certs, "www");
        switch (what)
        {
            case "content":
                using (var file = File.OpenWrite(certificate)) file.WriteByte((byte)'+');
                break;
            case "size":
                File.WriteAllText(certificate, "mine");
                break;
            case "mode":
                File.SetUnixFileMode(Path.Combine(current, "privkey.pem"), Folder.PublicMode);
                break;
            case "file-gone":
                File.Delete(Path.Combine(current, "privkey.pem"));
                break;
            case "file-is-link":
                File.Move(certificate, certificate + ".moved");
                File.CreateSymbolicLink(certificate, "cert.pem.moved");
                break;
            case "link-gone":
                File.Delete(link);
                break;
            case "link-back":
                File.Delete(link);
                File.CreateSymbolicLink(link, ".versions/www/1");
                break;
            case "versions-gone":
                Directory.Delete(Path.Combine(_bench.Certs, ".versions"), recursive: true);
                break;
            case "all-gone":
                Directory.Delete(_bench.Certs, recursive: true);
                break;
            default:
                throw new ArgumentException("unknown damage", nameof(what));
        }
    }
}
