using System.Text;

namespace Reconciler.Cli.Commands.Completion;

/// <summary>Completions for fish, with descriptions.</summary>
internal static class FishCompletion
{
    public static string Render(CommandTable table)
    {
        var text = new StringBuilder("# fish completion for reconciler. To load it: reconciler completion fish | source\ncomplete -c reconciler -f\n");
        foreach (var verb in table.Verbs) text.Append($"complete -c reconciler -n __fish_use_subcommand -a {verb.Name} -d {Quoted(verb.Description)}\n");
        foreach (var option in table.Common)
        {
            // Where a verb knows other words, its own line says them.
            var others = table.Verbs.Where(verb => verb.Options.Any(own => own.Name == option.Name)).Select(verb => verb.Name).ToList();
            Option(text, others.Count == 0 ? "" : $"not __fish_seen_subcommand_from {string.Join(' ', others)}", option);
        }

        foreach (var verb in table.Verbs)
        {
            var seen = $"__fish_seen_subcommand_from {verb.Name}";
            foreach (var option in verb.Options) Option(text, seen, option);
            var argument = verb.Words.Count > 0 ? Quoted(string.Join(' ', verb.Words)) : "'(__fish_complete_directories)'";
            text.Append($"complete -c reconciler -n {Quoted(seen)} -a {argument}\n");
        }

        return text.ToString();
    }

    private static void Option(StringBuilder text, string condition, OptionEntry option)
    {
        var when = condition.Length == 0 ? "" : $" -n {Quoted(condition)}";
        var value = !option.TakesValue ? "" : option.Words.Count > 0 ? $" -x -a {Quoted(string.Join(' ', option.Words))}" : " -r -F";
        text.Append($"complete -c reconciler{when} -l {option.Name.TrimStart('-')}{value} -d {Quoted(option.Description)}\n");
    }

    private static string Quoted(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
