namespace Reconciler.Pki.Linting;

/// <summary>One check over what was parsed from the DER, never over a template.</summary>
/// <param name="Code">Stable; for example <c>L101</c>.</param>
/// <param name="Source">Where it is demanded; for example <c>RFC 5280, section 4.1.2.2</c>.</param>
/// <param name="Find">What is wrong, a sentence without a full stop; null when nothing is.</param>
internal sealed record Lint<T>(string Code, string Source, Func<T, string?> Find)
{
    public string? Run(T subject) => Find(subject) is { } finding ? $"{Code} {finding} ({Source})" : null;
}
