using System.CommandLine;
using System.Globalization;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Cli.Options;

/// <summary>For how long a verb goes on while something waits: <c>--wait</c> and <c>--timeout</c>.</summary>
internal sealed class WaitOptions
{
    private const string Timeout = "--timeout";

    private readonly Option<string> _wait = new("--wait")
    {
        Description = "none: ends though something waits; ready: tries again until nothing does",
        DefaultValueFactory = _ => "none",
        HelpName = "none|ready",
    };

    private readonly Option<string?> _timeout = new(Timeout) { Description = "how long --wait ready goes on, 15m unless said; then it ends with 8" };

    public void AddTo(Command command)
    {
        _wait.AcceptOnlyFromAmong("none", "ready");
        command.Options.Add(_wait);
        command.Options.Add(_timeout);
    }

    /// <summary>Null: it does not go on.</summary>
    public TimeSpan? Read(ParseResult parsed)
    {
        var text = parsed.GetValue(_timeout);
        if (parsed.GetValue(_wait) == "ready") return Read(text ?? "15m");
        return text is null ? null : throw new ReconcilerException(FailureKind.Usage, $"{Timeout} says how long --wait ready goes on", $"add --wait ready, or leave {Timeout} out");
    }

    private static TimeSpan Read(string text)
    {
        if (text.EndsWith('s') && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(seconds);
        return Period.TryParse(text, out var period) ? period.Nominal : throw new ReconcilerException(FailureKind.Usage, $"\"{text}\" is no time for {Timeout}", "for example 90s or 1h");
    }
}
