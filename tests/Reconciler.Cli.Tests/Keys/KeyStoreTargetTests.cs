using System.Runtime.Versioning;
using Reconciler.Cli.Tests.EndToEnd;

namespace Reconciler.Cli.Tests.Keys;

/// <summary>Whole runs with targets whose files are under a password, and with a key-encryption key made of a passphrase.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class KeyStoreTargetTests : IDisposable
{
    private const string Password = "a password of a server";
    private const string Targets = """
        apiVersion: reconciler/v1
        kind: Target
        metadata: { name: pkcs12 }
        spec: { type: files, files: { directory: stores, layout: pkcs12, password: { env: STORE_PASSWORD } } }
        ---
        apiVersion: reconciler/v1
        kind: Target
        metadata: { name: jks }
        spec: { type: files, files: { directory: stores, layout: jks, password: { env: STORE_PASSWORD } } }
        ---
        apiVersion: reconciler/v1
        kind: Certificate
        metadata: { name: app }
        spec: { domains: [app.small.example], authority: issuing, key: { algorithm: EC_prime256v1 }, targets: [pkcs12, jks, files] }

        """;

    private readonly CommandLine _shell = new();
    private readonly SmallRepository _repository = new();

    public KeyStoreTargetTests() => _repository.Write("stores.yaml", Targets);

    public void Dispose()
    {
        _repository.Dispose();
        _shell.Dispose();
    }

    [SkippableFact(DisplayName = "TGT-01 A certificate goes to a PKCS#12 and a JKS target under a password from the environment, and converges")]
    public async Task Both_stores()
    {
        _shell.Environment["STORE_PASSWORD"] = Password;
        var applied = (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0);

        foreach (var name in new[] { "app.p12", "app.jks" })
        {
            var list = ExternalPrograms.Run("keytool", ["-list", "-v", "-keystore", _repository.Combine($"stores/{name}"), "-storepass", Password]);
            Assert.True(list.ExitCode == 0, list.All);
            Assert.Contains("Certificate chain length: 2", list.All, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Password, applied.All, StringComparison.Ordinal);
        (await _shell.RunAsync("plan", _repository.Path)).Ends(0).Says("No changes.");
    }

    [Fact(DisplayName = "TGT-01 A password that is missing fails these deployments by name, stops no other, and is made good by the next run")]
    public async Task Missing_password()
    {
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(7);
        Assert.True(File.Exists(_repository.Combine("certs/app/cert.pem")));
        Assert.False(Path.Exists(_repository.Combine("stores/app.p12")));
        (await _shell.RunAsync("status", _repository.Path)).Says("the environment variable STORE_PASSWORD is not set");

        _shell.Environment["STORE_PASSWORD"] = Password;
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve", "--retry")).Ends(0);
        Assert.True(File.Exists(_repository.Combine("stores/app.p12")));
        Assert.True(File.Exists(_repository.Combine("stores/app.jks")));
    }

    [Fact(DisplayName = "KEY-02 A state under a passphrase is applied and exported with it; a wrong one is refused before anything is touched")]
    public async Task Passphrase_state()
    {
        _shell.Environment["STORE_PASSWORD"] = Password;
        _shell.Environment["RECONCILER_KEK_DEFAULT__LOCAL"] = "passphrase:env:KEK_PHRASE";
        _shell.Environment["KEK_PHRASE"] = "a passphrase for the state";
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0);
        (await _shell.RunAsync("export", "app", "--out", "-", "--passphrase-env", "KEK_PHRASE", "--repository", _repository.Path)).Ends(0);
        Assert.False(File.Exists(_repository.Combine(".reconciler/kek/default.local.key")));
        (await _shell.RunAsync("backup", _repository.Combine("saved"), "--repository", _repository.Path)).Ends(0).Says("the passphrase of account default, region local", "kek/default.local.argon2id");

        _repository.Declare("more", "more.small.example");
        _shell.Environment["KEK_PHRASE"] = "another passphrase for it";
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Refuses(1, "the passphrase for the key-encryption key of account default, region local is not the one");
        (await _shell.RunAsync("plan", _repository.Path)).Says("certificate/more");
    }

    [Fact(DisplayName = "KEY-02 No clear byte of a private key is in the state, the logs, the plan, the events, an export, or what a crash prints")]
    public async Task Nothing_in_clear()
    {
        _shell.Environment["STORE_PASSWORD"] = Password;
        _shell.Environment["RECONCILER_DEBUG"] = "1";
        List<string> told =
        [
            (await _shell.RunAsync("plan", _repository.Path, "--verbose", "--out", _repository.Combine("plan.json"))).All,
            (await _shell.RunAsync("apply", _repository.Path, "--auto-approve", "--verbose", "--format", "json", "--out-json", _repository.Combine("applied.json"))).Ends(0).All,
            (await _shell.RunAsync("status", _repository.Path, "--export-snapshot", _repository.Combine("snapshot.json"))).All,
            (await _shell.RunAsync("explain", "app", "--repository", _repository.Path)).All,
            (await _shell.RunAsync("audit", "report", "--repository", _repository.Path)).All,
        ];
        foreach (var form in new[] { "pem", "pkcs12", "jks" })
            told.Add((await _shell.RunAsync("export", "app", "--as", form, "--out", _repository.Combine($"out.{form}"), "--passphrase-env", "STORE_PASSWORD", "--repository", _repository.Path)).Ends(0).All);
        await File.WriteAllTextAsync(_repository.Combine(".reconciler/kek/default.local.key"), "damaged");
        _repository.Declare("more", "more.small.example");
        told.Add((await _shell.RunAsync("apply", _repository.Path, "--auto-approve", "--verbose")).Ends(1).All);

        var searched = Directory.EnumerateFiles(_repository.Path, "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith("privkey.pem", StringComparison.Ordinal) && File.ResolveLinkTarget(path, false) is null)
            .ToList();
        Assert.Contains(searched, path => path.EndsWith("out.jks", StringComparison.Ordinal));
        Assert.Contains(searched, path => Path.GetExtension(path) == ".db" || path.Contains(".reconciler/state", StringComparison.Ordinal));
        foreach (var name in new[] { "app", "www", "api" })
        {
            var needles = Needles(await File.ReadAllTextAsync(_repository.Combine($"certs/{name}/privkey.pem")));
            foreach (var path in searched)
            {
                var content = await File.ReadAllBytesAsync(path);
                Assert.All(needles, needle => Assert.True(content.AsSpan().IndexOf(needle) < 0, $"{path} holds bytes of the key of {name}"));
            }

            var spoken = System.Text.Encoding.UTF8.GetBytes(string.Concat(told));
            Assert.All(needles, needle => Assert.True(spoken.AsSpan().IndexOf(needle) < 0, $"output holds bytes of the key of {name}"));
        }
    }

    /// <summary>The secret number of a P-256 key: as it is, and as base64 and hexadecimal text would show it.</summary>
    private static List<byte[]> Needles(string pem)
    {
        using var key = System.Security.Cryptography.ECDsa.Create();
        key.ImportFromPem(pem);
        var secret = key.ExportParameters(includePrivateParameters: true).D!;
        Assert.True(key.ExportPkcs8PrivateKey().AsSpan().IndexOf(secret.AsSpan(0, 16)) > 0, "what is searched for is not what a key holds");
        var middle = secret.AsSpan(4, 24);
        var ascii = System.Text.Encoding.ASCII;
        return
        [
            secret[..16], secret[16..], ascii.GetBytes(Convert.ToHexStringLower(middle)), ascii.GetBytes(Convert.ToHexString(middle)),
            ascii.GetBytes(pem.Split('\n')[1][50..]), .. Enumerable.Range(0, 3).Select(shift => ascii.GetBytes(Convert.ToBase64String(secret.AsSpan(shift, 27))[..32])),
        ];
    }
}
