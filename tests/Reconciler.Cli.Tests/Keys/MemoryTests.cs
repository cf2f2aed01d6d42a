using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Reconciler.Cli.Tests.Daemon;

namespace Reconciler.Cli.Tests.Keys;

/// <summary>What a core dump of a daemon would hold.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class MemoryTests : IDisposable
{
    private const int BlockSize = 16 << 20;

    private readonly DaemonRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [SkippableFact(DisplayName = "KEY-02 The memory of a daemon that made, sealed, opened and deployed private keys holds none of them afterwards")]
    public async Task Nothing_stays_in_memory()
    {
        _repository.Git.Write("edge.yaml", """
            apiVersion: reconciler/v1
            kind: Target
            metadata: { name: edge }
            spec: { type: files, files: { directory: certs } }
            """);
        string[] names = ["a", "b", "c", "d", "e", "f"];
        foreach (var name in names) _repository.Declare(name, "targets: [edge]");
        var commit = _repository.Git.Commit();
        using var daemon = new DaemonProcess(_repository.Path, "--allow-write", _repository.Path, "--interval", "1h");
        await daemon.UntilInForceAsync(commit);
        await daemon.UntilAsync(() => Task.FromResult(daemon.Log.Contains(" 0 failed", StringComparison.Ordinal)));

        var keys = names.ToDictionary(name => name, name => SecretOf(File.ReadAllText(Path.Combine(_repository.Path, "certs", name, "privkey.pem"))));
        var marker = System.Text.Encoding.ASCII.GetBytes(commit);
        var (found, isSearched) = Search(daemon.Id, keys, marker);

        Assert.True(isSearched, "the daemon's memory was not searched: not even the commit in force was found");
        Assert.Empty(found);
        Assert.Equal(0, await daemon.StopAsync());
    }

    /// <summary>Half of the secret number, and what a PEM file shows of the second half.</summary>
    private static byte[][] SecretOf(string pem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        var secret = key.ExportParameters(includePrivateParameters: true).D!;
        // PKCS#8 of P-256 holds the number from its 36th octet on: 18 octets from there on are 24 characters of their own.
        Assert.True(key.ExportPkcs8PrivateKey().AsSpan(36, 18).SequenceEqual(secret.AsSpan(0, 18)));
        return [secret[..16], secret[16..], System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(secret.AsSpan(0, 18)))];
    }

    private static (List<string> Found, bool HasMarker) Search(int process, Dictionary<string, byte[][]> keys, byte[] marker)
    {
        List<string> found = [];
        var hasMarker = false;
        var block = new byte[BlockSize];
        using var memory = Open(process);
        foreach (var line in File.ReadLines($"/proc/{process}/maps"))
        {
            var parts = line.Split(' ', 6);
            if (parts[1][..2] != "rw") continue;
            var (start, end) = (Address(parts[0].Split('-')[0]), Address(parts[0].Split('-')[1]));
            for (var at = start; at < end; at += BlockSize)
            {
                var read = TryRead(memory, block.AsSpan(0, (int)Math.Min(BlockSize, end - at)), at);
                hasMarker |= read.IndexOf(marker) >= 0;
                foreach (var (name, needles) in keys)
                {
                    for (var i = 0; i < needles.Length; i++)
                        if (read.IndexOf(needles[i]) >= 0) found.Add($"part {i} of the key of {name} in {parts[^1].Trim()} {line.Split(' ')[0]}");
                }
            }
        }

        return (found, hasMarker);
    }

    private static FileStream Open(int process)
    {
        try
        {
            return new($"/proc/{process}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            Skip.If(true, $"the memory of another process cannot be read here: {refused.Message}");
            throw;
        }
    }

    private static ReadOnlySpan<byte> TryRead(FileStream memory, Span<byte> into, long at)
    {
        try
        {
            memory.Position = at;
            return into[..memory.Read(into)];
        }
        catch (IOException)
        {
            // Reserved, and not used.
            return [];
        }
    }

    private static long Address(string text) => long.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
