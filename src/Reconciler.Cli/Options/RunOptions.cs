namespace Reconciler.Cli.Options;

internal enum OutputFormat
{
    Text,
    Json,
    Markdown,
}

/// <summary>How a check tells what it found.</summary>
internal enum DiagnosticFormat
{
    Text,
    Json,
    Sarif,
    Github,
}

internal enum ColorChoice
{
    Auto,
    Always,
    Never,
}

/// <summary>The common options of one invocation, checked.</summary>
internal sealed record RunOptions
{
    public string? Ref { get; init; }

    public string? Path { get; init; }

    public string? State { get; init; }

    public OutputFormat Format { get; init; }

    /// <summary>The same option as <see cref="Format"/>, for the verb that knows other forms.</summary>
    public DiagnosticFormat DiagnosticFormat { get; init; }

    /// <summary>False: <see cref="Format"/> is only the default.</summary>
    public bool IsFormatGiven { get; init; }

    public string? OutJson { get; init; }

    public string? OutMarkdown { get; init; }

    public ColorChoice Color { get; init; }

    /// <summary><c>NO_COLOR</c> is set (no-color.org).</summary>
    public bool NoColor { get; init; }

    public TimeSpan LockTimeout { get; init; }

    public bool Verbose { get; init; }

    public bool Quiet { get; init; }
}
