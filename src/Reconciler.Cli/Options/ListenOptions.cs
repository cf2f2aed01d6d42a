using System.CommandLine;
using System.Net;
using System.Text;
using Reconciler.Adapters.Secrets;
using Reconciler.Cli.Composition;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Reconciler.Web;

namespace Reconciler.Cli.Options;

/// <summary>Where the daemon answers, how it shows itself, and whom it asks who they are.</summary>
internal sealed class ListenOptions
{
    private readonly Option<string> _listen = new("--listen") { Description = "where it answers; other addresses than loopback need a token or --client-ca", DefaultValueFactory = _ => "127.0.0.1:8440" };
    private readonly Option<string?> _tokenFile = new("--api-token-file") { Description = "a file with the token that it asks for; else RECONCILER_API_TOKEN, if set" };
    private readonly Option<string?> _certificate = new("--tls-cert") { Description = "answers over TLS with the certificate and chain in this PEM file, read again when it changes" };
    private readonly Option<string?> _key = new("--tls-key") { Description = "the private key of --tls-cert" };
    private readonly Option<string?> _clients = new("--client-ca") { Description = "PEM file of authorities; who shows a client certificate of one of them needs no token" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_listen, _tokenFile, _certificate, _key, _clients]) command.Options.Add(option);
    }

    public IPEndPoint Endpoint(ParseResult parsed)
    {
        var text = parsed.GetRequiredValue(_listen);
        return IPEndPoint.TryParse(text, out var endpoint) && text.Contains(':', StringComparison.Ordinal)
            ? endpoint
            : throw new ReconcilerException(FailureKind.Usage, $"\"{text}\" is no address and port for --listen", "for example 127.0.0.1:8440");
    }

    /// <param name="tell">Hears what becomes of the certificate while it is served.</param>
    public WebAccess Read(ParseResult parsed, IReadOnlyDictionary<string, string> environment, TimeProvider time, Action<string> tell)
    {
        var access = new WebAccess(Endpoint(parsed), Token(parsed, environment), Value(environment, "RECONCILER_WEBHOOK_SECRET"), Tls(parsed, time, tell));
        access.RequireCredentialsBeyondLoopback();
        return access;
    }

    private string? Token(ParseResult parsed, IReadOnlyDictionary<string, string> environment)
    {
        if (parsed.GetValue(_tokenFile) is not { } file) return Value(environment, "RECONCILER_API_TOKEN");
        var read = new SecretReader(null, environment).Read(new SecretReference.File(Path.GetFullPath(file)));
        if (!read.IsOk(out var secret, out var problem)) throw new ReconcilerException(FailureKind.Environment, $"--api-token-file: {problem}");
        using var owned = secret;
        return Encoding.UTF8.GetString(owned.Bytes);
    }

    private TlsFiles? Tls(ParseResult parsed, TimeProvider time, Action<string> tell)
    {
        var clients = parsed.GetValue(_clients);
        return (parsed.GetValue(_certificate), parsed.GetValue(_key)) switch
        {
            ({ } certificate, { } key) => new(certificate, key, clients, time, tell),
            (null, null) when clients is null => null,
            (null, null) => throw new ReconcilerException(FailureKind.Usage, "--client-ca needs TLS", "add --tls-cert and --tls-key"),
            _ => throw new ReconcilerException(FailureKind.Usage, "--tls-cert and --tls-key go together", "name both files, or neither"),
        };
    }

    private static string? Value(IReadOnlyDictionary<string, string> environment, string name) => environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
