using System.Text;
using Reconciler.Cli.Options;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Output;

/// <summary>Where results and messages go, and whether a person sits there. The only place that touches the console.</summary>
internal sealed record Terminal
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public required TextReader In { get; init; }

    /// <summary>A person can be asked: input and output are a terminal.</summary>
    public bool IsInteractive { get; init; }

    public bool IsOutTerminal { get; init; }

    public bool IsErrorTerminal { get; init; }

    /// <summary>Columns of stdout; null where it is no terminal.</summary>
    public int? Width { get; init; }

    public Ink Ink { get; private init; } = Ink.Off;

    public Ink ErrorInk { get; private init; } = Ink.Off;

    public static Terminal OfProcess() => new()
    {
        Out = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 16 * 1024) { AutoFlush = false },
        Error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true },
        In = Console.In,
        IsInteractive = !Console.IsInputRedirected && !Console.IsOutputRedirected,
        IsOutTerminal = !Console.IsOutputRedirected,
        IsErrorTerminal = !Console.IsErrorRedirected,
        Width = TerminalWidth.Ask(),
    };

    /// <summary><c>--color</c> wins over <c>NO_COLOR</c>, that over what the stream is.</summary>
    public Terminal With(RunOptions options) => this with
    {
        Ink = new(IsColored(options, IsOutTerminal)),
        ErrorInk = new(IsColored(options, IsErrorTerminal)),
    };

    /// <summary>Results to stdout; bytes are UTF-8 text.</summary>
    public async Task WriteResultAsync(string text)
    {
        await Out.WriteAsync(text).ConfigureAwait(false);
        await Out.FlushAsync().ConfigureAwait(false);
    }

    private static bool IsColored(RunOptions options, bool isTerminal) => options.Color switch
    {
        ColorChoice.Always => true,
        ColorChoice.Never => false,
        ColorChoice.Auto => isTerminal && !options.NoColor,
    };
}
