using System.Globalization;

namespace Reconciler.Testing.Git;

/// <summary>A real <c>sshd</c> that lets the user of this process in with one key.</summary>
public sealed class SshServer : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _configuration;
    private ServerProcess _process;
    private readonly int _port = LoopbackPort.Free();

    private SshServer()
    {
        ExternalPrograms.Require("sshd");
        ExternalPrograms.Require("ssh");
        foreach (var key in new[] { "host", "client", "other" })
        {
            var run = ExternalPrograms.Run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", _folder.Combine(key)]);
            Assert.True(run.ExitCode == 0, run.All);
        }

        // Where sshd runs as root it wants an empty folder of its own.
        if (Environment.IsPrivilegedProcess) Directory.CreateDirectory("/run/sshd");
        KnownHosts = _folder.Write("known hosts", KnownHostsLine("host"));
        WrongKnownHosts = _folder.Write("wrong_hosts", KnownHostsLine("other"));
        NoKnownHosts = _folder.Write("no_hosts", "");
        _configuration = _folder.Write("sshd_config", string.Create(CultureInfo.InvariantCulture, $"""
            Port {_port}
            ListenAddress 127.0.0.1
            HostKey {_folder.Combine("host")}
            PidFile {_folder.Combine("sshd.pid")}
            AuthorizedKeysFile {_folder.Combine("client.pub")}
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            UsePAM no
            StrictModes no
            PermitRootLogin prohibit-password

            """));
        _process = Start();
    }

    /// <summary>Holds the server's key. Its name holds a space.</summary>
    public string KnownHosts { get; }

    /// <summary>Holds another key for the server.</summary>
    public string WrongKnownHosts { get; }

    public string NoKnownHosts { get; }

    /// <summary>The private key that is let in.</summary>
    public string Identity => _folder.Combine("client");

    /// <summary>A private key that is not.</summary>
    public string OtherIdentity => _folder.Combine("other");

    public static async Task<SshServer> StartAsync()
    {
        var server = new SshServer();
        try
        {
            await server._process.UntilListeningAsync(server._port);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Another server takes this one's place: it has another host key. A second call brings the first one back.</summary>
    public async Task ChangeHostKeyAsync()
    {
        _process.Dispose();
        foreach (var ending in new[] { "", ".pub" })
        {
            File.Move(_folder.Combine("host" + ending), _folder.Combine("swapped" + ending));
            File.Move(_folder.Combine("other" + ending), _folder.Combine("host" + ending));
            File.Move(_folder.Combine("swapped" + ending), _folder.Combine("other" + ending));
        }

        _process = Start();
        await _process.UntilListeningAsync(_port);
    }

    public string Url(string path) => string.Create(CultureInfo.InvariantCulture, $"ssh://{Environment.UserName}@127.0.0.1:{_port}{path}");

    public void Dispose()
    {
        _process.Dispose();
        _folder.Dispose();
    }

    private ServerProcess Start() => new("sshd", ["-D", "-e", "-f", _configuration]);

    private string KnownHostsLine(string key) => string.Create(CultureInfo.InvariantCulture, $"[127.0.0.1]:{_port} {File.ReadAllText(_folder.Combine(key + ".pub"))}");
}
