using System.Collections.Immutable;
using System.Runtime.Versioning;
using Reconciler.Cli.Commands.Watching;
using Reconciler.Cli.Output;
using Reconciler.Cli.Tests.EndToEnd;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Tests.Commands;

[UnsupportedOSPlatform("windows")]
public sealed class WatchTests
{
    private static readonly StatusRow Www = new("default/local/certificate/www", "crn", "PENDING_VALIDATION", null, null, null, null, [], StatusConcern.None, ImmutableSortedDictionary<string, string>.Empty, []);

    [Fact(DisplayName = "status --watch in a pipe has a line for each object at first, and one more for each that is another; what stays says nothing")]
    public async Task Piped()
    {
        var changed = Www with { Status = "ISSUED", End = ManualTime.Start.AddDays(30), Serial = "0a", Targets = ["edge"] };
        var told = await WatchAsync(false, Board(1, Www, Www with { Id = "b" }), Board(1, Www, Www with { Id = "b" }), Board(2, changed, Www with { Id = "b" }), Board(3, changed));
        Assert.Equal(
            [
                "2026-01-15T12:00:00Z default/local/certificate/www PENDING_VALIDATION",
                "2026-01-15T12:00:00Z b PENDING_VALIDATION",
                "2026-01-15T12:00:00Z default/local/certificate/www ISSUED ends 2026-02-14T12:00:00Z serial 0a on edge",
                "2026-01-15T12:00:00Z b is gone",
            ],
            told.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact(DisplayName = "status --watch on a terminal draws the whole again when something changed, and once a minute")]
    public async Task Drawn()
    {
        var boards = Enumerable.Range(0, 62).Select(i => Board(i == 0 ? 1 : 2, Www)).ToArray();
        var told = await WatchAsync(true, boards);
        Assert.Equal(3, told.Out.Split("\u001b[H\u001b[2J").Length - 1);
        Assert.Equal(3, told.Reads);
        Assert.Contains("certificate/www", told.Out, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "status --watch goes on when what it asks is gone for a while, says so once, and ends where it never was there")]
    public async Task Gone()
    {
        var told = await WatchAsync(false, Board(1, Www), null, null, Board(2, Www with { Status = "ISSUED" }));
        Assert.Equal("gone; it is asked again\n", told.Error);
        Assert.Contains("ISSUED", told.Out, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ReconcilerException>(() => WatchAsync(false, [null]));
    }

    [Theory(DisplayName = "status refuses what it cannot watch or ask")]
    [InlineData("status --watch is text", "--watch", "--format", "json")]
    [InlineData("is no address of a daemon", "--daemon", "ftp://127.0.0.1")]
    [InlineData("is no address of a daemon", "--daemon", "http://me:secret@127.0.0.1")]
    [InlineData("a daemon gives no snapshot", "--daemon", "http://127.0.0.1:1", "--export-snapshot", "-")]
    public async Task Usage(string why, params string[] options)
    {
        using var shell = new CommandLine();
        using var repository = new SmallRepository();
        (await shell.RunAsync(["status", repository.Path, .. options])).Refuses(3, why);
    }

    [Fact(DisplayName = "status of a daemon that does not answer says so and ends 1")]
    public async Task Absent()
    {
        using var shell = new CommandLine();
        Assert.Contains("http://127.0.0.1:1 cannot be asked", (await shell.RunAsync("status", "--daemon", "http://127.0.0.1:1/")).Ends(1).Error, StringComparison.Ordinal);
    }

    private static StatusBoard Board(long serial, params StatusRow[] rows) => new("lineage", serial, ManualTime.Start, [.. rows]);

    private static async Task<(string Out, string Error, int Reads)> WatchAsync(bool isTerminal, params StatusBoard?[] boards)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var stop = new CancellationTokenSource();
        var source = new Boards(boards);
        var time = new SkippingTime(waits =>
        {
            source.Now = waits;
            if (waits >= boards.Length) stop.Cancel();
        });
        var watch = new StatusWatch(source, new Terminal { Out = output, Error = error, In = TextReader.Null, IsOutTerminal = isTerminal }, time);
        var ended = await Record.ExceptionAsync(() => watch.RunAsync(stop.Token));
        if (ended is not OperationCanceledException) throw ended!;
        return (output.ToString(), error.ToString(), source.Reads);
    }

    /// <summary>One board for each second; null: it cannot be read then.</summary>
    private sealed class Boards(StatusBoard?[] boards) : IStatusSource
    {
        public int Now { get; set; }

        public int Reads { get; private set; }

        public Task<StateMark> ReadMarkAsync(CancellationToken cancellationToken) => Task.FromResult(new StateMark(Current.Lineage, Current.Serial));

        public Task<StatusBoard> ReadAsync(CancellationToken cancellationToken)
        {
            Reads++;
            return Task.FromResult(Current);
        }

        private StatusBoard Current => boards[Now] ?? throw new ReconcilerException(FailureKind.Environment, "gone");
    }
}
