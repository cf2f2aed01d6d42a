using System.Runtime.Versioning;
using Reconciler.Cli.Tests.EndToEnd;

namespace Reconciler.Cli.Tests.Keys;

[UnsupportedOSPlatform("windows")]
public sealed class ExportTests : IDisposable
{
    private const string Passphrase = "a passphrase of some length";

    private readonly CommandLine _shell = new();
    private readonly SmallRepository _repository = new();
    private readonly TempFolder _outside = new();

    public ExportTests() => _shell.Environment["PHRASE"] = Passphrase;

    public void Dispose()
    {
        _outside.Dispose();
        _repository.Dispose();
        _shell.Dispose();
    }

    [SkippableFact(DisplayName = "EXP-01 A private certificate is exported with its chain in each form, for its owner alone, and real programs open it")]
    public async Task Each_form()
    {
        await ApplyAsync();
        foreach (var (form, name) in new[] { ("pem", "www.pem"), ("pkcs12", "www.p12"), ("jks", "www.jks") })
        {
            var path = _outside.Combine(name);
            (await ExportAsync("www", "--as", form, "--out", path, "--passphrase-env", "PHRASE")).Ends(0).Says($"Exported certificate/www, version 1, until ", $"as {form} to {path}");
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        var placed = ExternalPrograms.Run("openssl", ["pkey", "-in", _repository.Combine("certs/www/privkey.pem"), "-pubout"]).Output;
        Assert.Equal(placed, ExternalPrograms.Run("openssl", ["pkey", "-in", _outside.Combine("www.pem"), "-passin", $"pass:{Passphrase}", "-pubout"]).Output);
        var opened = ExternalPrograms.Run("openssl", ["pkcs12", "-in", _outside.Combine("www.p12"), "-passin", $"pass:{Passphrase}", "-info", "-noenc"]);
        Assert.True(opened.ExitCode == 0, opened.All);
        Assert.Contains("Iteration 600000", opened.All, StringComparison.Ordinal);
        Assert.Equal(2, opened.Output.Split("BEGIN CERTIFICATE").Length - 1);
        var listed = ExternalPrograms.Run("keytool", ["-list", "-keystore", _outside.Combine("www.jks"), "-storepass", Passphrase]);
        Assert.Contains("PrivateKeyEntry", listed.All, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "KEY-04 Each export is an audit entry written before the key is used; status and explain show that the certificate is out")]
    public async Task Audited_and_shown()
    {
        await ApplyAsync();
        (await _shell.RunAsync("status", _repository.Path)).DoesNotSay("exported");

        (await ExportAsync("certificate/www", "--out", _outside.Combine("www.pem"), "--passphrase-env", "PHRASE")).Ends(0);
        (await ExportAsync("api", "--out", "/nowhere/at/all/api.pem", "--passphrase-env", "PHRASE")).Refuses(1, "/nowhere/at/all/api.pem cannot be written");

        var report = (await _shell.RunAsync("audit", "report", "--repository", _repository.Path)).Ends(0).Out;
        Assert.Contains("key.export", report, StringComparison.Ordinal);
        Assert.Contains($"version 1 as pem to {_outside.Combine("www.pem")}", report, StringComparison.Ordinal);
        Assert.Contains("version 1 as pem to /nowhere/at/all/api.pem", report, StringComparison.Ordinal);
        (await _shell.RunAsync("audit", "verify", "--repository", _repository.Path)).Ends(0);
        (await _shell.RunAsync("status", _repository.Path)).Ends(0).Says("files,exported");
        (await _shell.RunAsync("explain", "www", "--repository", _repository.Path)).Ends(0).Says("exported with its key");
        (await _shell.RunAsync("plan", _repository.Path)).Ends(0).Says("No changes.");
    }

    [Fact(DisplayName = "EXP-01 A passphrase comes from a terminal, a file or a variable; it is typed twice, and refused by what is wrong with it")]
    public async Task Passphrases()
    {
        await ApplyAsync();
        var file = _outside.Write("phrase", Passphrase + "\n");
        var path = _outside.Combine("www.pem");
        _shell.Environment["SHORT"] = "hunter2";

        (await ExportAsync("www", "--out", path)).Refuses(3, "there is no passphrase, and nobody to ask for one");
        (await ExportAsync("www", "--out", path, "--passphrase-env", "SHORT")).Refuses(3, "the passphrase is shorter than 12 characters");
        (await ExportAsync("www", "--out", path, "--passphrase-env", "NOWHERE")).Refuses(3, "the environment variable NOWHERE is not set");
        (await ExportAsync("www", "--out", path, "--passphrase-env", "PHRASE", "--passphrase-file", file)).Refuses(3, "exclude each other");
        _shell.Secrets = new([Passphrase, "another passphrase entirely"]);
        (await ExportAsync("www", "--out", path)).Refuses(3, "the two are not the same");
        Assert.False(File.Exists(path));
        Assert.DoesNotContain("key.export", (await _shell.RunAsync("audit", "report", "--repository", _repository.Path)).Out, StringComparison.Ordinal);

        (await ExportAsync("www", "--out", path, "--passphrase-file", file)).Ends(0);
        _shell.Secrets = new([Passphrase, Passphrase]);
        (await ExportAsync("www", "--out", path, "--force")).Ends(0);
    }

    [Fact(DisplayName = "EXP-01 A file that is there is not written over without --force; - sends the file to stdout")]
    public async Task Output()
    {
        await ApplyAsync();
        var path = _outside.Write("www.pem", "mine");

        (await ExportAsync("www", "--out", path, "--passphrase-env", "PHRASE")).Refuses(3, "is there already, and is not written over");
        Assert.Equal("mine", await File.ReadAllTextAsync(path));
        (await ExportAsync("www", "--out", path, "--force", "--passphrase-env", "PHRASE")).Ends(0);
        Assert.StartsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n", await File.ReadAllTextAsync(path), StringComparison.Ordinal);
        (await ExportAsync("www", "--out", "-", "--passphrase-env", "PHRASE")).Ends(0).Says("-----BEGIN ENCRYPTED PRIVATE KEY-----", "-----END CERTIFICATE-----");
        (await ExportAsync("www", "--out", "-", "--as", "jks", "--passphrase-env", "PHRASE")).Ends(0);
        Assert.Equal([0xFE, 0xED, 0xFE, 0xED], _shell.OutBytes[..4]);
    }

    [Fact(DisplayName = "GEN-03 What may not be exported is refused with the reason, and no state is made for it")]
    public async Task Refusals()
    {
        (await ExportAsync("www", "--out", "-", "--passphrase-env", "PHRASE")).Refuses(3, "nothing was applied yet");
        Assert.False(Directory.Exists(_repository.Combine(".reconciler")));
        _repository.Write("public.yaml", """
            apiVersion: reconciler/v1
            kind: CertificateAuthority
            metadata: { name: public-root }
            spec: { type: root, trust: public, caaIdentities: [ca.example.net], subject: { commonName: Public Root }, key: { algorithm: EC_prime256v1 } }
            ---
            apiVersion: reconciler/v1
            kind: DnsProvider
            metadata: { name: own }
            spec: { type: embedded, zones: [shop.example, validations.example.net] }
            ---
            apiVersion: reconciler/v1
            kind: ValidationMethod
            metadata: { name: dns }
            spec: { method: dns, zone: validations.example.net, provider: own, resolvers: [embedded] }
            ---
            apiVersion: reconciler/v1
            kind: Certificate
            metadata: { name: kept }
            spec: { domains: [kept.shop.example], authority: public-root, validation: dns, key: { algorithm: EC_prime256v1 } }
            ---
            apiVersion: reconciler/v1
            kind: Certificate
            metadata: { name: exportable }
            spec: { domains: [exportable.shop.example], authority: public-root, validation: dns, exportable: true, key: { algorithm: EC_prime256v1 } }

            """);
        await ApplyAsync();

        (await ExportAsync("nobody", "--out", "-", "--passphrase-env", "PHRASE")).Refuses(3, "the state has no certificate \"nobody\"");
        (await ExportAsync("www", "--as", "pfx", "--out", "-", "--passphrase-env", "PHRASE")).Refuses(3, "\"pfx\" is no form of a file", "pem, pkcs12, jks");
        (await ExportAsync("kept", "--out", "-", "--passphrase-env", "PHRASE")).Refuses(3, "is of public trust and was not declared exportable before it was issued", "exportable: true");
        (await ExportAsync("exportable", "--out", "-", "--passphrase-env", "PHRASE")).Ends(0).Says("-----BEGIN CERTIFICATE-----");

        var declared = await File.ReadAllTextAsync(_repository.Combine("public.yaml"));
        _repository.Write("public.yaml", declared.Replace("domains: [kept.shop.example],", "domains: [kept.shop.example], exportable: true,", StringComparison.Ordinal));
        (await _shell.RunAsync("plan", _repository.Path)).Ends(0).Says("replace_because_exportable");
        await ApplyAsync();
        (await ExportAsync("kept", "--out", "-", "--passphrase-env", "PHRASE")).Ends(0).Says("-----BEGIN CERTIFICATE-----");
    }

    private async Task ApplyAsync() => (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0);

    private Task<CommandRun> ExportAsync(params string[] arguments) => _shell.RunAsync(["export", .. arguments, "--repository", _repository.Path]);
}
