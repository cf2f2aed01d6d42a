using System.Text;
using Reconciler.Adapters.Processes;
using Reconciler.Adapters.Publishing;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Planning;
using Reconciler.Testing;
using Reconciler.Testing.Dns;

namespace Reconciler.Adapters.Tests.Publishing;

public class ZoneFilePublisherTests : IDisposable
{
    private const string Zone = "$TTL 300\n@ IN SOA ns1 hostmaster ( 7 ; serial\n  60 60 3600 60 )\n@ NS ns1\nns1 A 127.0.0.1\nwww A 127.0.0.1\n";

    private static readonly ZoneRecord One = new("_one.www.shop.test", "CNAME", "_two.validations.test", 60);
    private static readonly ZoneRecord Value = new("_v.shop.test", "TXT", "a \"quoted\" \\ value; with å", 60);

    private readonly TempFolder _folder = new();
    private readonly RecordedRunner _runner = new();

    public void Dispose() => _folder.Dispose();

    [Fact(DisplayName = "DNS-12 records are set in a marked block at the end, the serial is raised, all else is kept octet by octet")]
    public async Task Append()
    {
        Write(Zone);
        Assert.Equal(PublishOutcome.Done, await SetAsync(One, Value));
        Assert.Equal(
            Zone.Replace("( 7 ;", "( 8 ;", StringComparison.Ordinal)
                + "; BEGIN reconciler (this block is rewritten: write other records outside it)\n"
                + "_one.www.shop.test. 60 IN CNAME _two.validations.test.\n"
                + "_v.shop.test. 60 IN TXT \"a \\\"quoted\\\" \\\\ value; with \\195\\165\"\n"
                + "; END reconciler\n",
            Content());
        Assert.Equal([One, Value], (await ReadAsync()).Records.AsEnumerable());
    }

    [Fact(DisplayName = "DNS-12 setting what is there and removing what is gone change nothing, and the server reads the file again")]
    public async Task Idempotent()
    {
        Write(Zone);
        await SetAsync(One);
        var before = Content();
        Assert.Equal(PublishOutcome.Done, await SetAsync(One));
        Assert.Equal(PublishOutcome.Done, await ApplyAsync(new ZoneChange(Value, Remove: true)));
        Assert.Equal(before, Content());
        Assert.Equal(3, _runner.Commands.Count);
    }

    [Fact(DisplayName = "DNS-12 a record is replaced and removed inside the block, wherever the block was moved to")]
    public async Task Replace_and_remove()
    {
        Write("; BEGIN reconciler\n_old.shop.test. 60 IN CNAME x.test.\n; END reconciler\n; a note\n" + Zone);
        await ApplyAsync(new ZoneChange(One, false), new ZoneChange(new("_old.shop.test", "CNAME", "y.test", 30), false));
        Assert.Equal(["y.test", One.Value], (await ReadAsync()).Records.Select(record => record.Value));
        await ApplyAsync(new ZoneChange(One, true), new ZoneChange(new("_old.shop.test", "CNAME", "y.test", 30), true));
        Assert.Equal(
            "; BEGIN reconciler (this block is rewritten: write other records outside it)\n; END reconciler\n; a note\n"
                + Zone.Replace("( 7 ;", "( 9 ;", StringComparison.Ordinal),
            Content());
    }

    [Theory(DisplayName = "DNS-12 the serial is found and raised in every form that a SOA record is written in")]
    [InlineData("@ SOA ns1 h 2026011599 1 1 1 1\n", "@ SOA ns1 h 2026011600 1 1 1 1\n")]
    [InlineData("shop.test. 30 IN SOA ns1 h (\r\n\t4294967295 ; serial )\r\n 1 1 1 1 )\r\n", "shop.test. 30 IN SOA ns1 h (\r\n\t0 ; serial )\r\n 1 1 1 1 )\r\n")]
    [InlineData("$ORIGIN test.\nshop IN 1h SOA ns1 h( 1 1 1 1 1 )\n", "$ORIGIN test.\nshop IN 1h SOA ns1 h( 2 1 1 1 1 )\n")]
    [InlineData("; SOA 5\n@\tSOA ns1 (a\\(b\n 9) 1 1 1 1\n", "; SOA 5\n@\tSOA ns1 (a\\(b\n 10) 1 1 1 1\n")]
    [InlineData("@ SOA ns1 h 1 1 1 1 1", "@ SOA ns1 h 2 1 1 1 1\n")]
    public async Task Serial(string before, string after)
    {
        Write(before);
        Assert.Equal(PublishOutcome.Done, await SetAsync(One));
        var newline = before.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        Assert.StartsWith(after + "; BEGIN reconciler", Content(), StringComparison.Ordinal);
        Assert.EndsWith($"{newline}; END reconciler{newline}", Content(), StringComparison.Ordinal);
    }

    [Theory(DisplayName = "DNS-12 what cannot be done is one sentence, and the file is as it was")]
    [InlineData(Zone + "_one.www CNAME elsewhere\n", "_one.www.shop.test already has a record of type CNAME at line 7")]
    [InlineData(Zone + "_one.www TXT text\n", "already has a record of type TXT at line 7")]
    [InlineData(Zone + "$ORIGIN www\n_one A 127.0.0.1\n", "type A at line 8")]
    [InlineData("@ NS ns1\n", "has no SOA record")]
    [InlineData("@ SOA ns1 h x\n", "the SOA record at line 1 has no serial number")]
    [InlineData("other.test. SOA ns1 h 1 1 1 1 1\n", "holds other.test, which is not among the zones")]
    [InlineData(Zone + "; BEGIN reconciler\n", "are not one pair (line 7)")]
    [InlineData(Zone + "; END reconciler\n; BEGIN reconciler\n", "are not one pair")]
    [InlineData(Zone + "; BEGIN reconciler\nmine A 127.0.0.1\n; END reconciler\n", "line 8 is in the block of reconciler but was not written by it")]
    [InlineData(Zone + "; BEGIN reconciler\n; END reconciler\n  A 127.0.0.1\n", "line 9, right behind the block")]
    [InlineData(Zone + "x TXT \"open\n", "line 7 has a quote that is never closed")]
    [InlineData("@ SOA ns1 h ( 1 1 1 1 1\n", "is never closed")]
    [InlineData(Zone + ")\n", "closes a parenthesis that is not open")]
    [InlineData("  A 127.0.0.1\n", "line 1 has no owner")]
    public async Task Refused(string content, string sentence)
    {
        Write(content);
        var outcome = await SetAsync(One);
        Assert.Contains(sentence, outcome.Failure, StringComparison.Ordinal);
        Assert.Equal(content, Content());
        Assert.Empty(_runner.Commands);
    }

    [Theory(DisplayName = "DNS-12 a record that the file cannot hold is refused with the whole batch")]
    [InlineData("_x.elsewhere.test", "CNAME", "a.test", "is not in the zone shop.test")]
    [InlineData("_x .shop.test", "CNAME", "a.test", "is no name of a record")]
    [InlineData("_x.shop.test", "CNAME", "a.test\n@ A 127.0.0.1", "is no target of a CNAME record")]
    [InlineData("_x.shop.test", "MX", "a.test", "a record of type MX is not written here")]
    [InlineData("_one.www.shop.test", "TXT", "text", "would have a CNAME record beside another one")]
    public async Task Refused_record(string owner, string type, string value, string sentence)
    {
        Write(Zone);
        var outcome = await SetAsync(One, new ZoneRecord(owner, type, value, 60));
        Assert.Contains(sentence, outcome.Failure, StringComparison.Ordinal);
        Assert.Equal(Zone, Content());
    }

    [Fact(DisplayName = "DNS-12 a file that holds one of several zones says which by its SOA record")]
    public async Task Several_zones()
    {
        Write("$ORIGIN shop.test.\n" + Zone);
        var provider = Provider() with { Zones = ["other.test", "shop.test"] };
        Assert.Null((await Publisher().ApplyAsync(provider, [new(One, false)], default)).Failure);
        Write(Zone);
        Assert.Contains("relative name \"@\"", (await Publisher().ReadAsync(provider, default)).Failure, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "DNS-12 a missing file, a folder and a link are failures")]
    public async Task Not_a_file()
    {
        Assert.Contains("does not exist", (await ReadAsync()).Failure, StringComparison.Ordinal);
        Assert.Contains("does not exist", (await SetAsync(One)).Failure, StringComparison.Ordinal);
        _folder.Write("real.db", Zone);
        File.CreateSymbolicLink(_folder.Combine("shop.db"), "real.db");
        Assert.Contains("is a link to real.db", (await SetAsync(One)).Failure, StringComparison.Ordinal);
        Assert.Equal(Zone, await File.ReadAllTextAsync(_folder.Combine("real.db")));
    }

    [SkippableFact(DisplayName = "DNS-12 mode is kept, octets that are no UTF-8 too, and nothing is left beside the file")]
    public async Task Kept()
    {
        if (OperatingSystem.IsWindows()) throw new SkipException("files have no mode here");
        byte[] content = [.. Encoding.ASCII.GetBytes(Zone), (byte)';', 0xFF, 0xC3, (byte)'\n'];
        await File.WriteAllBytesAsync(_folder.Combine("shop.db"), content);
        File.SetUnixFileMode(_folder.Combine("shop.db"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        await File.WriteAllTextAsync(_folder.Combine(".shop.db.reconciler"), "left behind");
        Assert.Equal(PublishOutcome.Done, await SetAsync(One));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(_folder.Combine("shop.db")));
        Assert.True((await File.ReadAllBytesAsync(_folder.Combine("shop.db"))).AsSpan().IndexOf((byte[])[0xFF, 0xC3, (byte)'\n']) > 0);
        Assert.Equal(["shop.db"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact(DisplayName = "DNS-12 a reload that fails is a failure; the next try runs it again without touching the file")]
    public async Task Failed_reload()
    {
        Write(Zone);
        _runner.Failure = "\"rndc\" ended with 1: not found";
        Assert.Contains("is written, but the reload failed: \"rndc\" ended with 1: not found", (await SetAsync(One)).Failure, StringComparison.Ordinal);
        var written = Content();
        _runner.Failure = null;
        Assert.Equal(PublishOutcome.Done, await SetAsync(One));
        Assert.Equal(written, Content());
        Assert.Equal(["rndc reload shop.test", "rndc reload shop.test"], _runner.Commands);
    }

    [SkippableFact(DisplayName = "DNS-12 a real name server serves what was published and no more what was removed, and named-checkzone accepts the file")]
    public async Task Real_server()
    {
        ExternalPrograms.Require("rndc");
        using var named = await NamedServer.StartAsync(new Dictionary<string, string?> { ["shop.test"] = Zone });
        var publisher = new ZoneFilePublisher("/", new ProgramRunner());
        var (file, reload) = (named.ZoneFile("shop.test"), named.ReloadCommand("shop.test"));
        var provider = new DnsProviderSpec.ZoneFile { Zones = ["shop.test"], File = file, Reload = [.. reload] };

        Assert.Null((await publisher.ApplyAsync(provider, [new(One, false), new(Value, false)], default)).Failure);
        await UntilAsync(() => Dns.DigClient.Short(named.Endpoint, One.Owner, "CNAME") is ["_two.validations.test."]);
        Assert.Equal(["\"a \\\"quoted\\\" \\\\ value; with \\195\\165\""], Dns.DigClient.Short(named.Endpoint, Value.Owner, "TXT"));
        var check = ExternalPrograms.Run("named-checkzone", ["shop.test", named.ZoneFile("shop.test")]);
        Assert.True(check.ExitCode == 0, check.All);

        Assert.Null((await publisher.ApplyAsync(provider, [new(One, true)], default)).Failure);
        await UntilAsync(() => Dns.DigClient.Short(named.Endpoint, One.Owner, "CNAME") is []);
        Assert.StartsWith("ns1.shop.test. hostmaster.shop.test. 9 ", Dns.DigClient.Short(named.Endpoint, "shop.test", "SOA").Single(), StringComparison.Ordinal);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(20), "the name server does not serve the change");
            await Task.Delay(20);
        }
    }

    private ZoneFilePublisher Publisher() => new(_folder.Path, _runner);

    private static DnsProviderSpec.ZoneFile Provider() => new() { Zones = ["shop.test"], File = "shop.db", Reload = ["rndc", "reload", "shop.test"] };

    private Task<PublishOutcome> SetAsync(params ZoneRecord[] records) => ApplyAsync([.. records.Select(record => new ZoneChange(record, false))]);

    private Task<PublishOutcome> ApplyAsync(params ZoneChange[] changes) => Publisher().ApplyAsync(Provider(), changes, default);

    private Task<ProviderReading> ReadAsync() => Publisher().ReadAsync(Provider(), default);

    private void Write(string content) => _folder.Write("shop.db", content);

    private string Content() => File.ReadAllText(_folder.Combine("shop.db"));

    private sealed class RecordedRunner : IProgramRunner
    {
        public List<string> Commands { get; } = [];

        public string? Failure { get; set; }

        public Task<ProgramOutcome> RunAsync(IReadOnlyList<string> command, ReadOnlyMemory<byte> input, TimeSpan limit, CancellationToken cancellationToken) =>
            RunAsync(command, limit, cancellationToken);

        public Task<ProgramOutcome> RunAsync(IReadOnlyList<string> command, TimeSpan limit, CancellationToken cancellationToken)
        {
            Commands.Add(string.Join(' ', command));
            return Task.FromResult(new ProgramOutcome(Failure, ""));
        }
    }
}
