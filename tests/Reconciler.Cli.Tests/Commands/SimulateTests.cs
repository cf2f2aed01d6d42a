using System.Runtime.Versioning;
using Reconciler.Cli.Tests.EndToEnd;

namespace Reconciler.Cli.Tests.Commands;

[UnsupportedOSPlatform("windows")]
public sealed class SimulateTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly SmallRepository _repository = new();

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
    }

    [Fact(DisplayName = "RNW-01 simulate shows years ahead without a state: the calendar, the load by day, and what ends without a successor, with date and cause")]
    public async Task Years()
    {
        _repository.Declare("fixed", "fixed.small.example", "  notAfter: 2026-12-31T00:00:00Z");
        string[] simulate = ["simulate", _repository.Path, "--years", "4", "--as-of", "2026-02-01T00:00:00Z"];
        (await _shell.RunAsync(simulate)).Ends(0).Says("2026-02-01T00:00:00Z to 2030-02-01T00:00:00Z: 3 certificates, ", "Most on one day: ", "\n2027-0", "1 end without a successor:", "  2026-12-31T00:00:00Z (in ", "  certificate/fixed: ");
        var json = (await _shell.RunAsync([.. simulate, "--format", "json"])).Ends(0).Json();
        Assert.InRange(json.GetProperty("issued").EnumerateObject().Sum(day => day.Value.GetInt32()), 6, 10);
        Assert.Equal("default/local/certificate/fixed", Assert.Single(json.GetProperty("endings").EnumerateArray()).GetProperty("id").GetString());
        Assert.False(Path.Exists(_repository.Combine(".reconciler")));
    }

    [Theory(DisplayName = "simulate refuses by name what it cannot mean")]
    [InlineData("--years", "0")]
    [InlineData("--years", "21")]
    [InlineData("--as-of", "tomorrow")]
    [InlineData("--format", "markdown")]
    public async Task Usage(string option, string value) => (await _shell.RunAsync("simulate", _repository.Path, option, value)).Refuses(3, value == "markdown" ? "Markdown" : value);
}
