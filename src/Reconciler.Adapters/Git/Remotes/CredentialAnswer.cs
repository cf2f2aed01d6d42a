using System.Text;
using LibGit2Sharp;
using LibGit2Sharp.Handlers;

namespace Reconciler.Adapters.Git.Remotes;

/// <summary>
/// Answers a server that asks who we are: once for each connection, and only the host of the address itself. Without these limits a refused password is
/// sent fifteen times, and a redirect takes it to whatever server it names.
/// </summary>
internal sealed class CredentialAnswer(RemoteAddress address, RemoteCredentials? credentials)
{
    /// <summary>Why no answer was given; null while none was refused.</summary>
    public CredentialRefusal? Refusal { get; private set; }

    /// <summary>What a connection asks; a new one for each.</summary>
    public CredentialsHandler ForConnection()
    {
        var isAnswered = false;
        return (url, _, _) =>
        {
            if (WhyNot(url, isAnswered) is { } refusal)
            {
                Refusal = refusal;
                throw new LibGit2SharpException("the question was not answered");
            }

            isAnswered = true;
            return new UsernamePasswordCredentials { Username = credentials!.UserName, Password = Encoding.UTF8.GetString(credentials.Password.Bytes) };
        };
    }

    private CredentialRefusal? WhyNot(string url, bool isAnswered)
    {
        if (credentials is null) return CredentialRefusal.NoneGiven;
        if (isAnswered) return CredentialRefusal.Rejected;
        if (!address.HasSameServer(url)) return CredentialRefusal.OtherServer;
        return address.IsSecure ? null : CredentialRefusal.InClear;
    }
}

/// <summary>Why a server's question was not answered.</summary>
internal enum CredentialRefusal
{
    NoneGiven,
    Rejected,

    /// <summary>It is not the server of the address: a redirect led there.</summary>
    OtherServer,

    /// <summary>The answer could be read on its way.</summary>
    InClear,
}
