using System.CommandLine;
using System.Globalization;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Planning;

namespace Reconciler.Cli.Commands;

/// <summary><c>--override verb=count --reason …</c>: exactly so many beyond an account's limit, for this run alone, written to the audit log.</summary>
internal sealed class OverrideOption
{
    private readonly Option<string[]> _override = new("--override") { Description = "allows exactly so many beyond a limit: revoke=25, remove=25 or replace=25" };
    private readonly Option<string?> _reason = new("--reason") { Description = "why --override is right; goes to the audit log" };

    public void AddTo(Command command)
    {
        command.Options.Add(_override);
        command.Options.Add(_reason);
    }

    /// <summary>Null without the option.</summary>
    public LimitOverride? Read(ParseResult parsed)
    {
        var given = parsed.GetValue(_override) ?? [];
        if (given.Length == 0) return null;
        if (parsed.GetValue(_reason) is not { Length: > 0 } reason) throw new ReconcilerException(FailureKind.Usage, "--override needs --reason", "say why, for the audit log");
        var counts = new Dictionary<GuardedVerb, int>();
        foreach (var text in given)
        {
            var parts = text.Split('=');
            var verb = Enum.GetValues<GuardedVerb>().Where(candidate => PlanGuard.Word(candidate) == parts[0]).Select(candidate => (GuardedVerb?)candidate).FirstOrDefault();
            if (parts.Length != 2 || verb is null || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                throw new ReconcilerException(FailureKind.Usage, $"\"{text}\" is no value of --override", "for example remove=25; the verbs are revoke, remove and replace");
            counts[verb.Value] = count;
        }

        return new(counts, reason);
    }
}
