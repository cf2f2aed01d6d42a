using System.Globalization;
using System.Runtime.InteropServices;
using LibGit2Sharp;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Git.Remotes;

/// <summary>Settings of libgit2 that its binding does not offer. They hold for the process.</summary>
internal static partial class LibraryOptions
{
    // The file of LibGit2Sharp.NativeBinaries; its name carries a hash and changes with the package.
    private const string Library = "git2-5853918";

    // git_libgit2_opt_t in libgit2's common.h.
    private const int SetSslCertLocations = 12;
    private const int SetServerConnectTimeout = 39;
    private const int SetServerTimeout = 41;

    public static void Apply(RemoteSettings settings)
    {
        // The version is asked for its effect: it loads and initialises the library, without which there is no store of trust to add to.
        _ = GlobalSettings.Version;
        var milliseconds = (nint)settings.Timeout.TotalMilliseconds;
        if (Set(SetServerConnectTimeout, milliseconds, 0) < 0 || Set(SetServerTimeout, milliseconds, 0) < 0)
            throw new ReconcilerException(FailureKind.Environment, string.Create(CultureInfo.InvariantCulture, $"libgit2 does not take {milliseconds} ms as a time limit"));
        if (settings.CaFile is { } file) TrustFile(file);
    }

    private static void TrustFile(string file)
    {
        var path = Marshal.StringToCoTaskMemUTF8(file);
        try
        {
            if (Set(SetSslCertLocations, path, 0) < 0)
                throw new ReconcilerException(FailureKind.Usage, $"RECONCILER_GIT_CA_FILE: \"{file}\" holds no certificate that can be read", "it must hold certificates in PEM");
        }
        finally
        {
            Marshal.FreeCoTaskMem(path);
        }
    }

    // Variadic arguments travel like others, but on Apple's ARM64, where they lie on the stack: behind the eight that fill the registers.
    private static int Set(int option, nint first, nint second) =>
        OperatingSystem.IsMacOS() && RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? OptionOnStack(option, 0, 0, 0, 0, 0, 0, 0, first, second)
            : Option(option, first, second);

    [LibraryImport(Library, EntryPoint = "git_libgit2_opts")]
    private static partial int Option(int option, nint first, nint second);

    [LibraryImport(Library, EntryPoint = "git_libgit2_opts")]
    private static partial int OptionOnStack(int option, nint r1, nint r2, nint r3, nint r4, nint r5, nint r6, nint r7, nint first, nint second);
}
