using System.Collections.Immutable;

namespace Reconciler.Core.Desired;

/// <summary>Which certificates a target takes.</summary>
[Flags]
public enum AcceptedKinds
{
    None = 0,
    Private = 1,
    Public = 2,
    Imported = 4,
    All = Private | Public | Imported,
}

/// <summary>spec of kind Target. Closed; a new type is a nested record.</summary>
public abstract record TargetSpec
{
    private TargetSpec()
    {
    }

    public AcceptedKinds Accepts { get; init; } = AcceptedKinds.All;

    /// <summary>Null: nobody looks what is served.</summary>
    public ProbeSpec? Probe { get; init; }

    /// <summary>Files in a folder.</summary>
    public sealed record Files : TargetSpec
    {
        /// <summary>As written; absolute, or relative to the repository's root (a folder) or the state folder (a bare or remote source).</summary>
        public required string Directory { get; init; }

        public FilesLayout Layout { get; init; } = FilesLayout.Split;

        /// <summary>Owner by name; null: whoever runs us.</summary>
        public string? Owner { get; init; }

        /// <summary>Permission bits of files that hold a key.</summary>
        public UnixFileMode Mode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        /// <summary>Where the password of a PKCS#12 or JKS file is found; null for the other layouts.</summary>
        public SecretReference? Password { get; init; }

        /// <summary>Program and arguments to run after files changed; empty: none.</summary>
        public ImmutableArray<string> Reload { get; init; } = [];
    }
}

public enum FilesLayout
{
    /// <summary><c>name/{cert,chain,fullchain,privkey}.pem</c></summary>
    Split,

    /// <summary><c>name.pem</c>: key, then chain, without an empty line.</summary>
    Bundle,

    /// <summary><c>name.p12</c>: PKCS#12 under a password.</summary>
    Pkcs12,

    /// <summary><c>name.jks</c>: a keystore of older Java, under a password.</summary>
    Jks,
}

public static class FilesLayouts
{
    /// <summary>As manifests and plans write it.</summary>
    public static string Word(this FilesLayout layout) => layout switch
    {
        FilesLayout.Split => "split",
        FilesLayout.Bundle => "bundle",
        FilesLayout.Pkcs12 => "pkcs12",
        FilesLayout.Jks => "jks",
    };

    /// <summary>What follows the certificate's name in the name that is published; empty where that is a folder.</summary>
    public static string Suffix(this FilesLayout layout) => layout switch
    {
        FilesLayout.Split => "",
        FilesLayout.Bundle => ".pem",
        FilesLayout.Pkcs12 => ".p12",
        FilesLayout.Jks => ".jks",
    };

    /// <summary>The file is under a password.</summary>
    public static bool NeedsPassword(this FilesLayout layout) => layout is FilesLayout.Pkcs12 or FilesLayout.Jks;
}
