namespace Reconciler.Core.Diagnostics;

public enum Severity
{
    Error,
    Warning,
}

/// <summary>
/// A stable code of a diagnostic, <c>C</c> and three digits. C0xx are errors, C1xx warnings, C2xx what is refused because of the state. Declared once, beside the code that reports it,
/// collected by <see cref="DiagnosticCodes"/>; never reused or renumbered.
/// </summary>
/// <param name="Id">For example <c>C014</c>.</param>
/// <param name="Severity">Whether it stops the run.</param>
/// <param name="Title">What is wrong, in a few words.</param>
/// <param name="Explanation">Why it is refused and what to write instead; shown by <c>explain</c>.</param>
public sealed record DiagnosticCode(string Id, Severity Severity, string Title, string Explanation);

/// <summary>
/// Something that a person wrote wrong, as data: where, what, why and the remedy.
/// </summary>
/// <param name="Code">Stable code.</param>
/// <param name="Message">One sentence without a full stop, naming the offending text.</param>
/// <param name="Location">Where.</param>
/// <param name="Length">Characters to underline; 0 when only the place is known.</param>
/// <param name="Help">What to do, in one line; null when the message says it.</param>
/// <param name="Related">The other places that take part, for example the first of two duplicates, with a short note.</param>
public sealed record Diagnostic(
    DiagnosticCode Code,
    string Message,
    SourceLocation Location,
    int Length = 0,
    string? Help = null,
    IReadOnlyList<RelatedPlace>? Related = null)
{
    public bool IsError => Code.Severity == Severity.Error;
}

/// <summary>A second place of a diagnostic, with what stands there.</summary>
public sealed record RelatedPlace(SourceLocation Location, string Note);

/// <summary>Collects diagnostics; rules add to it and never stop at the first. Not thread safe: each reader has its own, merged in file order.</summary>
public sealed class DiagnosticBag
{
    private readonly List<Diagnostic> _items = [];

    public IReadOnlyList<Diagnostic> Items => _items;

    public bool HasErrors { get; private set; }

    public void Add(Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        _items.Add(diagnostic);
        HasErrors |= diagnostic.IsError;
    }

    public void Add(DiagnosticCode code, string message, SourceLocation location, int length = 0, string? help = null, params RelatedPlace[] related) =>
        Add(new Diagnostic(code, message, location, length, help, related.Length == 0 ? null : related));

    public void AddRange(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics) Add(diagnostic);
    }

    /// <summary>By place, then code, then message: the order in which they are shown, whatever order the rules ran in.</summary>
    public IReadOnlyList<Diagnostic> Sorted() =>
        [.. _items.OrderBy(d => d.Location).ThenBy(d => d.Code.Id, StringComparer.Ordinal).ThenBy(d => d.Message, StringComparer.Ordinal)];
}
