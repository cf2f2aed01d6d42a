using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Desired;

/// <summary>
/// The files of a repository at one revision: a folder's working tree or the tree of a commit, never a checkout. Paths are relative, with
/// forward slashes, in ordinal order. Links, submodules and ignored paths are not among them.
/// </summary>
public interface ISourceTree
{
    SourceRevision Revision { get; }

    /// <summary>Absolute folder that relative directories in manifests start from; null for a bare or remote source.</summary>
    string? WorkingFolder { get; }

    /// <summary>The manifests: <c>*.yaml</c> and <c>*.yml</c> outside hidden folders, <c>templates/</c> and what is ignored.</summary>
    IReadOnlyList<SourceFile> Manifests { get; }

    /// <summary>Problems of the tree itself, each at a path: a file too large, a link, two paths that differ in case only.</summary>
    IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>Whole content of a manifest. Thread safe.</summary>
    ReadOnlyMemory<byte> Read(SourceFile file);

    /// <summary>Content of another file that a manifest refers to, by path relative to the root; null when there is none. Never leads outside the tree. Thread safe.</summary>
    ReadOnlyMemory<byte>? TryRead(string path);
}

/// <param name="Path">Relative path.</param>
/// <param name="ContentId">Identifies the bytes: the blob id in a commit, the SHA-256 in a working tree; hexadecimal. Null: not known.</param>
/// <param name="Size">Octets.</param>
public sealed record SourceFile(string Path, string? ContentId, long Size);

/// <summary>Opens the tree that the options name.</summary>
public interface ISourceOpener
{
    /// <summary>Throws <see cref="ReconcilerException"/> naming what cannot be opened.</summary>
    Task<ISourceTree> OpenAsync(SourceRequest request, CancellationToken cancellationToken);
}

/// <param name="Repository">A folder or a bare repository, as given.</param>
/// <param name="Reference">Branch, tag or commit; null: the working tree of a folder, the default branch of a bare repository.</param>
/// <param name="Path">Narrows what is read to below this path; null: everything.</param>
public sealed record SourceRequest(string Repository, string? Reference, string? Path);

/// <summary>
/// Turns the bytes of manifests into declared objects in two steps: parsing depends on a file's path and bytes alone, binding also on the first regions of
/// the accounts that its documents belong to. Neither throws for what a file holds; both are thread safe. A document without an error becomes an object.
/// </summary>
public interface IManifestReader
{
    /// <summary>Told before files of a tree are parsed: how many of how many.</summary>
    void Prepare(int files, int all)
    {
    }

    ParsedManifest Parse(string path, ReadOnlyMemory<byte> content);

    /// <summary>Parses a file of a tree; a reader that knows the content by its id need not read it.</summary>
    ParsedManifest Parse(SourceFile source, ISourceTree tree) => Parse(source.Path, tree.Read(source));

    ManifestReading Bind(ParsedManifest manifest, ReaderContext context);

    /// <summary>
    /// The reading of a file with those objects of an earlier reading whose documents are the same, word for word and place for place. Both were bound alike,
    /// and the earlier one refused nothing. A reader that cannot tell keeps none.
    /// </summary>
    ManifestReading Keep(ParsedManifest manifest, ManifestReading reading, ParsedManifest earlier, ManifestReading known) => reading;
}

/// <summary>One file as nodes with positions; the reader's own class derives from it.</summary>
public abstract class ParsedManifest(string path)
{
    public string Path { get; } = path;

    /// <summary>Documents in the file.</summary>
    public abstract int DocumentCount { get; }

    /// <summary>First region of each account that the file declares.</summary>
    public abstract IReadOnlyList<(string Account, string FirstRegion)> Accounts { get; }
}

/// <summary>What the meaning of a file depends on beyond its own bytes.</summary>
/// <param name="FirstRegions">First region of every declared account; always holds account <c>default</c>.</param>
public sealed record ReaderContext(IReadOnlyDictionary<string, string> FirstRegions);

public sealed record ManifestReading(IReadOnlyList<DeclaredResource> Resources, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>The documents in which something is wrong.</summary>
    public IReadOnlyList<RefusedDocument> Refused { get; init; } = [];

    /// <summary>What could not be read may declare more than is told here.</summary>
    public UnreadText Unread { get; init; }
}

/// <summary>How much of a file's text could not be read.</summary>
public enum UnreadText
{
    None,
    Part,

    /// <summary>Not even its words are known.</summary>
    All,
}

/// <summary>A document that became no object: others may still name it, and what it names is still checked.</summary>
/// <param name="Name">Its name as written; empty where none can be read.</param>
/// <param name="Id">Null where the error is in what this would be made of.</param>
/// <param name="References">What it names; empty without <paramref name="Id"/>.</param>
public sealed record RefusedDocument(string Name, ResourceId? Id, IReadOnlyList<PlacedReference> References);

/// <summary>A reference to another object, and where it is written.</summary>
public readonly record struct PlacedReference(ResourceId Id, SourceLocation Place);

/// <summary>Renders record templates. Rendered text is a proposal: the caller parses it and compares it with the record meant.</summary>
public interface IRecordTemplates
{
    /// <summary>
    /// Renders one RFC 1035 line for a record. <paramref name="template"/> is a built-in name or a path, whose text is <paramref name="text"/>
    /// (null for built-in ones). On failure the message says what is wrong and the place in the template where known.
    /// </summary>
    Result<RenderedText, TemplateFailure> RenderRecord(string template, string? text, RecordTemplateInput record);

    /// <summary>Renders a list of records with an output template (<c>records --template</c>).</summary>
    Result<RenderedText, TemplateFailure> RenderList(string template, string? text, IReadOnlyList<RecordTemplateInput> records);
}

/// <summary>What a record template may use: <c>name target ttl domain zone account</c>; names absolute without trailing dot.</summary>
public sealed record RecordTemplateInput(string Name, string Target, int Ttl, string Domain, string Zone, string Account);

public sealed record RenderedText(string Text);

/// <param name="Message">One sentence.</param>
/// <param name="Line">Line in the template, from 1; 0 when unknown.</param>
/// <param name="Column">From 1; 0 when unknown.</param>
public sealed record TemplateFailure(string Message, int Line, int Column);
