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

    /// <summary>PEM files in a folder.</summary>
    public sealed record Files : TargetSpec
    {
        /// <summary>As written; absolute, or relative to the repository's root (a folder) or the state folder (a bare or remote source).</summary>
        public required string Directory { get; init; }

        public FilesLayout Layout { get; init; } = FilesLayout.Split;

        /// <summary>Owner by name; null: whoever runs us.</summary>
        public string? Owner { get; init; }

        /// <summary>Permission bits of files that hold a key.</summary>
        public UnixFileMode Mode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite;

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
}
