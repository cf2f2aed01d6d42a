using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Reconciler.Core.Diagnostics;
using Reconciler.Web.Tls;

namespace Reconciler.Cli.Composition;

/// <summary>
/// The daemon's own certificate, from the files that a target writes. They are looked at again when somebody connects, at most once a second, so that a
/// renewed certificate is shown without a restart; what cannot be used leaves the one before in place.
/// </summary>
internal sealed class TlsFiles : IServingTls
{
    /// <summary>Octets of a file.</summary>
    private const int Longest = 64 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly string[] _files;
    private readonly TimeProvider _time;
    private readonly Action<string> _tell;
    private readonly Lock _looking = new();
    private volatile ServingTls _current;
    private string _seen;
    private long _lookedAt;

    /// <summary>Throws <see cref="ReconcilerException"/> when the files cannot be used.</summary>
    /// <param name="clientAuthorities">PEM file of authorities whose clients need no token; null: none.</param>
    /// <param name="tell">Hears a sentence when a new certificate is shown, or cannot be.</param>
    public TlsFiles(string certificate, string key, string? clientAuthorities, TimeProvider time, Action<string> tell)
    {
        (_time, _tell) = (time, tell);
        _files = clientAuthorities is null ? [Path.GetFullPath(certificate), Path.GetFullPath(key)] : [Path.GetFullPath(certificate), Path.GetFullPath(key), Path.GetFullPath(clientAuthorities)];
        try
        {
            var contents = Read();
            (_current, _seen) = (Load(contents), HashOf(contents));
        }
        catch (Exception failure) when (IsOfTheFiles(failure))
        {
            throw new ReconcilerException(FailureKind.Environment, $"TLS cannot be served: {failure.Message}", "where reconciler itself writes these files, run reconciler apply once before", failure);
        }
    }

    public bool AsksForClients => _files.Length == 3;

    public ServingTls Current
    {
        get
        {
            lock (_looking)
            {
                if (_lookedAt != 0 && _time.GetElapsedTime(_lookedAt) < Pause) return _current;
                _lookedAt = _time.GetTimestamp();
                LookAgain();
            }

            return _current;
        }
    }

    private void LookAgain()
    {
        try
        {
            var contents = Read();
            var hash = HashOf(contents);
            if (hash == _seen) return;
            // Also when it cannot be used: it is told once, and tried again when it changes.
            _seen = hash;
            _current = Load(contents);
            _tell($"{_files[0]} changed and is served: {_current.Certificate.TargetCertificate.Subject}, serial {_current.Certificate.TargetCertificate.SerialNumber}");
        }
        catch (Exception failure) when (IsOfTheFiles(failure))
        {
            if (_seen.Length > 0) _tell($"{failure.Message}; the certificate before stays in place");
        }
    }

    private byte[][] Read() => [.. _files.Select(ReadOne)];

    private static byte[] ReadOne(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var buffer = new byte[Longest + 1];
        var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return length <= Longest ? buffer[..length] : throw new IOException($"{path} holds more than {Longest / 1024} KiB");
    }

    private ServingTls Load(byte[][] contents)
    {
        var certificates = Certificates(_files[0], contents[0]);
        using var bare = certificates[0];
        certificates.RemoveAt(0);
        var leaf = WithKey(bare, contents[1]);
        return new(SslStreamCertificateContext.Create(leaf, certificates, offline: true), AsksForClients ? Certificates(_files[2], contents[2]) : null);
    }

    private X509Certificate2 WithKey(X509Certificate2 certificate, byte[] key)
    {
        var pem = System.Text.Encoding.ASCII.GetString(key);
        if (pem.Contains("ENCRYPTED", StringComparison.Ordinal)) throw new CryptographicException($"{_files[1]} is encrypted; a server's key must not be");
        try
        {
            return X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), pem);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            throw new CryptographicException($"{_files[1]} is not the private key of {_files[0]}", failure);
        }
    }

    private static X509Certificate2Collection Certificates(string path, byte[] content)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(System.Text.Encoding.ASCII.GetString(content));
        }
        catch (CryptographicException damaged)
        {
            throw new CryptographicException($"{path} cannot be read as PEM certificates: {damaged.Message}", damaged);
        }

        return certificates.Count > 0 ? certificates : throw new CryptographicException($"{path} holds no certificate");
    }

    private static string HashOf(byte[][] contents)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var content in contents) hash.AppendData(SHA256.HashData(content));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static bool IsOfTheFiles(Exception failure) => failure is IOException or UnauthorizedAccessException or CryptographicException;
}
