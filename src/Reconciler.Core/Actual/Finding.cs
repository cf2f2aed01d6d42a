namespace Reconciler.Core.Actual;

/// <summary>Something that is not as it should be around a state.</summary>
/// <param name="Word">Stable; scripts read it.</param>
/// <param name="Remedy">What to do.</param>
public sealed record Finding(string Word, string Sentence, string Remedy);
