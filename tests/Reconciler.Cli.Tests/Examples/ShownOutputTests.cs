using System.Runtime.Versioning;

namespace Reconciler.Cli.Tests.Examples;

/// <summary>
/// What the pages show of the program's output is what it prints. Every block marked <c>console</c> is run, in the order of its page; with
/// <c>RECONCILER_UPDATE=1</c> the blocks are written anew.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class ShownOutputTests
{
    /// <summary>Runs that are compared when a page is written: what is drawn at random is hardly the same in all of them.</summary>
    private const int Runs = 6;

    [Theory(DisplayName = "the output that a page shows is what the program prints")]
    [InlineData("README.md")]
    [InlineData("examples/README.md")]
    public async Task A_page_shows_real_output(string page)
    {
        var file = Path.Combine(RepositoryRoot.Path, page);
        var text = await File.ReadAllTextAsync(file);
        var blocks = ConsoleBlock.In(text);
        Assert.NotEmpty(blocks);
        if (Environment.GetEnvironmentVariable("RECONCILER_UPDATE") == "1")
        {
            await File.WriteAllTextAsync(file, await RewriteAsync(text, blocks));
            return;
        }

        using var session = new ConsoleSession();
        foreach (var block in blocks)
        {
            var printed = await session.RunAsync(block);
            Assert.True(block.Matches(printed), $"{page} shows\n{block.Text}but the program prints\n{printed}run this test with RECONCILER_UPDATE=1 and look at the difference");
        }
    }

    [Theory(DisplayName = "… stands for any text within a line, and for nothing else")]
    [InlineData("$ a\nserial …, until 2027\n", "$ a\nserial 4cbf, until 2027\n", true)]
    [InlineData("$ a\nserial …, until 2027\n", "$ a\nserial 4cbf, until 2028\n", false)]
    [InlineData("$ a\nserial …\n", "$ a\nserial 1\nmore\n", false)]
    [InlineData("$ a\n(b)\n", "$ a\n(b)\n", true)]
    [InlineData("$ a\n(b)\n", "$ a\nb\n", false)]
    public void A_block_matches_by_line(string shown, string printed, bool matches) => Assert.Equal(matches, new ConsoleBlock(shown).Matches(printed));

    private static async Task<string> RewriteAsync(string page, IReadOnlyList<ConsoleBlock> blocks)
    {
        var sessions = Enumerable.Range(0, Runs).Select(number => new ConsoleSession(number)).ToList();
        try
        {
            foreach (var block in blocks)
            {
                var steady = await sessions[0].RunAsync(block);
                foreach (var session in sessions.Skip(1)) steady = ConsoleBlock.Steady(steady, await session.RunAsync(block));
                page = page.Replace(block.Text, steady, StringComparison.Ordinal);
            }
        }
        finally
        {
            sessions.ForEach(session => session.Dispose());
        }

        return page;
    }
}
