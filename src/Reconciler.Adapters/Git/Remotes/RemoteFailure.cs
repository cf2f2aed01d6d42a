using System.Globalization;
using LibGit2Sharp;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Git.Remotes;

/// <summary>Names what went wrong with a remote. The library gives most failures no type or code, so the wording of some is looked at here.</summary>
internal sealed record RemoteFailure(RemoteAddress Address, RemoteSettings Settings, CredentialRefusal? Refusal, bool WasSilent, IReadOnlyList<string> Complaints)
{
    public ReconcilerException Name(LibGit2SharpException failure)
    {
        var (reason, remedy) = OfCredentials() ?? OfSsh() ?? OfMessage(failure.Message);
        return new(FailureKind.Environment, $"\"{Address.Shown}\" cannot be fetched: {reason}", remedy, failure);
    }

    private (string Reason, string? Remedy)? OfCredentials() => Refusal is { } refusal ? OfCredentials(refusal) : null;

    private static (string Reason, string? Remedy) OfCredentials(CredentialRefusal refusal) => refusal switch
    {
        CredentialRefusal.NoneGiven => ("the server asks for a user and password", "set RECONCILER_GIT_USERNAME and RECONCILER_GIT_PASSWORD, or RECONCILER_GIT_TOKEN"),
        CredentialRefusal.Rejected => ("the server does not take the user and password given", "look at RECONCILER_GIT_USERNAME, RECONCILER_GIT_PASSWORD and RECONCILER_GIT_TOKEN"),
        CredentialRefusal.OtherServer => ("it redirects to another server, which asks for a password and is not given it", "use the address that it redirects to, if you trust it"),
        CredentialRefusal.InClear => ("the server asks for a password, and http would send it in clear", "use https"),
    };

    private (string Reason, string? Remedy)? OfSsh()
    {
        if (Complaints.Count == 0) return null;
        if (Complaints.Any(line => line.Contains("host key verification failed", StringComparison.OrdinalIgnoreCase)))
        {
            var changed = Complaints.Any(line => line.Contains("IDENTIFICATION HAS CHANGED", StringComparison.Ordinal));
            return (changed ? "the server's host key is not the one that is known" : "the server's host key is not known", $"compare the key with its owner's word, then put it in {Settings.KnownHosts ?? "~/.ssh/known_hosts"}");
        }

        if (Complaints.Any(line => line.Contains("Permission denied", StringComparison.Ordinal)))
            return ("ssh is not let in", "name the key with RECONCILER_SSH_IDENTITY, or load it into the agent");
        return WasSilent ? Silence() : (Complaints[^1], null);
    }

    private (string Reason, string? Remedy) OfMessage(string message)
    {
        if (WasSilent) return Silence();
        if (message.Contains("certificate", StringComparison.OrdinalIgnoreCase)) return ($"its certificate is not trusted ({message})", "RECONCILER_GIT_CA_FILE names a file with the authority's certificate");
        if (message.Contains("redirect", StringComparison.OrdinalIgnoreCase)) return ("the server redirects to another host, which is not followed", "use the address that it redirects to, if you trust it");
        if (message.Contains("is not owned by", StringComparison.Ordinal)) return (message, "git config --global --add safe.directory <folder>, if you trust its owner");
        return (message, null);
    }

    private (string Reason, string? Remedy) Silence() =>
        (string.Create(CultureInfo.InvariantCulture, $"the server did not answer within {Settings.Timeout.TotalSeconds:0} s"), "RECONCILER_FETCH_TIMEOUT allows more");
}
