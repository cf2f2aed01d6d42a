using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Publishing;

/// <summary>
/// A zone file with the block in it that is ours. All outside the block and the SOA serial is kept octet by octet.
/// </summary>
internal sealed class ZoneFileText
{
    private const string Begin = "; BEGIN reconciler";
    private const string BeginLine = Begin + " (this block is rewritten: write other records outside it)";
    private const string End = "; END reconciler";

    private readonly string _text;
    private readonly MasterFileToken _serial;
    private readonly (int Start, int End)? _block;
    private readonly ILookup<string, MasterFileEntry> _others;

    private ZoneFileText(
        string text, string zone, MasterFileToken serial, (int, int)? block, IEnumerable<MasterFileEntry> others, ImmutableArray<ZoneRecord> ours)
    {
        (_text, Zone, _serial, _block, Records) = (text, zone, serial, block, ours);
        _others = others.ToLookup(entry => entry.Owner, StringComparer.Ordinal);
    }

    /// <summary>Where the SOA record stands; lower case, no trailing dot.</summary>
    public string Zone { get; }

    /// <summary>The records of our block.</summary>
    public ImmutableArray<ZoneRecord> Records { get; }

    /// <summary>Reads a file; a problem is one sentence without the file's path.</summary>
    /// <param name="text">One character an octet (Latin-1).</param>
    /// <param name="origin">The zone, where only one can be meant.</param>
    public static (ZoneFileText? File, string? Problem) Read(string text, string? origin)
    {
        var file = MasterFileReader.Read(text, origin);
        if (file.Problem is not null) return (null, file.Problem);
        var (block, blockProblem) = FindBlock(file);
        if (blockProblem is not null) return (null, blockProblem);

        var inside = file.Entries.Where(entry => IsIn(block, entry)).ToList();
        var ours = inside.Select(RecordText.Read).ToList();
        if (ours.IndexOf(null) is var foreign && foreign >= 0)
            return (null, $"line {inside[foreign].Line} is in the block of reconciler but was not written by it; move it outside");
        if (file.Entries.FirstOrDefault(entry => entry.Start >= block?.End) is { InheritsOwner: true } heir)
            return (null, $"line {heir.Line}, right behind the block of reconciler, has no owner of its own; write its owner");

        var others = file.Entries.Where(entry => !IsIn(block, entry)).ToList();
        if (others.FirstOrDefault(entry => entry.Type == "SOA") is not { } soa) return (null, "it has no SOA record");
        if (soa.Data.Length < 3 || !uint.TryParse(soa.Data[2].Text, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return (null, $"the SOA record at line {soa.Line} has no serial number");
        return (new(text, soa.Owner, soa.Data[2], block, others, [.. ours.OfType<ZoneRecord>()]), null);
    }

    /// <summary>Why the record may not stand in this file; null when it may.</summary>
    public string? ConflictOf(ZoneRecord record)
    {
        var other = _others[record.Owner].FirstOrDefault(entry => record.Type == "CNAME" || entry.Type == "CNAME");
        return other is null
            ? null
            : $"{record.Owner} already has a record of type {other.Type} at line {other.Line}, and a CNAME record stands alone at its name; take that line out";
    }

    /// <summary>The file with these records in the block, and the serial raised by one (RFC 1982), which keeps serials made of dates in order too.</summary>
    public string With(IEnumerable<ZoneRecord> records)
    {
        var newline = _text.IndexOf('\n', StringComparison.Ordinal) is var at && at > 0 && _text[at - 1] == '\r' ? "\r\n" : "\n";
        var block = new StringBuilder().Append(BeginLine).Append(newline);
        foreach (var record in records.OrderBy(record => record.Owner, StringComparer.Ordinal).ThenBy(record => record.Type, StringComparer.Ordinal))
            block.Append(RecordText.Write(record)).Append(newline);
        block.Append(End).Append(newline);

        var (start, end) = _block ?? (_text.Length, _text.Length);
        var gap = _block is null && !_text.EndsWith('\n') ? newline : "";
        var serial = unchecked(uint.Parse(_serial.Text, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
        var serialEnd = _serial.Start + _serial.Text.Length;
        return _serial.Start < start
            ? string.Concat([_text[.._serial.Start], serial, _text[serialEnd..start], gap, block.ToString(), _text[end..]])
            : string.Concat([_text[..start], gap, block.ToString(), _text[end.._serial.Start], serial, _text[serialEnd..]]);
    }

    private static ((int Start, int End)? Block, string? Problem) FindBlock(MasterFile file)
    {
        var begins = file.Comments.Where(comment => IsMarker(comment, Begin)).ToList();
        var ends = file.Comments.Where(comment => IsMarker(comment, End)).ToList();
        return (begins.Count, ends.Count) switch
        {
            (0, 0) => (null, null),
            (1, 1) when begins[0].Start < ends[0].Start => ((begins[0].Start, ends[0].End), null),
            _ => (null, Unpaired(begins.Concat(ends).Min(comment => comment.Line))),
        };

        static string Unpaired(int line) => $"the lines that mark the block of reconciler are not one pair (line {line}); put them right or take the block out";
    }

    private static bool IsMarker(MasterFileComment comment, string marker) =>
        comment.Text.StartsWith(marker, StringComparison.Ordinal) && (comment.Text.Length == marker.Length || comment.Text[marker.Length] == ' ');

    private static bool IsIn((int Start, int End)? block, MasterFileEntry entry) => entry.Start >= block?.Start && entry.Start < block?.End;
}
