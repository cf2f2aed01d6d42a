using System.CommandLine;
using System.Security.Cryptography;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Cli.Commands;

/// <summary>The roots that clients must trust, as PEM.</summary>
internal sealed class TrustBundleVerb : IVerb
{
    private readonly Argument<string[]> _authorities = new("authority") { Description = "names or identities; without one every root", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string> _repository = RepositoryArgument.AsOption();

    public string Name => "trust-bundle";

    public string Description => "Prints the root certificates that clients must trust";

    public void Describe(Command command)
    {
        command.Arguments.Add(_authorities);
        command.Options.Add(_repository);
    }

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var store = await StatusVerb.StateOf(invocation.Parsed.GetRequiredValue(_repository), invocation, cancellationToken).ConfigureAwait(false);
        var actual = await store.ReadAsync(cancellationToken).ConfigureAwait(false);
        var certificates = await store.ReadAuthorityCertificatesAsync(cancellationToken).ConfigureAwait(false);
        foreach (var root in Roots(actual, invocation.Parsed.GetValue(_authorities) ?? []))
        {
            var pem = PemEncoding.WriteString("CERTIFICATE", certificates[(root.Id, root.Current!.Number)]);
            await invocation.Terminal.WriteResultAsync($"# {root.Id}  {root.Applied.Subject}\n{pem}\n").ConfigureAwait(false);
        }

        return ExitCode.Success;
    }

    /// <summary>The roots above the authorities named, each once.</summary>
    private static List<ActualAuthority> Roots(ActualState actual, string[] names)
    {
        var asked = names.Length == 0
            ? actual.Authorities.Values.Where(authority => authority.Current is not null && authority.Status != AuthorityStatus.Deleted)
            : names.Select(name => Find(actual, name));
        return [.. asked.Select(authority => RootOf(actual, authority)).DistinctBy(root => root.Id).OrderBy(root => root.Id)];
    }

    private static ActualAuthority Find(ActualState actual, string name)
    {
        var found = actual.Authorities.Values.Where(authority => authority.Id.Text == name || authority.Id.Name == name || authority.Id.Short == name).ToList();
        return found.Count switch
        {
            0 when actual.Authorities.Count == 0 => throw new ReconcilerException(FailureKind.Usage, $"the state has no authority \"{name}\", and no other", "apply first"),
            0 => throw new ReconcilerException(FailureKind.Usage, $"the state has no authority \"{name}\"", $"it has {string.Join(", ", actual.Authorities.Keys.Order().Select(id => id.Name))}"),
            1 when found[0].Current is not null => found[0],
            1 => throw new ReconcilerException(FailureKind.Usage, $"authority \"{name}\" has no certificate yet", "apply first"),
            _ => throw new ReconcilerException(FailureKind.Usage, $"\"{name}\" is more than one authority", $"name one of {string.Join(", ", found.Select(authority => authority.Id.Text))}"),
        };
    }

    private static ActualAuthority RootOf(ActualState actual, ActualAuthority authority)
    {
        while (authority.Current!.Parent is { } parent) authority = actual.Authorities[parent];
        return authority;
    }
}
