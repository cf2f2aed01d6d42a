using System.CommandLine;
using System.CommandLine.Parsing;
using Reconciler.Cli.Output;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Cli.Options;

/// <summary>What is wrong with a command line, in our words where the parser's would point at the wrong thing.</summary>
internal static class UsageError
{
    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    public static ReconcilerException? Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var help = command.Parents.Any() ? $"reconciler {command.Name} --help lists its options" : "reconciler --help lists verbs and options";
        if (parsed.Action is HelpText) return null;
        if (UnknownOption(parsed) is { } option) return new(FailureKind.Usage, $"there is no option {option}", help);
        if (parsed.Errors.Count == 0) return null;
        if (command.Subcommands.Count == 0) return new(FailureKind.Usage, parsed.Errors[0].Message.TrimEnd('.'), help);
        return new(FailureKind.Usage, parsed.UnmatchedTokens is [var verb, ..] ? $"there is no verb \"{verb}\"" : "no verb is given", help);
    }

    /// <summary>The parser takes an option that it does not know for an argument and complains of the next one.</summary>
    private static string? UnknownOption(ParseResult parsed) =>
        parsed.Tokens
            .TakeWhile(token => token.Type != TokenType.DoubleDash)
            .FirstOrDefault(token => token.Type == TokenType.Argument && token.Value is ['-', _, ..])?.Value;
}
