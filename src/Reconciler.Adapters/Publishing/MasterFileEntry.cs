using System.Collections.Immutable;

namespace Reconciler.Adapters.Publishing;

/// <summary>A piece of a master file that no white space parts.</summary>
/// <param name="Start">Offset in the file.</param>
/// <param name="Text">As written, without the quotes of a quoted one.</param>
internal readonly record struct MasterFileToken(int Start, string Text, bool IsQuoted);

/// <summary>One resource record of a master file (RFC 1035 section 5.1).</summary>
/// <param name="Owner">Absolute, lower case, no trailing dot; escapes as written.</param>
/// <param name="Ttl">Seconds; null where none is written, or not as plain seconds.</param>
/// <param name="Type">Upper case.</param>
/// <param name="Line">From 1.</param>
/// <param name="Start">Offset of its first token.</param>
/// <param name="InheritsOwner">Begins with white space: the owner is that of the record before.</param>
internal sealed record MasterFileEntry(string Owner, int? Ttl, string Type, ImmutableArray<MasterFileToken> Data, int Line, int Start, bool InheritsOwner);

/// <summary>A comment that has its line for itself.</summary>
/// <param name="Start">Offset of its line.</param>
/// <param name="End">Offset of the next line.</param>
internal readonly record struct MasterFileComment(int Start, int End, int Line, string Text);

/// <summary>What a master file holds, or why it cannot be read (one sentence without its path).</summary>
internal sealed record MasterFile(ImmutableArray<MasterFileEntry> Entries, ImmutableArray<MasterFileComment> Comments, string? Problem);
