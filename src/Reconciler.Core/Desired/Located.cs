using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Desired;

/// <summary>
/// Where the fields of one document stand, so that rules and plans can point at the very field. Paths are dotted names as in the manifest
/// (<c>key.algorithm</c>), list entries carry their index (<c>domains[2]</c>).
/// </summary>
public sealed class FieldPlaces(SourceLocation document, IReadOnlyList<FieldPlace> fields)
{
    /// <summary>Where the document begins; also the answer for a field that was not written.</summary>
    public SourceLocation Document { get; } = document;

    /// <summary>Place of the field, else of its nearest written parent, else of the document.</summary>
    public SourceLocation Of(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        for (var probe = path; probe.Length > 0; probe = Parent(probe))
        {
            foreach (var field in fields)
            {
                if (string.Equals(field.Path, probe, StringComparison.Ordinal)) return new(Document.File, field.Line, field.Column);
            }
        }

        return Document;
    }

    /// <summary>How much of <see cref="Of"/> to underline: <paramref name="length"/> where the field was written, nothing where another place stands in.</summary>
    public int Underlined(string path, int length) => Has(path) ? length : 0;

    public bool Has(string path) => fields.Any(field => string.Equals(field.Path, path, StringComparison.Ordinal));

    private static string Parent(string path)
    {
        var cut = path.LastIndexOfAny(['.', '[']);
        return cut < 0 ? "" : path[..cut];
    }
}

/// <summary>Place of one field's value, from 1.</summary>
public readonly record struct FieldPlace(string Path, int Line, int Column);
