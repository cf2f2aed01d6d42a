using System.Collections.Concurrent;
using System.Security.Cryptography;
using Reconciler.Core.Domain;

namespace Reconciler.Pki.Keys;

/// <summary>Key pairs on one named curve, by OpenSSL itself where it is there and by the framework elsewhere. Thread safe.</summary>
/// <param name="curve">For the framework.</param>
/// <param name="name">For OpenSSL.</param>
/// <param name="oid">For the encodings.</param>
/// <param name="bits">Of its field.</param>
internal sealed class CurveKeys(ECCurve curve, string name, string oid, int bits)
{
    private readonly CurveKeyEncoding _encoding = new(oid, bits);
    private readonly int _field = (bits + 7) / 8;

    /// <summary>As many as ever made a key at once. They live as long as the program, like the class's few instances.</summary>
    private readonly ConcurrentBag<OpenSslKeyGenerator> _idle = [];

    public (Secret PrivateKey, byte[] PublicKey) Make() => OpenSslKeyGenerator.IsAvailable ? MakeByLibrary() : MakeByFramework();

    private (Secret PrivateKey, byte[] PublicKey) MakeByLibrary()
    {
        var generator = _idle.TryTake(out var idle) ? idle : OpenSslKeyGenerator.Open(name);
        Span<byte> scalar = stackalloc byte[_field];
        Span<byte> point = stackalloc byte[1 + (2 * _field)];
        try
        {
            generator.Generate(scalar, point);
            return _encoding.Encode(scalar, point);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(scalar);
            _idle.Add(generator);
        }
    }

    internal (Secret PrivateKey, byte[] PublicKey) MakeByFramework()
    {
        using var key = ECDsa.Create(curve);
        var parameters = key.ExportParameters(includePrivateParameters: true);
        try
        {
            return _encoding.Encode(parameters.D, [CurveKeyEncoding.Uncompressed, .. parameters.Q.X ?? [], .. parameters.Q.Y ?? []]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(parameters.D);
        }
    }
}
