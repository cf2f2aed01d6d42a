using System.Text;
using Reconciler.Cli.Options;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Output;

/// <summary>Where results and messages go, and whether a person sits there. The only place that touches the console.</summary>
internal sealed record Terminal
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public required TextReader In { get; init; }

    /// <summary>The stream below <see cref="Out"/>, for results that are no text; null where there is none.</summary>
    public Stream? OutBytes { get; init; }

    /// <summary>Asks a person for something that nobody shall see; null when nobody is there.</summary>
    public Func<string, Secret?> AskSecret { get; init; } = static _ => null;

    /// <summary>A person can be asked: input and output are a terminal.</summary>
    public bool IsInteractive { get; init; }

    public bool IsOutTerminal { get; init; }

    public bool IsErrorTerminal { get; init; }

    /// <summary>Columns of stdout; null where it is no terminal.</summary>
    public int? Width { get; init; }

    public Ink Ink { get; private init; } = Ink.Off;

    public Ink ErrorInk { get; private init; } = Ink.Off;

    /// <param name="stop">Ends a question that waits for an answer.</param>
    public static Terminal OfProcess(CancellationToken stop) => OfProcess(Console.OpenStandardOutput(), stop);

    private static Terminal OfProcess(Stream output, CancellationToken stop) => new()
    {
        Out = new StreamWriter(output, new UTF8Encoding(false), 16 * 1024) { AutoFlush = false },
        OutBytes = output,
        AskSecret = question => SecretPrompt.Ask(question, stop),
        Error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true },
        In = Console.IsInputRedirected ? Console.In : new TypedLines(stop),
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

    /// <summary>The same for something new, which must be typed the same way twice.</summary>
    public Secret? AskSecretTwice(string question)
    {
        var first = AskSecret(question);
        if (first is null) return null;
        using var second = AskSecret("Again");
        if (second is not null && first.Bytes.SequenceEqual(second.Bytes)) return first;
        first.Dispose();
        throw new ReconcilerException(FailureKind.Usage, "the two are not the same", "type it again; nothing was changed");
    }

    /// <summary>A result that is no text to stdout.</summary>
    public async Task WriteResultAsync(ReadOnlyMemory<byte> bytes)
    {
        if (OutBytes is null || IsOutTerminal) throw new ReconcilerException(FailureKind.Usage, "a terminal cannot show this file", "name a file, or send stdout to one");
        await Out.FlushAsync().ConfigureAwait(false);
        await OutBytes.WriteAsync(bytes).ConfigureAwait(false);
        await OutBytes.FlushAsync().ConfigureAwait(false);
    }

    private static bool IsColored(RunOptions options, bool isTerminal) => options.Color switch
    {
        ColorChoice.Always => true,
        ColorChoice.Never => false,
        ColorChoice.Auto => isTerminal && !options.NoColor,
    };
}
