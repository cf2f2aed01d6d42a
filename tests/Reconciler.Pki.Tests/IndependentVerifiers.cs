using System.Globalization;
using System.Security.Cryptography;
using Reconciler.Testing;

namespace Reconciler.Pki.Tests;

/// <summary>openssl and gnutls as judges of chains and CRLs; the exit code is the verdict.</summary>
internal sealed class IndependentVerifiers : IDisposable
{
    private readonly TempFolder _folder = new();
    private int _files;

    public void Dispose() => _folder.Dispose();

    public ProgramRun Openssl(byte[] root, IReadOnlyList<byte[]> intermediates, byte[] leaf, params string[] more)
    {
        List<string> arguments =
        [
            "verify", "-x509_strict", "-purpose", "sslserver", "-attime", TestPki.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            "-CAfile", WritePem("CERTIFICATE", root), .. more,
        ];
        if (intermediates.Count > 0) arguments.AddRange(["-untrusted", WritePem("CERTIFICATE", [.. intermediates])]);
        return ExternalPrograms.Run("openssl", [.. arguments, WritePem("CERTIFICATE", leaf)]);
    }

    public ProgramRun Certtool(byte[] root, IReadOnlyList<byte[]> intermediates, byte[] leaf) => ExternalPrograms.Run("certtool",
    [
        "--verify", "--load-ca-certificate", WritePem("CERTIFICATE", root), "--infile", WritePem("CERTIFICATE", [leaf, .. intermediates]),
    ]);

    /// <summary>Writes one PEM file of all objects and returns its path.</summary>
    public string WritePem(string label, params byte[][] objects)
    {
        var text = string.Join('\n', objects.Select(der => PemEncoding.WriteString(label, der))) + "\n";
        return _folder.Write(string.Create(CultureInfo.InvariantCulture, $"{_files++}.pem"), text);
    }

    public static void AssertAccepted(ProgramRun run) => Assert.True(run.ExitCode == 0, run.All);
}
