using System.CommandLine;
using System.CommandLine.Completions;

namespace Reconciler.Cli.Commands.Completion;

/// <summary>What a shell may complete, read off the program's own verbs and options.</summary>
internal sealed record CommandTable(IReadOnlyList<VerbEntry> Verbs, IReadOnlyList<OptionEntry> Common)
{
    /// <summary>Every option with a value, common or of a verb.</summary>
    public IEnumerable<string> OptionsWithValue =>
        Common.Concat(Verbs.SelectMany(verb => verb.Options)).Where(option => option.TakesValue).Select(option => option.Name).Distinct(StringComparer.Ordinal);

    public static CommandTable Of(Command root)
    {
        var common = root.Options.Where(option => option.Recursive).ToList();
        var context = root.Parse([]).GetCompletionContext();
        return new([.. root.Subcommands.Select(verb => Verb(root, verb, common))], [.. common.Select(option => Entry(option, context))]);
    }

    private static VerbEntry Verb(Command root, Command verb, List<Option> common)
    {
        var context = root.Parse([verb.Name]).GetCompletionContext();
        var plain = root.Parse([]).GetCompletionContext();
        OptionEntry[] own = [.. verb.Options.Select(option => Entry(option, context))];
        // A common option may know more words after one verb than elsewhere.
        var other = common.Where(option => !Words(option, context).SequenceEqual(Words(option, plain))).Select(option => Entry(option, context));
        return new(verb.Name, verb.Description ?? "", [.. own, .. other], [.. verb.Arguments.SelectMany(argument => argument.GetCompletions(context)).Select(item => item.Label)]);
    }

    private static OptionEntry Entry(Option option, CompletionContext context) =>
        new(option.Name, option.Description ?? "", option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool), Words(option, context));

    private static string[] Words(Option option, CompletionContext context) =>
        option.ValueType == typeof(bool) ? [] : [.. option.GetCompletions(context).Select(item => item.Label)];
}

/// <param name="Words">What its arguments may be; empty for a folder or file.</param>
internal sealed record VerbEntry(string Name, string Description, IReadOnlyList<OptionEntry> Options, IReadOnlyList<string> Words);

/// <param name="Name">With its hyphens.</param>
/// <param name="Words">What its value may be; empty for anything.</param>
internal sealed record OptionEntry(string Name, string Description, bool TakesValue, IReadOnlyList<string> Words);
