using System.CommandLine;
using Reconciler.Adapters.Keys;
using Reconciler.Cli.Options;
using Reconciler.Cli.Output;
using Reconciler.Pki.Keys;

namespace Reconciler.Cli.Commands;

/// <summary>One verb: its own options and arguments, and what it does.</summary>
internal interface IVerb
{
    string Name { get; }

    string Description { get; }

    /// <summary>Adds the verb's own arguments and options.</summary>
    void Describe(Command command);

    /// <summary>Does it; returns the exit code.</summary>
    Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken);
}

/// <summary>What one invocation runs with.</summary>
internal sealed record Invocation(
    ParseResult Parsed,
    RunOptions Options,
    Terminal Terminal,
    IReadOnlyDictionary<string, string> Environment,
    TimeProvider Time)
{
    /// <summary>Key-encryption keys made of passphrases: asked for and derived once a start.</summary>
    public PassphraseKeys Passphrases { get; } = new(new Argon2idDerivation(), Terminal.AskSecret);
}
