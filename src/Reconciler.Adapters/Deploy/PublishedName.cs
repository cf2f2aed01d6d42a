using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;

namespace Reconciler.Adapters.Deploy;

/// <summary>
/// The names that one certificate has in a target's folder: the published link, its versions below <c>.versions/name/</c>, and the files in each.
/// Layouts may share a folder: each only ever touches files of its own names.
/// </summary>
/// <param name="Certificate">Name of its manifest: letters, digits and hyphens.</param>
internal sealed record PublishedName(string Certificate, FilesLayout Layout)
{
    public const string VersionsFolder = ".versions";
    private const int MostDigits = 9;

    private static readonly ImmutableArray<PublishedFile> SplitFiles =
        [PublishedFile.Certificate, PublishedFile.Chain, PublishedFile.FullChain, PublishedFile.PrivateKey];

    private static readonly ImmutableArray<PublishedFile> BundleFiles = [PublishedFile.Bundle];
    private static readonly ImmutableArray<PublishedFile> Pkcs12Files = [PublishedFile.Pkcs12];
    private static readonly ImmutableArray<PublishedFile> JksFiles = [PublishedFile.Jks];

    private static readonly ImmutableArray<FilesLayout> OneFileLayouts = [.. Enum.GetValues<FilesLayout>().Where(layout => layout.Suffix().Length > 0)];

    /// <summary>The entry of the target's folder that leads to the current version.</summary>
    public string Link => Certificate + Layout.Suffix();

    /// <summary>Name in the versions folder of the link that is about to be renamed to <see cref="Link"/>. No certificate's name holds a dot.</summary>
    public string NextLink => Link + ".next";

    public ImmutableArray<PublishedFile> Files => Layout switch
    {
        FilesLayout.Split => SplitFiles,
        FilesLayout.Bundle => BundleFiles,
        FilesLayout.Pkcs12 => Pkcs12Files,
        FilesLayout.Jks => JksFiles,
    };

    /// <summary>From what was recorded; null when the record holds no link.</summary>
    public static PublishedName? Of(DeployedContent content)
    {
        var link = content.Files.FirstOrDefault(file => file.LinkTarget is not null)?.Path;
        if (link is null) return null;
        foreach (var layout in OneFileLayouts)
        {
            if (link.EndsWith(layout.Suffix(), StringComparison.Ordinal)) return new(link[..^layout.Suffix().Length], layout);
        }

        return new(link, FilesLayout.Split);
    }

    /// <summary>Where the link leads for a version, relative to the target's folder.</summary>
    public string LinkTarget(int version) => Layout == FilesLayout.Split ? FolderOf(version) : $"{FolderOf(version)}/{Files[0].FileName()}";

    /// <summary>The version that a link of ours leads to; null when it is not one of ours.</summary>
    public int? VersionOf(string linkTarget)
    {
        var parts = linkTarget.Split('/');
        return parts.Length >= 3 && ParseVersion(parts[2]) is { } version && string.Equals(LinkTarget(version), linkTarget, StringComparison.Ordinal) ? version : null;
    }

    /// <summary>Relative to the target's folder.</summary>
    public string FolderOf(int version) => string.Create(CultureInfo.InvariantCulture, $"{VersionsFolder}/{Certificate}/{version}");

    /// <summary>Number of a version's folder; null when the name is not one.</summary>
    public static int? ParseVersion(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MostDigits && name[0] != '0' && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
}
