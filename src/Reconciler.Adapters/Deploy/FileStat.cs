using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Deploy;

/// <summary>What the kernel says about a file without opening it; a link is described itself.</summary>
/// <param name="Mode">Type and permission bits.</param>
/// <param name="Owner">Numeric user id.</param>
/// <param name="Size">Octets.</param>
/// <param name="ModifiedNanoseconds">Since 1970, UTC; wraps silently outside the years 1678 to 2262, since it is only ever compared for equality.</param>
/// <param name="ChangedNanoseconds">Inode change time, in the same way; no program can set it.</param>
internal readonly record struct FileStat(uint Mode, uint Owner, long Inode, long Size, long ModifiedNanoseconds, long ChangedNanoseconds)
{
    private const uint TypeMask = 0xF000;
    private const uint RegularType = 0x8000;
    private const uint LinkType = 0xA000;

    public bool IsRegular => (Mode & TypeMask) == RegularType;

    public bool IsLink => (Mode & TypeMask) == LinkType;

    public int Permissions => (int)(Mode & 0xFFF);

    /// <param name="path">Relative to the target's folder.</param>
    public DeployedFile ToRecord(string path, string sha256) =>
        new(path, sha256, Size, ModifiedNanoseconds, ChangedNanoseconds, Inode, Permissions, LinkTarget: null);

    /// <summary>True when nothing can have happened to the file since it was recorded.</summary>
    public bool Matches(DeployedFile recorded) =>
        Size == recorded.Size && ModifiedNanoseconds == recorded.ModifiedNanoseconds && ChangedNanoseconds == recorded.ChangedNanoseconds &&
        Inode == recorded.Inode && Permissions == recorded.Mode && IsRegular;
}
