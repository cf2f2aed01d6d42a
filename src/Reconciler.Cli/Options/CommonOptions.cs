using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using Reconciler.Cli.Commands;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Cli.Options;

/// <summary>
/// Options that every verb takes, before or after it. Each can be given as an environment variable instead (<c>--state</c> as
/// <c>RECONCILER_STATE</c>); the command line wins.
/// </summary>
internal sealed class CommonOptions
{
    private static readonly string[] ResultFormats = ["text", "json", "markdown"];
    private static readonly string[] CheckFormats = ["text", "json", "sarif", "github"];

    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly Option<string?> _ref;
    private readonly Option<string?> _path;
    private readonly Option<string?> _state;
    private readonly Option<string> _format;
    private readonly Option<string?> _outJson;
    private readonly Option<string?> _outMarkdown;
    private readonly Option<string> _color;
    private readonly Option<string> _lockTimeout;
    private readonly Option<bool> _verbose;
    private readonly Option<bool> _quiet;

    public CommonOptions(IReadOnlyDictionary<string, string> environment)
    {
        _environment = environment;
        _ref = Text("--ref", "branch, tag or commit to read; without it a folder is read as it is on disk");
        _path = Text("--path", "reads only what is below this path of the repository");
        _state = Text("--state", "none, a snapshot.json (read only), or the folder of the state; default .reconciler in the repository");
        _format = Word("--format", "text", "text, json, markdown (validate: text, json, sarif, github)", "how results are written");
        _format.CompletionSources.Clear();
        _format.CompletionSources.Add(context => (IsCheck(context.ParseResult) ? CheckFormats : ResultFormats).Select(word => new CompletionItem(word)));
        _outJson = Text("--out-json", "writes the result as JSON to this file too");
        _outMarkdown = Text("--out-md", "writes the result as Markdown to this file too");
        _color = Word("--color", "auto", "auto, always, never", "when text is coloured");
        _lockTimeout = Word("--lock-timeout", "10s", null, "how long to wait for another writer of the state");
        _verbose = Flag("--verbose", "tells more on stderr");
        _quiet = Flag("--quiet", "tells only results and errors");
        All = [_ref, _path, _state, _format, _outJson, _outMarkdown, _color, _lockTimeout, _verbose, _quiet];
    }

    public IReadOnlyList<Option> All { get; }

    public RunOptions Read(ParseResult parsed) => new()
    {
        Ref = parsed.GetValue(_ref),
        Path = parsed.GetValue(_path),
        State = parsed.GetValue(_state),
        Format = IsCheck(parsed)
            ? OutputFormat.Text
            : OneOf("--format", parsed.GetValue(_format)!, OutputFormat.Text, ("text", OutputFormat.Text), ("json", OutputFormat.Json), ("markdown", OutputFormat.Markdown)),
        DiagnosticFormat = IsCheck(parsed) ? DiagnosticFormatOf(parsed.GetValue(_format)!) : DiagnosticFormat.Text,
        IsFormatGiven = parsed.GetResult(_format) is { Implicit: false } || FromEnvironment("--format") is not null,
        OutJson = parsed.GetValue(_outJson),
        OutMarkdown = parsed.GetValue(_outMarkdown),
        Color = OneOf("--color", parsed.GetValue(_color)!, ColorChoice.Auto, ("auto", ColorChoice.Auto), ("always", ColorChoice.Always), ("never", ColorChoice.Never)),
        NoColor = _environment.TryGetValue("NO_COLOR", out var noColor) && noColor.Length > 0,
        LockTimeout = Seconds(parsed.GetValue(_lockTimeout)!),
        Verbose = parsed.GetValue(_verbose),
        Quiet = parsed.GetValue(_quiet),
    };

    private Option<string?> Text(string name, string description) =>
        new(name) { Description = description, Recursive = true, DefaultValueFactory = _ => FromEnvironment(name) };

    private Option<string> Word(string name, string fallback, string? words, string description)
    {
        var option = new Option<string>(name)
        {
            Description = words is null ? description : $"{description}: {words}",
            Recursive = true,
            DefaultValueFactory = _ => FromEnvironment(name) ?? fallback,
        };
        if (words is not null) option.CompletionSources.Add(words.Split(", "));
        return option;
    }

    private Option<bool> Flag(string name, string description) =>
        new(name) { Description = description, Recursive = true, DefaultValueFactory = _ => FromEnvironment(name) is "1" or "true" };

    private string? FromEnvironment(string name) =>
        _environment.GetValueOrDefault("RECONCILER_" + name[2..].Replace('-', '_').ToUpperInvariant()) is { Length: > 0 } value ? value : null;

    private static bool IsCheck(ParseResult parsed) => parsed.CommandResult.Command.Name == ValidateVerb.Word;

    private static DiagnosticFormat DiagnosticFormatOf(string word) => OneOf(
        "--format", word, DiagnosticFormat.Text,
        ("text", DiagnosticFormat.Text), ("json", DiagnosticFormat.Json), ("sarif", DiagnosticFormat.Sarif), ("github", DiagnosticFormat.Github));

    private static T OneOf<T>(string option, string text, T fallback, params ReadOnlySpan<(string Word, T Value)> words)
    {
        foreach (var (word, value) in words)
        {
            if (word == text) return value;
        }

        var known = new List<string>();
        foreach (var (word, _) in words) known.Add(word);
        throw new ReconcilerException(FailureKind.Usage, $"\"{text}\" is no value of {option}", $"one of {string.Join(", ", known)}; without it {fallback?.ToString()?.ToLowerInvariant()}");
    }

    private static TimeSpan Seconds(string text)
    {
        if (text.EndsWith('s') && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(seconds);
        if (Period.TryParse(text, out var period)) return period.Nominal;
        throw new ReconcilerException(FailureKind.Usage, $"\"{text}\" is no time for --lock-timeout", "for example 10s or 2m");
    }
}
