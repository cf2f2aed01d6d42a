using System.Collections.Immutable;
using System.Security.Cryptography;
using Reconciler.Core.Actual;
using Reconciler.Core.Planning;

namespace Reconciler.Adapters.Deploy;

/// <summary>How what is there differs from what was left there: by stat first, by content only where that differs.</summary>
internal static class FilesComparison
{
    /// <param name="owner">Numeric user id that the files shall have; null: any.</param>
    /// <param name="stampsBefore">
    /// A file that changed at or after this instant (nanoseconds since 1970) may change again within one tick of its file system's clock: its
    /// new stamps are not recorded, so that its content is compared next time too.
    /// </param>
    /// <returns>Path and difference where there is one; the refreshed record where only stamps differ.</returns>
    public static (DriftKind Drift, string? Detail, DeployedContent? Refreshed) Compare(
        Folder directory, DeployedContent content, uint? owner, long stampsBefore)
    {
        ImmutableArray<DeployedFile>.Builder? refreshed = null;
        for (var i = 0; i < content.Files.Length; i++)
        {
            var recorded = content.Files[i];
            try
            {
                var (drift, detail, now) = recorded.LinkTarget is null ? CompareFile(directory, recorded, owner) : CompareLink(directory, recorded);
                if (drift is DriftKind.Changed or DriftKind.Missing or DriftKind.Unreadable) return (drift, $"{directory.Of(recorded.Path)} {detail}", null);
                if (now is null) continue;
                refreshed ??= content.Files.ToBuilder();
                refreshed[i] = now.ChangedNanoseconds >= stampsBefore ? now.WithoutStamps() : now;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                return (DriftKind.Unreadable, failure.Message, null);
            }
        }

        return refreshed is null
            ? (DriftKind.None, null, null)
            : (DriftKind.Touched, $"{directory.Path}: content is the same, only times or inodes differ", content with { Files = refreshed.MoveToImmutable() });
    }

    /// <summary>The same record with stamps that match no file.</summary>
    public static DeployedFile WithoutStamps(this DeployedFile file) => file with { ModifiedNanoseconds = 0, ChangedNanoseconds = 0 };

    private static (DriftKind Drift, string? Detail, DeployedFile? Now) CompareLink(Folder directory, DeployedFile recorded)
    {
        if (!directory.TryReadLink(recorded.Path, out var target)) return (DriftKind.Missing, "is missing", null);
        if (target is null) return (DriftKind.Changed, "is no longer our link", null);
        return target == recorded.LinkTarget ? default : (DriftKind.Changed, $"leads to {target} instead of {recorded.LinkTarget}", null);
    }

    private static (DriftKind Drift, string? Detail, DeployedFile? Now) CompareFile(Folder directory, DeployedFile recorded, uint? owner)
    {
        if (directory.TryStat(recorded.Path) is not { } stat) return (DriftKind.Missing, "is missing", null);
        if (stat.Matches(recorded)) return default;
        if (!stat.IsRegular) return (DriftKind.Changed, "is no longer a file", null);
        if (stat.Permissions != recorded.Mode)
            return (DriftKind.Changed, $"has permissions {Octal(stat.Permissions)} instead of {Octal(recorded.Mode)}", null);
        if (owner is not null && stat.Owner != owner) return (DriftKind.Changed, $"is owned by user {stat.Owner} instead of {owner}", null);
        if (stat.Size != recorded.Size) return (DriftKind.Changed, $"holds {stat.Size} octets instead of {recorded.Size}", null);
        using var file = directory.TryOpenFile(recorded.Path);
        if (file is null) return (DriftKind.Missing, "is missing", null);
        using var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
        return Convert.ToHexStringLower(SHA256.HashData(stream)) == recorded.Sha256
            ? (DriftKind.Touched, null, stat.ToRecord(recorded.Path, recorded.Sha256))
            : (DriftKind.Changed, "holds other content", null);
    }

    private static string Octal(int mode) => Convert.ToString(mode, 8).PadLeft(4, '0');
}
