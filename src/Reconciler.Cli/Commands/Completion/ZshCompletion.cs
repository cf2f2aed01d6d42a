using System.Text;

namespace Reconciler.Cli.Commands.Completion;

/// <summary>A completion function for zsh, with descriptions.</summary>
internal static class ZshCompletion
{
    public static string Render(CommandTable table)
    {
        var text = new StringBuilder("#compdef reconciler\n# zsh completion for reconciler. To load it: source <(reconciler completion zsh)\n_reconciler() {\n");
        text.Append("  local curcontext=$curcontext state line verb word\n  typeset -A opt_args\n  local -a verbs=(\n");
        foreach (var verb in table.Verbs) text.Append($"    {Quoted($"{verb.Name}:{verb.Description}")}\n");
        text.Append("  )\n  local -a common=(\n");
        foreach (var option in table.Common) text.Append($"    {Spec(option)}\n");
        text.Append($"  )\n  for word in ${{words[2,CURRENT-1]}}; do\n    case $word in\n      {string.Join('|', table.Verbs.Select(verb => verb.Name))}) verb=$word; break ;;\n    esac\n  done\n");
        text.Append("  case $verb in\n");
        foreach (var verb in table.Verbs) Verb(text, verb, table);
        text.Append("    *)\n      _arguments -C $common '1: :->verb'\n      [[ $state == verb ]] && _describe -t verbs verb verbs\n      ;;\n  esac\n}\ncompdef _reconciler reconciler\n");
        return text.ToString();
    }

    private static void Verb(StringBuilder text, VerbEntry verb, CommandTable table)
    {
        var again = verb.Options.Select(option => option.Name).ToHashSet(StringComparer.Ordinal);
        var common = table.Common.Any(option => again.Contains(option.Name)) ? $"${{common:#({string.Join('|', again)})\\[*}}" : "$common";
        text.Append($"    {verb.Name})\n      _arguments {common}");
        foreach (var option in verb.Options) text.Append($" \\\n        {Spec(option)}");
        var argument = verb.Words.Count > 0 ? $"'*: :({string.Join(' ', verb.Words)})'" : "'*: :_files -/'";
        text.Append($" \\\n        '1: :' {argument}\n      ;;\n");
    }

    private static string Spec(OptionEntry option)
    {
        var description = option.Description.Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal);
        var value = !option.TakesValue ? "" : option.Words.Count > 0 ? $": :({string.Join(' ', option.Words)})" : ": :_files";
        return Quoted($"{option.Name}[{description}]{value}");
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
