using Reconciler.Adapters.Processes;
using Reconciler.Core.Applying.Ports;
using Reconciler.Testing;

namespace Reconciler.Adapters.Tests.Processes;

public class ProgramRunnerTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [SkippableFact(DisplayName = "a program that ends with 0 succeeds, and both its outputs are kept")]
    public async Task Success()
    {
        var outcome = await RunAsync(["sh", "-c", "echo out; echo err >&2"], Long);
        Assert.Null(outcome.Failure);
        Assert.Contains("out\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("err\n", outcome.Output, StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "a failure names the program, how it ended and the last line that it wrote")]
    public async Task Failure() =>
        Assert.Equal("\"sh\" ended with 3: no such zone", (await RunAsync(["sh", "-c", "echo first; echo no such zone; exit 3"], Long)).Failure);

    [SkippableFact(DisplayName = "arguments reach the program as they are: no shell reads them")]
    public async Task No_shell() =>
        Assert.Equal("$HOME; * `id`\n", (await RunAsync(["printf", "%s\n", "$HOME; * `id`"], Long)).Output);

    [Theory(DisplayName = "a program that cannot be started is a failure, not an exception")]
    [InlineData("/nonexistent/program")]
    [InlineData("no-such-program-anywhere")]
    [InlineData("/etc/hostname")]
    [InlineData("")]
    public async Task Not_started(string program) => Assert.NotNull((await new ProgramRunner().RunAsync([program], Long, default)).Failure);

    [SkippableFact(DisplayName = "past the limit the program and its children are killed")]
    public async Task Limit()
    {
        using var folder = new TempFolder();
        var outcome = await RunAsync(["sh", "-c", $"sleep 600 & echo $! > {folder.Combine("pid")}; echo begun; wait"], TimeSpan.FromSeconds(1));
        Assert.Equal("\"sh\" did not end within 1 seconds and was killed: begun", outcome.Failure);
        var status = $"/proc/{(await File.ReadAllTextAsync(folder.Combine("pid"))).Trim()}/status";
        Assert.True(!File.Exists(status) || (await File.ReadAllTextAsync(status)).Contains("State:\tZ", StringComparison.Ordinal));
    }

    [SkippableFact(DisplayName = "a child that keeps the output open does not hold up the end")]
    public async Task Open_pipe()
    {
        using var folder = new TempFolder();
        var outcome = await RunAsync(["sh", "-c", $"sleep 600 & echo $! > {folder.Combine("pid")}; echo done"], Long);
        Assert.Null(outcome.Failure);
        Assert.Equal("done\n", outcome.Output);
        System.Diagnostics.Process.GetProcessById(int.Parse((await File.ReadAllTextAsync(folder.Combine("pid"))).Trim(), null)).Kill();
    }

    [SkippableFact(DisplayName = "of much output the last 4 KiB are kept")]
    public async Task Tail()
    {
        var outcome = await RunAsync(["sh", "-c", "i=0; while [ $i -lt 5000 ]; do echo line $i; i=$((i+1)); done"], Long);
        Assert.Equal(4096, outcome.Output.Length);
        Assert.EndsWith("line 4999\n", outcome.Output, StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "a program inherits PATH, HOME and LANG and nothing else")]
    public async Task Environment_is_small()
    {
        Environment.SetEnvironmentVariable("RECONCILER_TEST_SECRET", "hush");
        var lines = (await RunAsync(["env"], Long)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(lines, line => line.StartsWith("PATH=", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Contains(line.Split('=')[0], (string[])["PATH", "HOME", "LANG"]));
    }

    [SkippableFact(DisplayName = "a cancelled run kills the program and is cancelled")]
    public async Task Cancelled()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        string[] command = [ExternalPrograms.Require("sleep"), "600"];
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new ProgramRunner().RunAsync(command, Long, source.Token));
    }

    private static Task<ProgramOutcome> RunAsync(string[] command, TimeSpan limit)
    {
        ExternalPrograms.Require(command[0]);
        return new ProgramRunner().RunAsync(command, limit, default);
    }
}
