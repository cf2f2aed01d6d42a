using System.Text;

namespace Reconciler.Cli.Commands.Completion;

/// <summary>A completion function for bash 4 and later that needs no other package.</summary>
internal static class BashCompletion
{
    private const string Head = """
        # bash completion for reconciler. To load it: source <(reconciler completion bash)
        _reconciler() {
          local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} verb='' i
          # Where "=" breaks words, --option=value arrives as three of them.
          if [[ $cur == = ]]; then cur=''; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
          for ((i = 1; i < COMP_CWORD; i++)); do
            case ${COMP_WORDS[i]} in

        """;

    private const string Foot = """
        }
        complete -o filenames -F _reconciler reconciler

        """;

    public static string Render(CommandTable table)
    {
        var text = new StringBuilder(Head);
        text.Append($"      {string.Join('|', table.OptionsWithValue)}) ((i++)); [[ ${{COMP_WORDS[i]}} == = ]] && ((i++)) ;;\n");
        text.Append($"      {string.Join('|', table.Verbs.Select(verb => verb.Name))}) verb=${{COMP_WORDS[i]}}; break ;;\n");
        text.Append("    esac\n  done\n  COMPREPLY=()\n  case $verb:$prev in\n");
        foreach (var verb in table.Verbs)
        {
            foreach (var option in verb.Options) Value(text, $"{verb.Name}:{option.Name}", option);
        }

        foreach (var option in table.Common) Value(text, $"*:{option.Name}", option);
        text.Append("  esac\n  local words=''\n  case $verb in\n");
        text.Append($"    '') words='{string.Join(' ', table.Verbs.Select(verb => verb.Name))}' ;;\n");
        foreach (var verb in table.Verbs.Where(verb => verb.Words.Count > 0)) text.Append($"    {verb.Name}) words='{string.Join(' ', verb.Words)}' ;;\n");
        text.Append("  esac\n  if [[ $cur == -* ]]; then\n");
        text.Append($"    words='{Names(table.Common)}'\n    case $verb in\n");
        foreach (var verb in table.Verbs.Where(verb => Own(verb, table).Any())) text.Append($"      {verb.Name}) words+=' {Names(Own(verb, table))}' ;;\n");
        text.Append("    esac\n  fi\n");
        text.Append("  if [[ -n $words ]]; then mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\"); else mapfile -t COMPREPLY < <(compgen -d -- \"$cur\"); fi\n");
        return text.Append(Foot).ToString();
    }

    private static IEnumerable<OptionEntry> Own(VerbEntry verb, CommandTable table) => verb.Options.Where(option => table.Common.All(common => common.Name != option.Name));

    private static string Names(IEnumerable<OptionEntry> options) => string.Join(' ', options.Select(option => option.Name));

    private static void Value(StringBuilder text, string pattern, OptionEntry option)
    {
        if (!option.TakesValue) return;
        var source = option.Words.Count > 0 ? $"-W '{string.Join(' ', option.Words)}'" : "-f";
        text.Append($"    {pattern}) mapfile -t COMPREPLY < <(compgen {source} -- \"$cur\"); return ;;\n");
    }
}
