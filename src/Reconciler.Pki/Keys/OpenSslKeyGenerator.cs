using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Reconciler.Pki.Keys;

/// <summary>
/// Makes keys on one named curve by the very library that the framework uses on Linux, five times faster: see decision 0009. Holds a context of the
/// library for each curve, so it is for one thread at a time. Throws <see cref="CryptographicException"/> naming the step that failed.
/// </summary>
internal sealed partial class OpenSslKeyGenerator : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>OpenSSL 3, whose calls these are; another version is left to the framework.</summary>
    private const string Library = "libcrypto.so.3";

    /// <summary>For the marshaller; callers say <see cref="Open"/>.</summary>
    public OpenSslKeyGenerator()
        : base(ownsHandle: true)
    {
    }

    /// <summary>False where the library is not there: on other systems, and with another major version.</summary>
    public static bool IsAvailable { get; } = OperatingSystem.IsLinux() && NativeLibrary.TryLoad(Library, typeof(OpenSslKeyGenerator).Assembly, DllImportSearchPath.SafeDirectories, out _);

    /// <param name="curve">By the library's name of it, for example <c>P-256</c>.</param>
    public static OpenSslKeyGenerator Open(string curve)
    {
        var generator = NewContext(0, "EC", 0);
        try
        {
            Require(!generator.IsInvalid, "EVP_PKEY_CTX_new_from_name");
            Require(Begin(generator) == 1, "EVP_PKEY_keygen_init");
            Require(SetCurve(generator, curve) == 1, "EVP_PKEY_CTX_set_group_name");
            return generator;
        }
        catch
        {
            generator.Dispose();
            throw;
        }
    }

    /// <summary>Makes a key pair, which the library clears when its handle is freed.</summary>
    /// <param name="scalar">Gets the private key, big endian; as long as the curve's field. The caller zeroes it.</param>
    /// <param name="point">Gets the public key, uncompressed (SEC 1, 2.3.3): twice the field and one octet.</param>
    public unsafe void Generate(Span<byte> scalar, Span<byte> point)
    {
        nint key = 0, number = 0;
        try
        {
            Require(Generate(this, &key) == 1, "EVP_PKEY_generate");
            fixed (byte* octets = point)
                Require(GetOctets(key, "encoded-pub-key", octets, (nuint)point.Length, out var written) == 1 && written == (nuint)point.Length, "EVP_PKEY_get_octet_string_param");
            Require(GetNumber(key, "priv", &number) == 1, "EVP_PKEY_get_bn_param");
            fixed (byte* octets = scalar) Require(ToOctets(number, octets, scalar.Length) == scalar.Length, "BN_bn2binpad");
        }
        finally
        {
            ClearNumber(number);
            FreeKey(key);
        }
    }

    protected override bool ReleaseHandle()
    {
        FreeContext(handle);
        return true;
    }

    private static void Require(bool isDone, string step)
    {
        if (!isDone) throw new CryptographicException($"OpenSSL made no key: {step} failed");
    }

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_new_from_name", StringMarshalling = StringMarshalling.Utf8)]
    private static partial OpenSslKeyGenerator NewContext(nint libraryContext, string keyType, nint properties);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_keygen_init")]
    private static partial int Begin(OpenSslKeyGenerator context);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_set_group_name", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetCurve(OpenSslKeyGenerator context, string curve);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_generate")]
    private static unsafe partial int Generate(OpenSslKeyGenerator context, nint* key);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_get_octet_string_param", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int GetOctets(nint key, string name, byte* buffer, nuint size, out nuint written);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_get_bn_param", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int GetNumber(nint key, string name, nint* number);

    [LibraryImport(Library, EntryPoint = "BN_bn2binpad")]
    private static unsafe partial int ToOctets(nint number, byte* buffer, int size);

    [LibraryImport(Library, EntryPoint = "BN_clear_free")]
    private static partial void ClearNumber(nint number);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_free")]
    private static partial void FreeKey(nint key);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_free")]
    private static partial void FreeContext(nint context);
}
