using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text;

namespace Reconciler.Cli.Output;

/// <summary>
/// What <c>--help</c> prints: what it is for, how it is called, verbs before options, a verb's own options before those of every verb. Written by ourselves, since
/// the library's builder takes a third of the time of such a run.
/// </summary>
internal sealed class HelpText : SynchronousCommandLineAction
{
    private readonly StringBuilder _text = new();

    /// <summary>The option for a root command, and for everything below it.</summary>
    public static HelpOption Option() => new() { Recursive = true, Description = "tells how it is called, and ends", Action = new HelpText() };

    public override int Invoke(ParseResult parseResult)
    {
        ArgumentNullException.ThrowIfNull(parseResult);
        parseResult.InvocationConfiguration.Output.Write(Of(parseResult.CommandResult.Command));
        return ExitCode.Success;
    }

    private string Of(Command command)
    {
        var (path, root) = (command.Name, command);
        foreach (var parent in command.Parents)
        {
            if (parent is not Command above) continue;
            (path, root) = ($"{above.Name} {path}", above);
        }

        _text.Append(command.Description).Append("\n\nUsage: ").Append(path);
        if (command.Subcommands.Count > 0) _text.Append(" <verb>");
        foreach (var argument in command.Arguments) _text.Append(' ').Append(Label(argument));
        _text.Append(" [options]\n");
        Section("Verbs", command.Subcommands, Called, verb => verb.Description);
        Section("Arguments", command.Arguments, Label, argument => argument.Description + Default(argument.HasDefaultValue, argument.GetDefaultValue));
        Section(root == command ? "Options of every verb" : "Options", command.Options, Label, Told);
        if (root != command) Section("Options of every verb", [.. root.Options.Where(option => option is not VersionOption)], Label, Told);
        return _text.ToString();
    }

    private void Section<T>(string title, IList<T> items, Func<T, string> label, Func<T, string?> told)
    {
        if (items.Count == 0) return;
        _text.Append('\n').Append(title).Append(":\n");
        var labels = new string[items.Count];
        var width = 0;
        for (var i = 0; i < items.Count; i++)
        {
            labels[i] = label(items[i]);
            width = Math.Max(width, labels[i].Length);
        }

        for (var i = 0; i < items.Count; i++) _text.Append("  ").Append(labels[i].PadRight(width)).Append("  ").Append(told(items[i])).Append('\n');
    }

    private static string Called(Command verb)
    {
        var text = new StringBuilder(verb.Name);
        foreach (var argument in verb.Arguments) text.Append(' ').Append(Label(argument));
        return text.ToString();
    }

    private static string Label(Argument argument) => argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.HelpName ?? argument.Name}]" : $"<{argument.HelpName ?? argument.Name}>";

    private static string Label(Option option) => option switch
    {
        HelpOption => "-h, --help",
        VersionOption => option.Name,
        _ => option.ValueType == typeof(bool) ? option.Name : $"{option.Name} <{option.HelpName ?? option.Name.TrimStart('-')}>",
    };

    private static string? Told(Option option) => option.Description + Default(option.HasDefaultValue, option.GetDefaultValue);

    private static string Default(bool has, Func<object?> value) => has && value() is string { Length: > 0 } text ? $" [default: {text}]" : "";
}
